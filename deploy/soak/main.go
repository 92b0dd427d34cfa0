//go:build linux

// Soak holds a million conversations with the server, most of them with bad clients,
// and looks whether descriptors, goroutines and memory return to where they were.
//
//	go run ./deploy/soak                                   # a million, two to five minutes
//	go run ./deploy/soak --front loop --handlers native
//	go run -race ./deploy/soak --connections 20000
//	go run ./deploy/soak --first 4711 --connections 1      # one conversation alone
//
// Server and clients are in this one process, so what either of them leaves behind is
// seen. Clients dial from many addresses of 127.0.0.0/8, because each address has only
// some 28,000 ports, and a port rests for a minute behind a connection that the client
// has closed first. Interrupted, it reports what was done. Exit code 1 says that an
// answer was wrong or something did not return.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/internal/soak"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

type options struct {
	Connections uint64 `help:"How many conversations (${default})." default:"1000000"`
	Parallel    int    `help:"How many at once (${default})." default:"512"`
	Seed        uint64 `help:"What they follow from (${default})." default:"1"`
	First       uint64 `help:"Number of the first one." placeholder:"N"`
	Front       string `help:"How the server waits: goroutines or loop (${default})." enum:"goroutines,loop" default:"goroutines"`
	Handlers    string `help:"Handlers of net/http, or native ones (${default})." enum:"http,native" default:"http"`
	Network     string `help:"tcp, unix, or tls (${default})." enum:"tcp,unix,tls" default:"tcp"`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("soak"), kong.Description("Holds very many conversations with the server, most of them with bad clients."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	sound, err := o.run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	if !sound {
		os.Exit(1)
	}
}

// service is either kind of server.
type service interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

func (o *options) server() service {
	front := native.Goroutines
	if o.Front == "loop" {
		front = native.EventLoop
	}
	quiet := slog.New(slog.DiscardHandler)
	if o.Handlers == "native" {
		return &native.Server{Handler: soak.Native(), Front: front, Inline: true, Timeouts: soak.Timeouts, Log: quiet}
	}
	return &server.Server{Handler: soak.Handler(), Front: front, Timeouts: soak.Timeouts, ErrorLog: quiet}
}

func (o *options) run(ctx context.Context) (sound bool, err error) {
	l, dial, err := o.listen()
	if err != nil {
		return false, err
	}
	s := o.server()
	before := measure()
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	begun := time.Now()
	report := soak.Run(ctx, soak.Config{
		Dial: dial, First: o.First, Connections: o.Connections, Parallel: o.Parallel, Seed: o.Seed, Progress: progress(begun, o.Connections),
	})
	took := time.Since(begun)
	patience, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Shutdown(patience); err != nil {
		return false, fmt.Errorf("stopping the server: %w", err)
	}
	if err := <-served; err != http.ErrServerClosed && err != native.ErrClosed {
		return false, fmt.Errorf("serving: %w", err)
	}
	after := settled(before)
	o.print(report, took, before, after)
	return report.Failed == 0 && after.returnedTo(before), nil
}

// listen returns a listener and what dials it.
func (o *options) listen() (net.Listener, func(context.Context) (net.Conn, error), error) {
	if o.Network == "unix" {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("hangup-soak-%d", os.Getpid()))
		l, err := net.Listen("unix", path)
		var d net.Dialer
		return l, func(ctx context.Context) (net.Conn, error) { return d.DialContext(ctx, "unix", path) }, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	address := l.Addr().String()
	var count atomic.Uint32
	dial := func(ctx context.Context) (net.Conn, error) {
		n := count.Add(1)
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(n/250%100), byte(1+n%250))}}
		return d.DialContext(ctx, "tcp", address)
	}
	if o.Network == "tcp" {
		return l, dial, nil
	}
	certified := httptest.NewUnstartedServer(nil) // for its certificate
	certified.StartTLS()
	defer certified.Close()
	client := &tls.Config{InsecureSkipVerify: true} // it is our own, on this machine
	return tls.NewListener(l, &tls.Config{Certificates: certified.TLS.Certificates}), func(ctx context.Context) (net.Conn, error) {
		nc, err := dial(ctx)
		if err != nil {
			return nil, err
		}
		return tls.Client(nc, client), nil
	}, nil
}

// progress prints a line every five seconds.
func progress(begun time.Time, of uint64) func(uint64) {
	var last atomic.Int64
	return func(done uint64) {
		now, then := int64(time.Since(begun)/(5*time.Second)), last.Load()
		if now > then && last.CompareAndSwap(then, now) {
			fmt.Fprintf(os.Stderr, "%d of %d conversations, %.0f a second\n", done, of, float64(done)/time.Since(begun).Seconds())
		}
	}
}

func (o *options) print(r *soak.Report, took time.Duration, before, after usage) {
	fmt.Printf("%d conversations in %v, %.0f a second: %s, %s handlers, %s, seed %d\n\n", r.Total(), took.Round(time.Millisecond),
		float64(r.Total())/took.Seconds(), o.Front, o.Handlers, o.Network, o.Seed)
	var names []string
	for name := range r.Held {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(r.Held[b]) - int(r.Held[a]) })
	for _, name := range names {
		fmt.Printf("%9d  %s\n", r.Held[name], name)
	}
	fmt.Printf("\n%-22s %10s %10s\n", "", "before", "after")
	fmt.Printf("%-22s %10d %10d\n", "descriptors", before.descriptors, after.descriptors)
	fmt.Printf("%-22s %10d %10d\n", "goroutines", before.goroutines, after.goroutines)
	fmt.Printf("%-22s %10d %10d\n", "live heap, KiB", before.heap>>10, after.heap>>10)
	fmt.Printf("%-22s %10d %10d\n\n", "resident memory, KiB", before.resident>>10, after.resident>>10)
	for _, err := range r.Errors[:min(len(r.Errors), 10)] {
		fmt.Println(err)
	}
	switch {
	case r.Failed > 0:
		fmt.Printf("%d wrong: see one alone with --seed %d --first NUMBER --connections 1\n", r.Failed, o.Seed)
	case !after.returnedTo(before):
		fmt.Println("something did not return to where it was")
	default:
		fmt.Println("every answer was right, and everything has returned")
	}
}
