package core

import (
	"time"

	"github.com/hangup-http/hangup/server/conn"
)

// Server is what conversations are played on.
type Server struct {
	Config conn.Config
	// Patience is how long each timer runs; 0 is for ever. Where it is nil, timers run as
	// long as those of package server do by default.
	Patience func(conn.Timer) time.Duration
}

func patience(t conn.Timer) time.Duration {
	switch t {
	case conn.IdleTimer:
		return 60 * time.Second
	case conn.HeadTimer:
		return 10 * time.Second
	case conn.BodyTimer:
		return 30 * time.Second
	case conn.LingerTimer:
		return 5 * time.Second
	}
	return 0
}

// never is later than anything that happens.
const never = time.Duration(1<<63 - 1)

// peer is the server's side of one connection, and the network between.
type peer struct {
	c        *conn.Conn
	patience func(conn.Timer) time.Duration
	now      time.Duration
	handler  handler

	timer  conn.Timer
	epoch  uint64
	rings  time.Duration // never, where no timer runs
	flight []byte        // what the client has sent and the server has not read
	ends   bool          // with FIN behind it
	spare  []byte
	gone   bool
	out    []byte // what the server has sent and the client has not read
	fin    bool   // the server has sent FIN
	reset  bool   // or RST, which erases what was not read
}

// open begins a connection.
func (p *peer) open() {
	p.c.Resume(conn.Parked{})
	*p = peer{
		c: p.c, patience: p.patience, now: p.now, handler: handler{body: p.handler.body[:0], runs: p.handler.runs},
		flight: p.flight[:0], spare: p.spare, out: p.out[:0], rings: never,
	}
	p.work()
}

// send gives octets of the client to the network.
func (p *peer) send(octets []byte) {
	if p.gone {
		return // it comes back as a reset, behind the FIN that the client meets first
	}
	p.flight = append(p.flight, octets...)
	p.work()
}

func (p *peer) halfClose() {
	p.ends = true
	p.work()
}

// abort is RST, or a close that the server meets as one.
func (p *peer) abort() {
	if !p.gone {
		p.c.Abort()
		p.work()
	}
}

// next is when something happens unless the client does something: never, maybe.
func (p *peer) next() time.Duration {
	if p.gone {
		return never
	}
	return min(p.rings, p.handler.wakes())
}

// pass lets time go by until then, at most to the next thing that happens, which is done.
func (p *peer) pass(until time.Duration) {
	next := p.next()
	if next > until {
		p.now = until
		return
	}
	p.now = max(p.now, next)
	if next == p.handler.wakes() {
		p.handler.wake = 0
	} else {
		p.rings = never
		p.timer = conn.NoTimer
		p.c.TimerFires()
	}
	p.work()
}

// work does all that can be done at this moment.
func (p *peer) work() {
	for !p.gone && (p.do() || p.listen() || p.handler.work(p.c, p.now)) {
	}
	if !p.gone {
		p.rearm()
	}
}

// do carries out what the connection asks for, and tells whether it did.
func (p *peer) do() bool {
	switch p.c.Todo() {
	case conn.Write:
		sent := p.c.Output(p.spare)
		if len(p.out) == 0 {
			p.out, p.spare = sent, p.out
			break
		}
		p.out = append(p.out, sent...)
		p.spare = sent
	case conn.FinishFIN:
		p.fin = true
		p.c.FINSent()
	case conn.Reset:
		p.close(true)
	case conn.Release:
		p.close(len(p.flight) > 0)
	case conn.Run:
		p.handler.begin(p.c.Request(), p.now)
	default:
		return false
	}
	return true
}

// close ends the server's side. With octets unread that is a reset (RFC 9112, section 9.6).
func (p *peer) close(reset bool) {
	p.gone = true
	switch {
	case reset:
		p.reset, p.out = true, p.out[:0]
	default:
		p.fin = true
	}
}

// listen lets the server read what it wants to, and tells whether there was anything.
func (p *peer) listen() bool {
	if len(p.flight) > 0 && p.c.WantsInput() {
		n := min(len(p.flight), 4<<10)
		p.c.Receive(p.flight[:n])
		p.flight = append(p.flight[:0], p.flight[n:]...)
		return true
	}
	if p.ends && len(p.flight) == 0 && !p.c.HalfClosed() {
		p.c.HalfClose()
		return true
	}
	return false
}

// rearm starts the timer anew where it is another one.
func (p *peer) rearm() {
	timer, epoch := p.c.Timer()
	if timer == p.timer && epoch == p.epoch {
		return
	}
	p.timer, p.epoch, p.rings = timer, epoch, never
	if d := p.patience(timer); timer != conn.NoTimer && d > 0 {
		p.rings = p.now + d
	}
}
