package native

import (
	"errors"
	"sync"

	"github.com/hangup-http/hangup/internal/timers"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// batch is how many octets of responses are collected before they are written, while
// requests wait whose handlers do not.
const batch = 64 << 10

// connection carries out what its conn.Conn decides. In both fronts it is guarded by
// mu; whoever has changed something calls pump. What an idle connection does not need
// is in active, which it gives back.
type connection struct {
	srv    *Server
	link   link
	id     uint64
	mu     sync.Mutex
	timer  timers.Timer
	parked conn.Parked // while active is nil
	*active
	closed   bool
	hijacked bool
	reading  bool // somebody waits for octets
	lively   bool // the timer is to ring for link.doze first
}

// active is what a connection needs while there is something to do.
type active struct {
	core *conn.Conn
	x    *Exchange // the current one, or the last
	own  *Exchange // for handlers that do not wait, to be used again

	changed sync.Cond // broadcast when something has happened that a goroutine may wait for
	waiting int       // goroutines that wait for it
	events  uint64    // how often it was

	writing   bool   // somebody writes, without mu
	running   bool   // a handler runs
	inLoop    bool   // on the goroutine of an event loop
	unsent    []byte // of what is being written
	spare     []byte // an output buffer that is not in use
	stalling  stalling
	raw       attempts
	timerKind conn.Timer
	epoch     uint64
}

// wake makes ready for something to be done: it needs mu.
func (c *connection) wake() {
	if c.active != nil || c.closed {
		return
	}
	a, _ := c.srv.idle.Get().(*active)
	if a == nil {
		a = &active{core: conn.New(c.srv.config()), own: new(Exchange)}
	}
	a.core.Resume(c.parked)
	a.timerKind, a.epoch = c.parked.Timer()
	a.changed.L = &c.mu
	a.stalling.c = c
	a.x = a.own
	c.active = a
	if c.srv.Changed != nil {
		a.core.Follow(c.follow())
	}
}

// opened starts the first timer. It needs mu.
func (c *connection) opened() {
	if c.closed { // the server was, meanwhile
		return
	}
	c.wake()
	c.timerKind = conn.NoTimer
	c.rearm()
}

// rest gives back what an idle connection does not need. It needs mu.
func (c *connection) rest() {
	a := c.active
	if a == nil || a.writing || a.running || a.waiting > 0 || c.hijacked {
		return
	}
	if !c.closed {
		p, ok := a.core.Park()
		if !ok || len(a.unsent) > 0 {
			return
		}
		c.parked = p
	}
	c.active = nil
	c.srv.giveBack(a)
}

// happened wakes whoever waits for something. It needs mu.
func (c *connection) happened() {
	if c.active == nil {
		return
	}
	c.events++
	if c.waiting > 0 {
		c.changed.Broadcast()
	}
}

// sleep waits until something has happened since the count was taken. It needs mu.
func (c *connection) sleep(since uint64) {
	c.waiting++
	for c.events == since && !c.closed {
		c.changed.Wait()
	}
	c.waiting--
}

// pump does what can be done without waiting for the client or a handler, and tells
// whether a request waits for its handler. It needs mu, which it gives up while it
// writes.
func (c *connection) pump() (run bool) {
	for !c.closed && !c.hijacked {
		todo := c.core.Todo()
		if todo == conn.Write && c.srv.Inline && c.core.Runnable() && c.core.Unsent() < batch {
			todo = conn.Run
		}
		over := c.core.State() == model.Closed // then nobody takes what is unsent
		switch {
		case todo == conn.Release:
			c.release()
		case c.writing && !over:
			return false // whoever writes goes on
		case len(c.unsent) > 0 && !over:
			if !c.write() {
				return false
			}
		case todo == conn.Reset:
			c.link.reset()
			c.core.Abort()
		case todo == conn.Write:
			c.unsent = c.core.Output(c.spare)
			c.spare = nil
		case todo == conn.FinishFIN:
			c.finish()
		case todo == conn.Run:
			return !c.running
		default:
			c.rearm()
			return false
		}
	}
	return false
}

// write sends what is unsent. False when the client takes no more now.
func (c *connection) write() bool {
	out, more := c.unsent, c.core.FINFollows()
	c.writing = true
	if c.link.blocks() {
		c.mu.Unlock()
	}
	n, err := c.link.write(out, more)
	if c.link.blocks() {
		c.mu.Lock()
	}
	c.writing = false
	switch {
	case err == nil:
		c.unsent = nil
		if cap(out) <= batch {
			c.spare = out
		}
		c.stalling.end()
		c.happened()
		return true
	case errors.Is(err, errAgain):
		c.unsent = out[n:]
		c.stalling.begin(n > 0)
		return false
	case isTimeout(err):
		c.core.ClientStalls()
	default:
		c.core.Abort()
	}
	c.unsent = nil
	c.happened()
	return true
}

// finish sends FIN. It needs mu.
func (c *connection) finish() {
	c.writing = true // TLS sends an alert, which may take its time
	if c.link.blocks() {
		c.mu.Unlock()
	}
	err := c.link.closeWrite()
	if c.link.blocks() {
		c.mu.Lock()
	}
	c.writing = false
	if err != nil {
		c.core.Abort()
		return
	}
	c.core.FINSent()
}

// release ends the connection. It needs mu, which it gives up while it closes a socket
// of package net: that waits until nobody reads, and who reads may want mu.
func (c *connection) release() {
	c.closed = true
	c.stalling.end()
	c.srv.timers.Remove(c)
	c.x.end(ErrGone)
	c.happened()
	if err := c.core.Err(); err != nil {
		c.srv.log().Error("connection given up", "error", err, "client", c.link.remoteAddr().String())
	}
	if c.link.blocks() {
		c.mu.Unlock()
		defer c.mu.Lock()
	}
	c.link.close()
	c.srv.forget(c)
}

// received tells the connection what came. It needs mu.
func (c *connection) received(n int, err error) {
	switch {
	case n > 0:
		c.core.Received(n)
	case err == nil:
		c.core.HalfClose()
		if c.running {
			c.x.halfClosed()
		}
	default:
		c.core.Abort()
		if c.running {
			c.x.end(ErrGone)
		}
	}
	c.core.SetDate(c.srv.dates.at(c.srv.timers.Now()))
	c.happened()
}

// rearm sets the timer that runs now. It needs mu.
func (c *connection) rearm() {
	kind, epoch := c.core.Timer()
	if kind == c.timerKind && epoch == c.epoch {
		return
	}
	c.timerKind, c.epoch = kind, epoch
	d := c.srv.patience(kind)
	c.lively = kind == conn.IdleTimer && c.link.dozes() && (d == 0 || d > dozeAfter)
	switch {
	case c.lively:
		c.srv.timers.Set(c, c.srv.timers.Now().Add(dozeAfter))
	case d > 0:
		c.srv.timers.Set(c, c.srv.timers.Now().Add(d))
	default:
		c.srv.timers.Stop(c)
	}
}

// doze is for a connection that has been idle for dozeAfter.
func (c *connection) doze() {
	c.lively = false
	if d := c.srv.patience(conn.IdleTimer); d > 0 {
		c.srv.timers.Set(c, c.srv.timers.Now().Add(d-dozeAfter))
	}
	if c.active == nil {
		c.link.doze()
	}
}

// Timer is for package timers.
func (c *connection) Timer() *timers.Timer { return &c.timer }

// Ring is called when a timer fires, or one that no longer counts.
func (c *connection) Ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.hijacked || !c.timer.Due(c.srv.timers.Now()) {
		return
	}
	if c.lively {
		c.doze()
		return
	}
	c.wake()
	if kind, epoch := c.core.Timer(); kind != c.timerKind || epoch != c.epoch {
		c.rearm()
		return
	}
	stalled := c.timerKind == conn.HandlerTimer
	c.core.TimerFires()
	if stalled && c.core.State() != model.Responding {
		c.x.end(ErrStalled)
	}
	c.afterwards()
}

// afterwards follows something that has happened on a goroutine of somebody else. It
// needs mu.
func (c *connection) afterwards() {
	c.happened()
	if c.link.blocks() { // that goroutine must not wait for the client
		go func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.resume()
		}()
		return
	}
	c.resume()
}

// resume goes on where nobody else does, also with what could not be read before. It
// needs mu.
func (c *connection) resume() {
	for c.proceed(); c.active != nil && !c.closed && !c.hijacked && c.link.fill(); c.proceed() {
	}
	c.happened()
	c.rest()
}

// proceed pumps, and sees to it that somebody runs a handler that is to be run.
func (c *connection) proceed() {
	if c.active == nil {
		return
	}
	if c.pump() {
		c.link.runnable()
	}
}

// shutdown asks for a graceful end.
func (c *connection) shutdown() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.hijacked {
		return
	}
	c.wake()
	c.core.Shutdown()
	c.afterwards()
}

// cut ends the connection at once. False when it has ended already.
func (c *connection) cut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.hijacked {
		return false
	}
	c.wake()
	c.core.Abort()
	c.unsent = nil
	c.x.end(ErrGone)
	c.link.reset()
	c.release()
	return true
}

// stalling is the write timer of a connection that does not block.
type stalling struct {
	c     *connection
	timer timers.Timer
	set   bool
}

// begin starts the timer, anew if the client took something.
func (s *stalling) begin(anew bool) {
	d := orStandard(s.c.srv.Timeouts.Write, standardWrite)
	if d == 0 || s.set && !anew {
		return
	}
	s.set = true
	s.c.srv.timers.Set(s, s.c.srv.timers.Now().Add(d))
}

func (s *stalling) end() {
	if s.set {
		s.set = false
		s.c.srv.timers.Remove(s)
	}
}

// Timer is for package timers.
func (s *stalling) Timer() *timers.Timer { return &s.timer }

// Ring tells that the client does not take what is sent.
func (s *stalling) Ring() {
	c := s.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.active == nil || &c.stalling != s || !s.set || !s.timer.Due(c.srv.timers.Now()) {
		return
	}
	c.core.ClientStalls()
	c.unsent = nil
	c.x.end(ErrGone)
	c.afterwards()
}
