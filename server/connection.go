package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

const (
	readSize   = 16 << 10 // octets read at once
	writeSize  = 64 << 10 // octets written under one deadline
	spareLimit = 64 << 10 // an output buffer larger than this is not kept
)

// connection carries out what its conn.Conn decides. One goroutine reads, another
// one runs handlers; whoever has changed something settles what is to be done.
type connection struct {
	srv    *Server
	nc     net.Conn
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc

	writing sync.Mutex // held while something to do is being done; taken before mu
	spare   []byte     // an output buffer that is not in use; under writing

	mu       sync.Mutex // guards what follows
	core     *conn.Conn
	changed  sync.Cond // broadcast when anything below mu may have changed
	events   uint64    // how often something was received
	closed   bool
	timer    conn.Timer
	epoch    uint64
	deadline time.Time          // when the timer fires; zero for never
	waking   *time.Timer        // of HandlerTimer; nil until it is needed
	stop     context.CancelFunc // ends the context of the request that runs
}

func newConnection(s *Server, nc net.Conn) *connection {
	c := &connection{srv: s, nc: nc, core: conn.New(s.config())}
	c.changed.L = &c.mu
	ctx := context.WithValue(context.Background(), http.LocalAddrContextKey, nc.LocalAddr())
	c.ctx, c.cancel = context.WithCancel(ctx)
	return c
}

// serve returns when the connection is closed and both of its goroutines are done.
func (c *connection) serve() {
	var reading sync.WaitGroup
	reading.Go(c.readAll)
	for {
		c.settle(true)
		r := c.nextRequest()
		if r == nil {
			break
		}
		c.run(r)
	}
	reading.Wait()
}

// nextRequest waits for a request to run; nil when the connection is closed.
func (c *connection) nextRequest() *http.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed {
		if c.core.Todo() == conn.Run {
			return c.newRequest(c.core.Request())
		}
		c.changed.Wait()
	}
	return nil
}

// readAll reads until the client's FIN or the end of the connection.
func (c *connection) readAll() {
	buf := make([]byte, readSize)
	for c.awaitRoom() {
		n, err := c.nc.Read(buf)
		c.mu.Lock()
		c.events++
		if n > 0 {
			c.core.Receive(buf[:n])
		}
		ended := c.readError(err)
		c.mu.Unlock()
		c.settle(false)
		if ended {
			return
		}
	}
}

// awaitRoom waits until more is to be read; false when the connection is closed.
func (c *connection) awaitRoom() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed && !c.core.WantsInput() {
		c.changed.Wait()
	}
	return !c.closed
}

// readError tells the connection what came instead of octets, and whether
// nothing more can come. It needs mu.
func (c *connection) readError(err error) (ended bool) {
	switch {
	case err == nil:
		return false
	case errors.Is(err, os.ErrDeadlineExceeded):
		if !c.deadline.IsZero() && !time.Now().Before(c.deadline) { // else it was moved meanwhile
			c.setDeadline(time.Time{}) // no timer fires twice
			c.core.TimerFires()
		}
		return false
	case errors.Is(err, io.EOF):
		c.core.HalfClose()
	default:
		c.core.Abort()
	}
	return true
}

// settle does what is to be done, or leaves it to the goroutine that is at it. With
// wait, all that was to be done before is done when it returns.
func (c *connection) settle(wait bool) {
	for {
		if wait {
			c.writing.Lock()
		} else if !c.writing.TryLock() {
			return
		}
		for c.do() {
		}
		c.writing.Unlock()
		if !c.more() { // what came up behind the last look must not be left to nobody
			return
		}
	}
}

// more tells whether there is something to do that settle does.
func (c *connection) more() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch c.core.Todo() {
	case conn.Write, conn.FinishFIN, conn.Reset, conn.Release:
		return !c.closed
	}
	return false
}

// do does one thing; false when there is nothing left for settle. It needs writing.
func (c *connection) do() bool {
	c.mu.Lock()
	todo := c.core.Todo()
	c.restartTimer()
	c.changed.Broadcast()
	switch {
	case c.closed, todo == conn.Nothing, todo == conn.Run:
		c.mu.Unlock()
		return false
	case todo == conn.Write:
		out := c.core.Output(c.spare)
		c.spare = nil
		c.mu.Unlock()
		c.written(out, c.write(out))
	case todo == conn.FinishFIN:
		c.mu.Unlock()
		c.finished(closeWrite(c.nc))
	case todo == conn.Reset:
		c.mu.Unlock()
		reset(c.nc)
		c.abort()
	case todo == conn.Release:
		c.closed = true
		c.mu.Unlock()
		c.release()
		return false
	}
	return true
}

// write sends in pieces, so that a slow client has time for each.
func (c *connection) write(out []byte) error {
	limit := c.srv.Timeouts.Write
	if limit == 0 {
		limit = 60 * time.Second
	}
	for len(out) > 0 {
		if limit > 0 {
			if err := c.nc.SetWriteDeadline(time.Now().Add(limit)); err != nil {
				return err
			}
		}
		n, err := c.nc.Write(out[:min(len(out), writeSize)])
		if err != nil {
			return err
		}
		out = out[n:]
	}
	return nil
}

func (c *connection) written(out []byte, err error) {
	if cap(out) <= spareLimit {
		c.spare = out
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.mu.Lock()
		defer c.mu.Unlock()
		c.events++
		c.core.ClientStalls()
	case err != nil:
		c.abort()
	}
}

func (c *connection) finished(err error) {
	if err != nil {
		c.abort()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.core.FINSent()
}

func (c *connection) abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events++
	c.core.Abort()
}

func (c *connection) shutdown() {
	c.mu.Lock()
	c.core.Shutdown()
	c.mu.Unlock()
	c.settle(false)
}

// release ends the connection and wakes everybody who waits for it.
func (c *connection) release() {
	c.nc.Close() // an error would tell what the client did, and nobody wants to know
	c.cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waking != nil {
		c.waking.Stop()
	}
	c.changed.Broadcast()
	if err := c.core.Err(); err != nil {
		c.srv.log().Error("connection given up", "error", err, "client", c.nc.RemoteAddr().String())
	}
}

// restartTimer sets the deadline of the timer that runs now. It needs mu.
func (c *connection) restartTimer() {
	timer, epoch := c.core.Timer()
	if timer == c.timer && epoch == c.epoch {
		return
	}
	c.timer, c.epoch = timer, epoch
	d := c.srv.patience(timer)
	switch {
	case d > 0 && timer == conn.HandlerTimer:
		c.setDeadline(time.Time{})
		c.wake(d)
	case d > 0:
		c.setDeadline(time.Now().Add(d))
	case !c.deadline.IsZero():
		c.setDeadline(time.Time{})
	}
}

// wake starts the timer of the handler, meanwhile nobody may be reading. It needs mu.
func (c *connection) wake(d time.Duration) {
	c.deadline = time.Now().Add(d)
	if c.waking == nil {
		c.waking = time.AfterFunc(d, c.awake)
		return
	}
	c.waking.Reset(d)
}

// awake tells that the timer of the handler fires, unless it was meant for an
// earlier request.
func (c *connection) awake() {
	c.mu.Lock()
	if c.timer != conn.HandlerTimer || c.deadline.IsZero() || time.Now().Before(c.deadline) {
		c.mu.Unlock()
		return
	}
	c.deadline = time.Time{}
	c.core.TimerFires()
	if c.core.State() != model.Responding {
		c.stop()
	}
	c.mu.Unlock()
	c.settle(false)
}

// setDeadline needs mu.
func (c *connection) setDeadline(t time.Time) {
	c.deadline = t
	c.nc.SetReadDeadline(t) // fails only on a closed connection, where Read fails as well
}
