package native

import (
	"runtime/debug"

	"github.com/hangup-http/hangup/server/conn"
)

// handle runs the handler of the request that waits for it. It needs mu, which it
// gives up meanwhile.
func (c *connection) handle() {
	x := c.begin()
	c.running = true
	if c.srv.patience(conn.HandlerTimer) > 0 {
		c.rearm()
	}
	if c.srv.Seams != nil { // many bugs are about what comes while a handler runs
		c.core.Todo()
		c.rearm()
		c.link.watch()
	}
	c.mu.Unlock()
	sound := c.srv.call(x)
	c.mu.Lock()
	if c.hijacked {
		return
	}
	c.link.relieve()
	switch {
	case c.closed, x.ended, x.err != nil, x.detached && sound:
	case !sound:
		x.fail()
	case x.begun:
		if x.c.core.EndAnswer() != nil {
			c.srv.log().Error("a handler's content does not match its Content-Length")
		}
		x.finished()
	default:
		c.srv.log().Error("a handler returned without a response")
		x.fail()
	}
	c.running = false
	if !c.srv.Inline {
		c.happened()
	}
}

// call calls the handler; false when it panics.
func (s *Server) call(x *Exchange) (sound bool) {
	defer func() {
		if sound {
			return
		}
		switch p := recover(); p {
		case nil:
			x.c.exits(x)
		case ErrAbort:
			x.Abort()
		default:
			s.log().Error("handler panicked", "panic", p, "client", x.RemoteAddr().String(), "stack", string(debug.Stack()))
		}
	}()
	s.Handler.Serve(x)
	return true
}

// exits follows a handler that has ended its goroutine with runtime.Goexit, as
// testing.T.FailNow does. The goroutine gives mu up as it ends, so it must have it.
func (c *connection) exits(x *Exchange) {
	c.srv.log().Error("a handler has ended its goroutine")
	c.mu.Lock()
	if c.hijacked {
		return
	}
	c.link.relieve()
	x.fail()
	c.running = false
	c.link.replace()
}
