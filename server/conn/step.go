package conn

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// Defect is a step of this server that the table forbids, or has no rule for: an
// error in the server or in the table, never in what a client sent.
type Defect struct {
	Event model.Event
	State model.State
	Rule  *model.Rule // the rule that forbids it; nil where there is none
}

// Error tells the step and the clause against it.
func (d *Defect) Error() string {
	if d.Rule == nil {
		return fmt.Sprintf("no rule for %s while %s", d.Event, d.State)
	}
	return fmt.Sprintf("%s while %s is against %s: %s", d.Event, d.State, d.Rule.Cites, d.Rule.Why)
}

// none is the rule for what the machine did not follow.
var none = &model.Rule{}

// tell steps the machine on an event that says nothing more.
func (c *Conn) tell(e model.Event) *model.Rule { return c.step(model.Input{Event: e}) }

// step is the only way to the machine. It does what the rule says.
func (c *Conn) step(in model.Input) *model.Rule {
	state := c.machine.State()
	r := c.machine.Step(in)
	if c.follow != nil {
		c.follow(state, in, r)
	}
	if r == nil || r.Mark == model.Violation {
		if c.cfg.Seams == nil && c.defect == nil {
			c.defect = &Defect{Event: in.Event, State: state, Rule: r}
			c.released = true
		}
		return none
	}
	c.do(r.Do)
	return r
}

// do performs actions. Hold and Discard are left to the code that had the event.
func (c *Conn) do(a model.Action) {
	if a == 0 {
		return
	}
	if a&model.Refuse != 0 {
		c.refuse()
	}
	if a&model.Send100 != 0 {
		c.sendContinue()
	}
	if a&model.Dispatch != 0 {
		c.run, c.x.handling = true, true
	}
	if a&model.Next != 0 {
		c.next()
	}
	if a&model.FinishFIN != 0 {
		c.fin = !c.finSent
		c.erase = c.seams.Erase && (len(c.in) > 0 || c.x.inBody)
	}
	if a&model.Release != 0 {
		c.released = true
		c.erase = c.x.endless && !c.finSent // FIN would make half a response look whole
	}
}

// next makes ready for the next request.
func (c *Conn) next() {
	if c.x.flaw != wire.NoFlaw {
		c.parser.Reset()
	}
	if c.seams.Reset != nil {
		c.leaveBehind()
	}
	c.x = exchange{}
	c.content, c.taken = c.content[:0], 0
	c.trailer = nil
	c.eofTold = false
	c.exchanges++
}

// leaveBehind carries into the next exchange what a faulty reset does.
func (c *Conn) leaveBehind() {
	left := Leftover{
		Length: c.x.length, Chunked: c.x.chunked, Content: c.read, Unread: c.unread, Waiting: c.in, Nth: c.exchanges,
	}
	c.seams.Reset(&left)
	c.skip, c.carried = left.Skip, append(c.carried[:0], left.Prepend...)
	c.read, c.unread = c.read[:0], c.unread[:0]
}
