package server_test

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// crowded does something of everything, by the path.
func crowded(w http.ResponseWriter, r *http.Request) {
	c := http.NewResponseController(w)
	switch r.URL.Path {
	case "/watch":
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Millisecond)
		defer cancel()
		<-ctx.Done()
	case "/deadlines":
		c.SetReadDeadline(time.Now().Add(time.Duration(rand.IntN(3)) * time.Millisecond))
		c.SetWriteDeadline(time.Now().Add(time.Duration(1+rand.IntN(3)) * time.Millisecond))
		io.Copy(io.Discard, r.Body)
		w.Write(make([]byte, 1<<20))
	case "/hijack":
		nc, rw, err := c.Hijack()
		if err != nil {
			return
		}
		defer nc.Close()
		rw.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
		rw.Flush()
		nc.SetDeadline(time.Now().Add(patience))
		echoLines(rw)
		return
	case "/panic":
		panic(http.ErrAbortHandler)
	case "/large":
		w.Write(make([]byte, 1<<20))
	}
	io.Copy(w, r.Body)
}

// visit has a few exchanges on one connection and leaves it in one of many ways. A
// request that nothing happens for fails the test.
func visit(t *testing.T, addr net.Addr) {
	nc, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Error(err)
		return
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(patience))
	r := bufio.NewReader(nc)
	for range rand.IntN(5) {
		path := []string{"/", "/watch", "/deadlines", "/hijack", "/panic", "/large"}[rand.IntN(6)]
		body := strings.Repeat("x", rand.IntN(3)*3000)
		req, _ := http.NewRequest(http.MethodPost, "http://a"+path, struct{ io.Reader }{strings.NewReader(body)})
		if err := req.Write(nc); err != nil {
			return
		}
		switch rand.IntN(8) {
		case 0:
			nc.(*net.TCPConn).SetLinger(0)
			return
		case 1:
			nc.(*net.TCPConn).CloseWrite()
		}
		resp, err := http.ReadResponse(r, req)
		if os.IsTimeout(err) {
			t.Errorf("no answer to %s", path)
		}
		if err != nil {
			return // broken off, or refused
		}
		if resp.StatusCode == http.StatusSwitchingProtocols {
			return
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.Close {
			return
		}
	}
}

// TestCrowd: whatever clients do, all of it ends: connections, handlers and goroutines.
func TestCrowd(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		before := runtime.NumGoroutine()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := &server.Server{Front: front, Handler: http.HandlerFunc(crowded), ErrorLog: quiet()}
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		var clients sync.WaitGroup
		until := time.Now().Add(700 * time.Millisecond)
		for range 16 {
			clients.Go(func() {
				for time.Now().Before(until) {
					visit(t, l.Addr())
				}
			})
		}
		clients.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		if err := within(t, "the end of Serve", served); err != http.ErrServerClosed {
			t.Error(err)
		}
		for begun := time.Now(); runtime.NumGoroutine() > before; runtime.Gosched() { // hijackers end on their own
			if time.Since(begun) > patience {
				buf := make([]byte, 1<<20)
				t.Fatalf("%d goroutines, before %d\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
			}
		}
	})
}
