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
	HandlerTimer       // for the handler; no rule of the standard table minds it
)

// Timer returns the timer that runs now. It starts anew whenever the kind or epoch
// differs from before.
func (c *Conn) Timer() (kind Timer, epoch uint64) {
	switch state := c.machine.State(); {
	case state == model.Idle:
		return IdleTimer, c.exchanges
	case state == model.Reading && c.x.inBody, state == model.Responding && c.x.waiting:
		return BodyTimer, c.received
	case state == model.Reading:
		return HeadTimer, c.exchanges
	case state == model.Responding && !c.x.started:
		return HandlerTimer, c.exchanges
	case state == model.Draining && c.finSent:
		return LingerTimer, 0
	}
	return NoTimer, 0
}

// TimerFires tells that the timer that Timer names has run out.
func (c *Conn) TimerFires() {
	c.tell(model.TimerFires)
	if c.x.waiting && c.x.bodyErr == nil {
		c.x.bodyErr = ErrTimeout
	}
}
