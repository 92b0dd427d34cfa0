package native_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/native"
)

// TestShutdown: idle connections end at once, the others with their answer, which says
// so, and Serve returns.
func TestShutdown(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		waits := make(chan *native.Exchange, 1)
		s := &native.Server{Handler: routes{"/late": func(x *native.Exchange) {
			x.Detach()
			waits <- x
		}}}
		addr := m.start(t, s)
		fresh, idle, active := dial(t, addr), dial(t, addr), dial(t, addr)
		io.WriteString(idle, get("/"))
		resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(idle, 1<<10)), nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		io.WriteString(active, get("/late")+get("/"))
		x := await(t, waits, "the handler")
		until(t, "all connections", func() bool { return len(s.Connections()) == 3 })
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(context.Background()) }()
		for name, c := range map[string]net.Conn{"fresh": fresh, "idle": idle} {
			if out, err := io.ReadAll(c); len(out) != 0 || err != nil {
				t.Errorf("%s: %q, %v", name, out, err)
			}
			c.Close()
		}
		select {
		case err := <-stopped:
			t.Errorf("Shutdown does not wait: %v", err)
		default:
		}
		// Shutdown tells one connection after the other.
		until(t, "word of the shutdown", func() bool {
			left := s.Connections()
			return len(left) == 1 && left[0].Last == model.Shutdown
		})
		x.Answer(200, nil, []byte("ok"))
		if out, err := io.ReadAll(active); err != nil || brief(string(out)) != okClose {
			t.Errorf("%q, %v", out, err)
		}
		active.Close()
		if err := await(t, stopped, "Shutdown"); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		if c, err := net.Dial(addr.Network(), addr.String()); err == nil {
			c.Close()
			t.Error("connections are still accepted")
		}
		if err := s.Serve(m.listen(t)); !errors.Is(err, native.ErrClosed) {
			t.Errorf("Serve again: %v", err)
		}
	})
}

// TestShutdownCuts: what has not ended when the context does is cut and reported.
func TestShutdownCuts(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		stuck := make(chan *native.Exchange, 1)
		s := &native.Server{Handler: routes{"/stuck": func(x *native.Exchange) {
			x.Detach()
			stuck <- x
		}}}
		addr := m.start(t, s)
		c, idle := dial(t, addr), dial(t, addr)
		io.WriteString(c, get("/")+get("/stuck"))
		x := await(t, stuck, "the handler")
		until(t, "both connections", func() bool { return len(s.Connections()) == 2 })
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(ctx) }()
		io.Copy(io.Discard, idle)
		idle.Close()
		until(t, "the end of the idle one", func() bool { return len(s.Connections()) == 1 })
		cancel()
		err := await(t, stopped, "Shutdown")
		var cut *native.CutError
		if !errors.As(err, &cut) || !errors.Is(err, context.Canceled) {
			t.Fatalf("Shutdown: %v", err)
		}
		if len(cut.Connections) != 1 || cut.Connections[0].Request != "GET /stuck" || cut.Connections[0].Requests != 1 {
			t.Errorf("cut %+v", cut.Connections)
		}
		if !strings.Contains(err.Error(), "GET /stuck") {
			t.Errorf("the error says %q", err)
		}
		await(t, x.Done(), "Done")
		if err := x.Answer(200, nil, nil); !errors.Is(err, native.ErrGone) {
			t.Errorf("Answer: %v", err)
		}
		if out, _ := io.ReadAll(c); brief(string(out)) != ok && m.network == "unix" { // a reset erases what was not read
			t.Errorf("%q", out)
		}
	})
}

// TestShutdownWhileConnecting: each client gets its response or none, and nothing is left.
func TestShutdownWhileConnecting(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		for range 20 {
			s := &native.Server{Handler: standard}
			addr := m.start(t, s)
			var clients sync.WaitGroup
			for range 8 {
				clients.Go(func() {
					c, err := net.Dial(addr.Network(), addr.String())
					if err != nil {
						return
					}
					defer c.Close()
					c.SetDeadline(time.Now().Add(patience))
					io.WriteString(c, get("/"))
					out, err := io.ReadAll(c)
					if got := brief(string(out)); got != "" && got != ok && got != okClose || isTimeout(err) {
						t.Errorf("%q, %v", out, err)
					}
				})
			}
			if err := s.Shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown: %v", err)
			}
			clients.Wait()
			if n := len(s.Connections()); n != 0 {
				t.Errorf("%d connections are left", n)
			}
		}
	})
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// TestClose: connections are cut whatever they are doing.
func TestClose(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		detached := make(chan *native.Exchange, 1)
		s := &native.Server{Handler: routes{"/late": func(x *native.Exchange) {
			x.Detach()
			detached <- x
		}}}
		addr := m.start(t, s)
		idle, active := dial(t, addr), dial(t, addr)
		io.WriteString(active, get("/late"))
		x := await(t, detached, "the handler")
		s.Close()
		for _, c := range []client{idle, active} {
			if out, err := io.ReadAll(c); len(out) > 0 || isTimeout(err) {
				t.Errorf("%q, %v", out, err)
			}
		}
		await(t, x.Done(), "Done")
		if n := len(s.Connections()); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

// TestListenerClosed by somebody else: Serve ends, with that error, and connections go on.
func TestListenerClosed(t *testing.T) {
	t.Parallel()
	everyModeAtOnce(t, func(t *testing.T, m mode) {
		s := &native.Server{Handler: standard, Front: m.front, Inline: m.inline}
		defer s.Close()
		l := m.listen(t)
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(l) }()
		c := dial(t, l.Addr())
		until(t, "the connection", func() bool { return len(s.Connections()) == 1 })
		l.Close()
		if err := await(t, ended, "Serve"); errors.Is(err, native.ErrClosed) || !errors.Is(err, net.ErrClosed) {
			t.Errorf("Serve: %v", err)
		}
		go io.WriteString(c, "GET / HTTP/1.1\r\n"+last)
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != okClose {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// failing is a listener whose first Accepts fail in a way that passes.
type failing struct {
	net.Listener
	fails int
}

type passing struct{ error }

func (passing) Temporary() bool { return true }

func (f *failing) Accept() (net.Conn, error) {
	if f.fails--; f.fails >= 0 {
		return nil, passing{errors.New("too many open files")}
	}
	return f.Listener.Accept()
}

// TestAcceptErrors that pass are waited for.
func TestAcceptErrors(t *testing.T) {
	m := mode{native.EventLoop, false, "tcp"} // which falls back to goroutines
	l := m.listen(t)
	begin := time.Now()
	serve(t, &native.Server{Handler: standard, Front: m.front}, &failing{l, 3})
	if got := brief(talk(t, l.Addr(), "GET / HTTP/1.1\r\n"+last)); got != okClose {
		t.Errorf("%q", got)
	}
	if took := time.Since(begin); took < 35*time.Millisecond {
		t.Errorf("tried again after %v", took)
	}
}
