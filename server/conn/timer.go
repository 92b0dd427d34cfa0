package conn

import "github.com/hangup-http/hangup/model"

// Timer names the patience that applies now. How long it lasts is the owner's choice.
type Timer uint8

const (
	NoTimer      Timer = iota
	IdleTimer          // for the next request to begin
	HeadTimer          // for a request head to be complete
	BodyTimer          // for more content
	LingerTimer        // for the client to close, after our FIN
	HandlerTimer       // for the end of the response, as long as its handler waits for no content
)

// Timer returns the timer that runs now. It starts anew whenever the kind or epoch
// differs from before.
func (c *Conn) Timer() (kind Timer, epoch uint64) {
	kind, epoch = c.timer()
	if c.seams.Timer == nil {
		return kind, epoch
	}
	return c.seams.Timer(Running{
		State: c.machine.State(), Kind: kind, Epoch: epoch, Exchanges: c.exchanges, Received: c.received,
		Posted: c.machine.Facts()&model.HadBody != 0,
	})
}

func (c *Conn) timer() (kind Timer, epoch uint64) {
	switch state := c.machine.State(); {
	case state == model.Idle:
		return IdleTimer, c.exchanges
	case state == model.Reading && c.x.inBody, state == model.Responding && c.x.waiting:
		return BodyTimer, c.received
	case state == model.Reading:
		return HeadTimer, c.exchanges
	case state == model.Responding:
		return HandlerTimer, c.exchanges
	case state == model.Draining && c.finSent:
		return LingerTimer, 0
	}
	return NoTimer, 0
}

// TimerFires tells that the timer that Timer names has run out. In place of a
// handler that has not begun to answer the connection says 503; where the response
// has begun, it is broken off.
func (c *Conn) TimerFires() {
	if kind, _ := c.Timer(); kind == HandlerTimer {
		c.x.stalled = true
		c.tell(model.HandlerStalls)
		return
	}
	c.tell(model.TimerFires)
	if c.x.waiting && c.x.bodyErr == nil {
		c.x.bodyErr = ErrTimeout
	}
	c.x.waiting = false // from here it is the handler that is waited for
}

// ClientStalls tells that the write timer has run out, which is the owner's own: the
// client does not take what Output returned. The connection is broken off.
func (c *Conn) ClientStalls() {
	c.tell(model.ClientStalls)
}
