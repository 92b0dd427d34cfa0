package native_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// patience is how long a test waits for what must come. It is long, for a busy machine:
// only what is broken takes that time.
const patience = time.Minute

// mode is one of the ways in which a server can run. What it does must be the same in all.
type mode struct {
	front   native.Front
	inline  bool
	network string
}

func (m mode) String() string {
	name := []string{native.Goroutines: "goroutines", native.EventLoop: "event loop"}[m.front]
	if m.inline {
		name += ", inline"
	}
	return name + ", " + m.network
}

// everyMode runs a test in all modes.
func everyMode(t *testing.T, f func(t *testing.T, m mode)) {
	for _, m := range modes("tcp", "unix") {
		t.Run(m.String(), func(t *testing.T) { f(t, m) })
	}
}

// everyModeAtOnce is for tests that mostly wait: however few processors there are, the
// modes wait together.
func everyModeAtOnce(t *testing.T, f func(t *testing.T, m mode)) {
	var running sync.WaitGroup
	defer running.Wait()
	for _, m := range modes("tcp", "unix") {
		running.Go(func() {
			t.Run(m.String(), func(t *testing.T) { f(t, m) })
		})
	}
}

// modes are all over some networks.
func modes(networks ...string) (all []mode) {
	for _, network := range networks {
		for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
			for _, inline := range []bool{false, true} {
				all = append(all, mode{front, inline, network})
			}
		}
	}
	return all
}

// everyFront runs a test that has nothing to do with the network in all modes over one.
func everyFront(t *testing.T, network string, f func(t *testing.T, m mode)) {
	for _, m := range modes(network) {
		t.Run(m.String(), func(t *testing.T) { f(t, m) })
	}
}

// listen returns a listener on loopback.
func (m mode) listen(t testing.TB) net.Listener {
	t.Helper()
	addr := "127.0.0.1:0"
	if m.network == "unix" {
		dir, err := os.MkdirTemp("", "native") // the name of a test may be too long for a socket
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		addr = filepath.Join(dir, "s")
	}
	l, err := net.Listen(m.network, addr)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// start serves until the test ends.
func (m mode) start(t testing.TB, s *native.Server) net.Addr {
	t.Helper()
	s.Front, s.Inline = m.front, m.inline
	l := m.listen(t)
	serve(t, s, l)
	return l.Addr()
}

func serve(t testing.TB, s *native.Server, l net.Listener) {
	t.Helper()
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := await(t, done, "Serve to return"); !errors.Is(err, native.ErrClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
}

// await takes from a channel what must come.
func await[T any](t testing.TB, from <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(patience):
		t.Errorf("waited in vain for %s", what)
	}
	return v
}

// until waits for something that can only be asked for.
func until(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// mustEnd makes a hanging test fail with the stacks of all goroutines.
func mustEnd(t testing.TB, d time.Duration) {
	stop := time.AfterFunc(d, func() {
		debug.SetTraceback("all")
		panic(t.Name() + " hangs")
	})
	t.Cleanup(func() { stop.Stop() })
}

// client is one connection to a server.
type client interface {
	net.Conn
	CloseWrite() error
}

func dial(t testing.TB, addr net.Addr) client {
	t.Helper()
	c, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c.(client)
}

// abort closes so that the server is told of a lost connection.
func abort(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.Close()
}

// talk sends and reads to the server's FIN. A reset fails the test.
func talk(t testing.TB, addr net.Addr, in string) string {
	t.Helper()
	c := dial(t, addr)
	defer c.Close()
	go io.WriteString(c, in) // fails where the server ends early
	out, err := io.ReadAll(c)
	if err != nil {
		t.Errorf("after %q: %v", out[:min(len(out), 1000)], err)
	}
	return string(out)
}

// brief leaves out what differs from run to run or says nothing here.
func brief(sent string) string {
	var kept []string
	for line := range strings.SplitSeq(sent, "\r\n") {
		if !strings.HasPrefix(line, "Date: ") && !strings.HasPrefix(line, "Content-Type: ") {
			kept = append(kept, strings.NewReplacer("HTTP/1.1 ", "", "Content-Length: ", "length ",
				"Transfer-Encoding: chunked", "chunked", "Connection: ", "").Replace(line))
		}
	}
	return strings.Join(kept, "|")
}

const (
	host    = "Host: a\r\n"
	last    = host + "Connection: close\r\n\r\n"
	ok      = "200 OK|length 2||ok"
	okClose = "200 OK|length 2|close||ok"
)

func get(target string) string { return "GET " + target + " HTTP/1.1\r\n" + host + "\r\n" }

func post(target, fields, content string) string {
	return "POST " + target + " HTTP/1.1\r\n" + host + fields + "\r\n" + content
}

func field(name, value string) []wire.Field {
	return []wire.Field{{Name: []byte(name), Value: []byte(value)}}
}

// routes is the handler of most tests: what it does is in the target.
type routes map[string]func(x *native.Exchange)

// Serve answers ok where there is no route.
func (r routes) Serve(x *native.Exchange) {
	if f := r[string(x.Head().Target)]; f != nil {
		f(x)
		return
	}
	x.Answer(200, nil, []byte("ok"))
}

// standard are routes for conversations.
var standard = routes{
	"/echo": echo,
	"/close": func(x *native.Exchange) {
		x.Start(&conn.Answer{Status: 200, Length: 2, Close: true})
		io.WriteString(x, "ok")
	},
	"/none":      func(x *native.Exchange) { x.Answer(204, nil, []byte("dropped")) },
	"/unchanged": func(x *native.Exchange) { x.Answer(304, nil, nil) },
	"/hints": func(x *native.Exchange) {
		x.Interim(103, field("Link", "</a>"))
		x.Answer(200, nil, []byte("ok"))
	},
	"/stream": func(x *native.Exchange) {
		x.Start(&conn.Answer{Status: 200, Length: -1, Trailers: []string{"Sum"}})
		io.WriteString(x, "one")
		x.Flush()
		io.WriteString(x, "two")
		x.End(field("Sum", "6")...)
	},
	"/silent": func(*native.Exchange) {},
	"/missing": func(x *native.Exchange) {
		x.Start(&conn.Answer{Status: 200, Length: 9})
		io.WriteString(x, "begun")
	},
	"/panic": func(*native.Exchange) { panic("of the handler") },
	"/late-panic": func(x *native.Exchange) {
		x.Start(&conn.Answer{Status: 200, Length: 9})
		io.WriteString(x, "begun")
		x.Flush()
		panic("of the handler")
	},
	"/abort": func(*native.Exchange) { panic(native.ErrAbort) },
	"/fail":  func(x *native.Exchange) { x.Fail() },
}

// echo answers with the content of the request.
func echo(x *native.Exchange) {
	content, err := io.ReadAll(x)
	if err != nil {
		x.Answer(400, nil, []byte(err.Error()))
		return
	}
	for _, f := range x.Trailer() {
		content = append(bytes.Join([][]byte{content, f.Name, f.Value}, []byte(" ")), '.')
	}
	x.Answer(200, nil, content)
}

// record is a log that can be read while it is written.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}
