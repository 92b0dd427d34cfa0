package native_test

import (
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/native"
)

// TestEndlessInput: whatever has no end is read as far as its bound, answered and closed.
func TestEndlessInput(t *testing.T) {
	chunked := post("/echo", "Transfer-Encoding: chunked\r\n", "")
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, 2*patience)
		s := &native.Server{Handler: routes{"/echo": echo}, Limits: native.Limits{Linger: 1 << 20}}
		addr := m.start(t, s)
		for _, tt := range []struct{ name, begin, again, want string }{
			{"request-line", "GET /", "x", "414 "},
			{"method", "G", "G", "501 "},
			{"fields", "GET / HTTP/1.1\r\n" + host, "A: b\r\n", "431 "},
			{"field", "GET / HTTP/1.1\r\n" + host + "A: ", "b", "431 "},
			{"empty lines", "\r\n", "\r\n", "400 "},
			{"chunk extension", chunked + "1;", "x", "413 "},
			{"chunk extensions", chunked, "1;xxxxxxxxxxxxxxxxxxxxxxxxxxx\r\nx\r\n", "413 "},
			{"leading zeros", chunked, "0", "413 "},
			{"trailer", chunked + "0\r\n", "A: b\r\n", "431 "},
			{"unread content", post("/", "Content-Length: 99999999\r\n", ""), "x", "200 "},
			{"unread chunks", post("/", "Transfer-Encoding: chunked\r\n", ""), "1\r\nx\r\n", "200 "},
			{"what follows close", "GET / HTTP/1.1\r\n" + last, "x", "200 "},
		} {
			c := dial(t, addr)
			go endless(c, tt.begin, tt.again)
			out, _ := io.ReadAll(c) // a reset comes when the server has read enough
			if got := brief(string(out)); !strings.HasPrefix(got, tt.want) || !strings.Contains(got, "|close|") {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
			until(t, "the end of the connection", func() bool { return len(s.Connections()) == 0 })
			c.Close()
		}
	})
}

func endless(c net.Conn, begin, again string) {
	if _, err := io.WriteString(c, begin); err != nil {
		return
	}
	for piece := []byte(strings.Repeat(again, 1000)); ; {
		if _, err := c.Write(piece); err != nil {
			return
		}
	}
}

// TestSlowloris: very many clients that send an octet now and then cost little, and not
// for long. Others are served meanwhile.
func TestSlowloris(t *testing.T) {
	const clients = 500
	everyFront(t, "unix", func(t *testing.T, m mode) {
		mustEnd(t, 2*patience)
		s := &native.Server{Handler: standard, Timeouts: native.Timeouts{Head: 200 * time.Millisecond}}
		addr := m.start(t, s)
		before := heap()
		conns := make([]client, clients)
		for i := range conns {
			conns[i] = dial(t, addr)
			io.WriteString(conns[i], "GET / HTTP/1.1\r\nA: ")
		}
		until(t, "all connections", func() bool { return len(s.Connections()) == clients })
		if each := (heap() - before) / clients; each > 20<<10 {
			t.Errorf("%d octets for each of them", each)
		}
		if got := brief(talk(t, addr, "GET / HTTP/1.1\r\n"+last)); got != okClose {
			t.Errorf("another client got %q", got)
		}
		for left := clients; left > 0; left = len(s.Connections()) {
			for _, c := range conns {
				io.WriteString(c, "a")
			}
			for _, i := range s.Connections() {
				if i.State.String() == "draining" { // they do not close, either: cut short what is not the subject
					goto answered
				}
			}
		}
	answered:
		for _, c := range conns {
			if out, err := io.ReadAll(c); brief(string(out)) != late {
				t.Fatalf("%q, %v", out, err)
			}
			c.Close()
		}
		until(t, "the end of all connections", func() bool { return len(s.Connections()) == 0 })
	})
}

// heap returns how much memory is in use, stacks of goroutines included.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// TestMaxRequests: the last response that is permitted says close.
func TestMaxRequests(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		addr := m.start(t, &native.Server{Handler: standard, MaxRequests: 3})
		if got := brief(talk(t, addr, strings.Repeat(get("/"), 5))); got != ok+ok+okClose {
			t.Errorf("%q", got)
		}
	})
}

// TestIdleMemory: a connection in an event loop keeps next to nothing while it is idle,
// however it was answered.
func TestIdleMemory(t *testing.T) {
	const clients = 500
	for _, inline := range []bool{false, true} {
		m := mode{native.EventLoop, inline, "unix"}
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			switch x.ID() % 3 {
			case 0:
				x.Answer(200, nil, []byte("ok"))
			case 1:
				echo(x)
			case 2:
				x.Detach()
				time.AfterFunc(time.Millisecond, func() { x.Answer(200, nil, []byte("ok")) })
			}
		})})
		conns := make([]client, clients)
		for i := range conns {
			conns[i] = dial(t, addr)
		}
		buf := make([]byte, 1<<10)
		before := settled()
		for range 2 {
			for _, c := range conns {
				io.WriteString(c, post("/", "Content-Length: 2\r\n", "ok"))
			}
			for _, c := range conns {
				if n, err := c.Read(buf); !strings.HasSuffix(string(buf[:n]), "ok") {
					t.Fatalf("%q, %v", buf[:n], err)
				}
			}
		}
		each := 1 << 20
		for end := time.Now().Add(patience); each > 1<<10; { // they give it back behind their answers
			if each = (settled() - before) / clients; time.Now().After(end) {
				t.Fatalf("%v: %d octets for each connection", m, each)
			}
		}
	}
}

// settled returns how much of the heap is in use, without what is kept to be used again soon.
func settled() int {
	for range 3 { // which is how long a sync.Pool keeps it
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
