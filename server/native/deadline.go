package native

import (
	"os"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// deadlines are those that the handler of an exchange has set.
type deadlines struct{ read, write deadline }

// deadline is a time from which on nothing is read, or written. Its timer wakes who
// waits; everybody else looks for himself.
type deadline struct {
	x       *Exchange
	timer   timers.Timer
	at      timers.Time // 0 for none
	writing bool
}

// SetReadDeadline sets the time from which on Read returns os.ErrDeadlineExceeded, also
// where it waits then. The zero time is none. Timeouts.Body goes on all the same.
func (x *Exchange) SetReadDeadline(t time.Time) error {
	return x.setDeadline(t, func(d *deadlines) *deadline { return &d.read })
}

// SetWriteDeadline sets the time from which on nothing more is sent: who then waits for
// the client to take something, or writes later without having set another time, gets
// os.ErrDeadlineExceeded, and the connection is given up. The zero time is none.
// Timeouts.Write goes on all the same.
func (x *Exchange) SetWriteDeadline(t time.Time) error {
	return x.setDeadline(t, func(d *deadlines) *deadline { return &d.write })
}

func (x *Exchange) setDeadline(t time.Time, which func(*deadlines) *deadline) error {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.err != nil || x.ended {
		return ErrGone
	}
	if x.limits == nil {
		x.limits = &deadlines{read: deadline{x: x}, write: deadline{x: x, writing: true}}
	}
	d := which(x.limits)
	if t.IsZero() {
		d.at = 0
		c.srv.timers.Remove(d)
		return nil
	}
	d.at = c.srv.timers.Now().Add(time.Until(t))
	if d.passed() {
		d.passes()
		return nil
	}
	c.srv.timers.Set(d, d.at)
	return nil
}

// remove is for the end of the exchange.
func (d *deadlines) remove() {
	if d != nil {
		d.read.x.c.srv.timers.Remove(&d.read)
		d.read.x.c.srv.timers.Remove(&d.write)
	}
}

func (d *deadline) passed() bool { return d.at != 0 && d.x.c.srv.timers.Now() >= d.at }

// Timer is for package timers.
func (d *deadline) Timer() *timers.Timer { return &d.timer }

// Ring wakes who waits.
func (d *deadline) Ring() {
	c := d.x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.x.err == nil && !d.x.ended && d.passed() {
		d.passes()
	}
}

// passes ends what waits: reading, or a response that the client does not take. A
// response of which nothing is on its way may still get another time. It needs mu.
func (d *deadline) passes() {
	c := d.x.c
	switch {
	case !d.writing:
		c.happened()
		c.link.rouse()
	case c.writing || len(c.unsent) > 0:
		d.x.expire()
		c.afterwards()
	}
}

// cannotRead tells whether the time for reading is over.
func (x *Exchange) cannotRead() bool { return x.limits != nil && x.limits.read.passed() }

// cannotWrite tells whether the time for writing is over, and then breaks off.
func (x *Exchange) cannotWrite() bool {
	if x.limits == nil || x.err != nil || x.ended || !x.limits.write.passed() {
		return false
	}
	x.expire()
	return true
}

func (x *Exchange) expire() {
	x.end(os.ErrDeadlineExceeded)
	x.c.core.GiveUp()
	if !x.c.writing {
		x.c.unsent = nil
	}
	_ = x.finished() // the error is known
}
