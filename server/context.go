package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hangup-http/hangup/server/native"
)

// requestContext ends when the client is lost, the handler is out of time, or it has
// returned. The client is watched only if somebody may want to know: from the first
// Done on, which is what contexts made of this one call, or the second Err.
type requestContext struct {
	base context.Context
	x    *native.Exchange

	mu      sync.Mutex
	inner   context.Context // nil until somebody waits
	cancel  context.CancelCauseFunc
	asked   bool // Err was called
	fragile bool // Server.HalfCloseCancels
	over    bool // the handler has returned
	local   net.Addr
}

// Deadline is that of the server's context.
func (c *requestContext) Deadline() (time.Time, bool) { return c.base.Deadline() }

// Done is closed at the end.
func (c *requestContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.watched().Done()
}

// Err is context.Canceled behind the end, or the error of the server's context.
func (c *requestContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.inner != nil || c.asked:
		return c.watched().Err()
	case c.over:
		return context.Canceled
	}
	c.asked = true
	if err := c.base.Err(); err != nil {
		return err
	}
	if c.x.Err() != nil {
		return context.Canceled
	}
	return nil
}

// Value knows the keys of net/http, and those of the server's context. The contexts of
// package context ask for one of theirs, behind Done, and find inner.
func (c *requestContext) Value(key any) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case key == http.LocalAddrContextKey:
		if c.local == nil {
			c.local = c.x.LocalAddr()
		}
		return c.local
	case c.inner != nil:
		return c.inner.Value(key)
	}
	return c.base.Value(key)
}

// watched returns the context that the client is watched for. It needs mu.
func (c *requestContext) watched() context.Context {
	if c.inner == nil {
		c.inner, c.cancel = context.WithCancelCause(c.base)
		if c.over {
			c.cancel(nil)
		} else {
			c.x.Notify(c.lost)
		}
	}
	return c.inner
}

// lost is called when the exchange has ended early, or the client has half-closed.
func (c *requestContext) lost(why error) {
	if why != native.ErrHalfClosed || c.fragile {
		c.cancel(why)
	}
}

// end is for when the handler has returned.
func (c *requestContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.inner != nil {
		c.x.Notify(nil)
		c.cancel(nil)
	}
}

// clientLost tells whether the context has ended because nobody waits for the response.
func clientLost(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return errors.Is(cause, native.ErrGone) || errors.Is(cause, native.ErrHalfClosed)
}
