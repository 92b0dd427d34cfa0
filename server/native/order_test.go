package native_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// numbered answers with the target.
func numbered(x *native.Exchange) { x.Answer(200, nil, x.Head().Target) }

// TestPipelining: responses come in the order of their requests, all of them.
func TestPipelining(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(numbered)})
		for _, n := range []int{16, 1000} {
			var in, want strings.Builder
			for i := range n {
				target := fmt.Sprintf("/%d", i)
				in.WriteString(get(target))
				fmt.Fprintf(&want, "200 OK|length %d||%s", len(target), target)
			}
			c := dial(t, addr)
			io.WriteString(c, in.String())
			c.CloseWrite()
			if out, err := io.ReadAll(c); err != nil || brief(string(out)) != want.String() {
				t.Errorf("%d requests: %v, %d octets: %.200q", n, err, len(out), out)
			}
		}
	})
}

// TestDetachedAnswers: whoever answers, in whatever order and from whatever goroutine,
// responses come in the order of their requests.
func TestDetachedAnswers(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			if strings.HasSuffix(string(x.Head().Target), "5") {
				numbered(x) // in place
				return
			}
			x.Detach()
			go func() {
				for range rand.IntN(3) {
					await(t, make1(), "a moment")
				}
				numbered(x)
			}()
		})})
		const conns, requests = 8, 60
		done := make(chan string, conns)
		for range conns {
			c := dial(t, addr)
			go func() {
				in, want := "", ""
				for i := range requests {
					target := fmt.Sprintf("/%d", i)
					in += get(target)
					want += fmt.Sprintf("200 OK|length %d||%s", len(target), target)
				}
				io.WriteString(c, in)
				c.CloseWrite()
				out, err := io.ReadAll(c)
				if got := brief(string(out)); err != nil || got != want {
					done <- fmt.Sprintf("%v, %q", err, got)
				} else {
					done <- ""
				}
			}()
		}
		for range conns {
			if wrong := await(t, done, "the responses"); wrong != "" {
				t.Error(wrong)
			}
		}
	})
}

// make1 returns a channel that has something once another goroutine has run.
func make1() <-chan struct{} {
	c := make(chan struct{})
	go close(c)
	return c
}

// TestDetachedAndGone: when the client is lost, Done is closed, Err tells, and an
// answer that comes too late is an error: it must not get into another exchange.
func TestDetachedAndGone(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		detached := make(chan *native.Exchange, 1)
		s := &native.Server{Handler: routes{"/late": func(x *native.Exchange) {
			x.Detach()
			detached <- x
		}}}
		addr := m.start(t, s)
		c := dial(t, addr)
		io.WriteString(c, get("/")+get("/late"))
		x := await(t, detached, "the handler")
		done := x.Done()
		select {
		case <-done:
			t.Error("Done is closed while the client waits")
		default:
		}
		if err := x.Err(); err != nil {
			t.Errorf("Err while the client waits: %v", err)
		}
		abort(c)
		if m.network == "unix" { // where FIN is all that comes
			x.Abort()
		}
		await(t, done, "Done")
		if err := x.Err(); !errors.Is(err, native.ErrGone) {
			t.Errorf("Err: %v", err)
		}
		until(t, "the end of the connection", func() bool { return len(s.Connections()) == 0 })
		next := dial(t, addr) // may get the memory of the one that has ended
		io.WriteString(next, get("/late"))
		y := await(t, detached, "the handler")
		for what, err := range map[string]error{
			"Answer": x.Answer(200, nil, []byte("too late")), "Start": x.Start(&conn.Answer{Status: 200}), "Flush": x.Flush(), "End": x.End(),
			"Interim": x.Interim(103, nil),
		} {
			if !errors.Is(err, native.ErrGone) {
				t.Errorf("%s: %v", what, err)
			}
		}
		x.Fail()
		x.Abort()
		x.HasBody()
		if x.RemoteAddr() == nil || x.LocalAddr() == nil {
			t.Error("no address")
		}
		if x.Err() == nil {
			t.Error("Err is nil again")
		}
		numbered(y)
		next.CloseWrite()
		if out, err := io.ReadAll(next); err != nil || brief(string(out)) != "200 OK|length 5||/late" {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// TestKeptBeyondItsEnd: a goroutine that keeps a detached exchange beyond its end gets
// errors, and not into a later exchange of the same connection.
func TestKeptBeyondItsEnd(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		kept := make(chan *native.Exchange, 1)
		var first *native.Exchange
		addr := m.start(t, &native.Server{Handler: routes{
			"/keep": func(x *native.Exchange) {
				x.Detach()
				x.Answer(200, nil, []byte("kept"))
				kept <- x
			},
			"/intrude": func(x *native.Exchange) {
				first = await(t, kept, "the first exchange")
				if err := first.Answer(200, nil, []byte("intruder")); !errors.Is(err, native.ErrGone) {
					t.Errorf("Answer: %v", err)
				}
				first.Abort()
				x.Answer(200, nil, []byte("ok"))
			},
		}})
		c := dial(t, addr)
		io.WriteString(c, get("/keep")+get("/")+get("/intrude")+get("/"))
		c.CloseWrite()
		want := "200 OK|length 4||kept" + strings.Repeat(ok, 3)
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != want {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// TestNotify: it is told once, on a goroutine of its own, or not at all where it was taken back.
func TestNotify(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		told := make(chan error, 9)
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			x.Notify(func(why error) { told <- why })
			if string(x.Head().Target) == "/taken-back" {
				x.Notify(nil)
			}
			x.Answer(200, nil, []byte("ok"))
		})})
		if got := brief(talk(t, addr, get("/taken-back")+"GET / HTTP/1.1\r\n"+last)); got != ok+okClose {
			t.Errorf("%q", got)
		}
		if err := await(t, told, "the end"); !errors.Is(err, native.ErrGone) {
			t.Errorf("told %v", err)
		}
		if len(told) > 0 {
			t.Error("told twice")
		}
	})
}
