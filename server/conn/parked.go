package conn

import "github.com/hangup-http/hangup/model"

// Parked is all that has to be kept of a connection that waits for its next request
// and has sent and processed everything: 24 octets. The zero value is a connection that
// was just opened. It fits a Conn with the same Config.
type Parked struct {
	memory    model.Memory
	exchanges uint64
}

// Park takes the connection out of c, which is then free for another one. False, and
// nothing is done, where there is more to keep.
func (c *Conn) Park() (p Parked, ok bool) {
	if c.machine.State() != model.Idle || len(c.in) > 0 || len(c.out) > 0 || c.eof || c.run || c.fin || c.released ||
		c.skip > 0 || len(c.carried) > 0 || c.seams.Timer != nil {
		return Parked{}, false
	}
	return Parked{memory: c.machine.Memory(), exchanges: c.exchanges}, true
}

// Resume puts a connection into c, in place of the one that was in it.
func (c *Conn) Resume(p Parked) {
	c.machine.Remember(p.memory)
	c.exchanges, c.defect = p.exchanges, nil
	c.x = exchange{}
	if cap(c.store) > keptBuffer {
		c.store = nil
	}
	c.in, c.out, c.content, c.taken = c.store[:0], c.out[:0], c.content[:0], 0
	c.trailer, c.read, c.unread, c.carried, c.skip = nil, nil, nil, nil, 0
	c.eof, c.eofTold, c.run, c.fin, c.finSent, c.erase, c.released = false, false, false, false, false, false, false
	c.drained, c.received = 0, 0
	c.parser.Reset()
	c.ahead.reset()
	c.follow = c.cfg.Followed
}

// Timer returns the timer of a parked connection, as that of a Conn.
func (p *Parked) Timer() (kind Timer, epoch uint64) { return IdleTimer, p.exchanges }

// Requests is how many exchanges the connection has had.
func (p *Parked) Requests() uint64 { return p.exchanges }
