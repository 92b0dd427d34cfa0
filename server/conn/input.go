package conn

import (
	"bytes"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// advance makes of the input what the state allows.
func (c *Conn) advance() {
	for !c.run && !c.released && c.move() {
	}
	if c.eof && !c.eofTold && !c.run && !c.released && c.exhausted() {
		c.tellEOF()
	}
}

// move consumes some input; false when nothing more can be made of it now.
func (c *Conn) move() bool {
	switch state := c.machine.State(); {
	case state == model.Closed:
		c.in = c.in[:0]
		return false
	case state == model.Draining:
		return c.drain()
	case state == model.Responding && c.x.inBody:
		return false // the handler reads it
	case state == model.Responding:
		return c.lookAhead()
	case c.x.inBody:
		return c.discardBody()
	default:
		return c.parseHead()
	}
}

// exhausted tells that all octets before the client's FIN have had their effect.
func (c *Conn) exhausted() bool {
	if c.machine.State() != model.Responding {
		return true
	}
	if c.x.inBody {
		return len(c.in) == 0
	}
	return !c.x.held
}

func (c *Conn) tellEOF() {
	c.eofTold = true
	if c.x.inBody && c.x.bodyErr == nil {
		c.x.bodyErr = ErrIncomplete
	}
	c.tell(model.HalfCloses)
}

// drain throws away what comes after the last response.
func (c *Conn) drain() bool {
	if len(c.in) == 0 {
		return false
	}
	c.tell(model.Begins)
	if c.machine.State() != model.Draining {
		return true
	}
	c.drained += int64(len(c.in))
	c.in = c.in[:0]
	if c.finSent && c.drained > c.cfg.Linger {
		c.tell(model.TimerFires) // the budget is in octets as well as in time
	}
	return false
}

// lookAhead examines what waits behind the request that is being answered, as far
// as one head: whether there is something, and whether it can be read.
func (c *Conn) lookAhead() bool {
	if c.x.examined || len(bytes.Trim(c.in, "\r\n")) == 0 {
		return false
	}
	if !c.x.held {
		c.x.held = c.tell(model.Begins).Do&model.Hold != 0
		return c.x.held
	}
	whole, flaw := c.ahead.parse(c.cfg.Wire, c.in)
	c.x.examined = whole || flaw != wire.NoFlaw
	if flaw.Fatal() {
		c.tell(model.Malformed)
	}
	return c.machine.State() != model.Responding
}

// discardBody reads on in a body whose response is out.
func (c *Conn) discardBody() bool {
	n, data, done, flaw := c.body.Decode(c.in)
	c.in = c.in[n:]
	if c.seams.Reset != nil {
		c.unread = append(c.unread, data...)
	}
	switch {
	case flaw != wire.NoFlaw:
		c.x.inBody = false
		c.tell(model.Malformed)
	case done:
		c.x.inBody = false
		c.tell(model.BodyEnds)
	default:
		return n > 0
	}
	return true
}

// parseHead reads the next request.
func (c *Conn) parseHead() bool {
	if c.skip > 0 {
		lost := min(c.skip, int64(len(c.in)))
		c.skip, c.in = c.skip-lost, c.in[lost:]
		c.ahead.reset()
	}
	n, flaw, known := c.takeAhead()
	if !known {
		n, flaw = c.parser.Parse(c.in)
	}
	if n > 0 {
		c.head(n)
		return true
	}
	if begun := flaw != wire.NoFlaw || c.parser.Begun(); begun {
		c.begins()
	}
	if flaw != wire.NoFlaw {
		c.unreadable(flaw)
		return true
	}
	return false
}

// begins tells that a request has begun, once.
func (c *Conn) begins() {
	if c.machine.State() == model.Idle {
		c.tell(model.Begins)
	}
}

// saysHEAD tells whether a head that is not whole, or not readable, has that method.
func (c *Conn) saysHEAD() bool {
	in := c.in
	for bytes.HasPrefix(in, []byte("\r\n")) {
		in = in[2:]
	}
	return bytes.HasPrefix(in, []byte("HEAD "))
}

// unreadable handles a head that nobody can tell the end of.
func (c *Conn) unreadable(flaw wire.Flaw) {
	c.x.flaw = flaw
	c.x.isHead = c.saysHEAD()
	c.in = c.in[:0]
	c.parser.Reset()
	if t := traitOf(flaw); t != model.Plain {
		c.step(model.Input{Event: model.Has, Trait: t})
	}
	c.tell(model.Malformed)
}

// head tells the machine what a whole head says.
func (c *Conn) head(n int) {
	h := c.parser.Head()
	if c.seams.Head != nil {
		c.seams.Head(h)
	}
	c.in = c.in[n:]
	c.x.inStore = true
	c.x.flaw, c.x.v10 = h.Flaw, h.Minor == 0
	c.x.isHead, c.x.isConnect = string(h.Method) == "HEAD", string(h.Method) == "CONNECT"
	if c.machine.State() == model.Idle && c.isPlain(h) && c.travel(c.routes.request) {
		return
	}
	c.begins()
	if c.x.v10 {
		c.tell(model.IsHTTP10)
	}
	c.options(h)
	if h.HasBothLengths {
		c.tell(model.HasBothLengths)
	}
	if h.CodingIn10 {
		c.tell(model.HasCodingIn10)
	}
	if h.ExpectsContinue {
		c.tell(model.Expects)
	}
	c.remark(h)
	if h.Flaw.Fatal() {
		c.tell(model.Malformed)
		return
	}
	c.beginBody(h)
	if c.cfg.MaxRequests > 0 && c.exchanges+1 >= c.cfg.MaxRequests {
		c.tell(model.Limits)
	}
	c.tell(model.HeadEnds)
}

// remark tells what is remarkable about a head: its flaw, or that it is CONNECT.
func (c *Conn) remark(h *wire.Head) {
	t := traitOf(h.Flaw)
	if h.Flaw == wire.NoFlaw && c.x.isConnect {
		t = model.Connect
	}
	if t != model.Plain {
		c.step(model.Input{Event: model.Has, Trait: t})
	}
}

// options tells what the connection options of a head mean.
func (c *Conn) options(h *wire.Head) {
	switch {
	case h.SaysClose && h.SaysKeepAlive:
		c.tell(model.SaysCloseAndKeepAlive)
	case h.SaysClose && plainClose(h):
		c.tell(model.SaysClose)
	case h.SaysClose:
		c.tell(model.SaysCloseOddly)
	case h.SaysKeepAlive:
		c.tell(model.SaysKeepAlive)
	}
}

// plainClose tells whether the first Connection line is close and nothing else.
func plainClose(h *wire.Head) bool {
	for _, f := range h.Fields {
		if len(f.Name) == len("connection") && bytes.EqualFold(f.Name, []byte("connection")) {
			return string(f.Value) == "close"
		}
	}
	return false
}

// beginBody makes ready for content, if there is any.
func (c *Conn) beginBody(h *wire.Head) {
	c.x.chunked, c.x.length, c.x.left = h.Framing == wire.BodyChunked, h.Length, h.Length
	if !c.x.chunked && h.Length == 0 {
		return
	}
	c.body.Begin(&h.Semantics)
	c.content, c.taken = append(c.content[:0], c.carried...), 0
	c.x.inBody = true
	c.tell(model.HasBody)
}

// traitOf returns the name that the model has for a flaw of a head, or Plain where
// it is enough to know that the head cannot be read.
func traitOf(f wire.Flaw) model.Trait {
	switch f {
	case wire.NoHost, wire.ManyHosts, wire.BadHost:
		return model.BadHost
	case wire.SpaceBeforeColon:
		return model.SpaceBeforeColon
	case wire.BadLength:
		return model.BadLength
	case wire.CodingNotFinal:
		return model.CodingNotFinal
	case wire.UnknownCoding:
		return model.UnknownCoding
	case wire.CodingParameters:
		return model.CodingParameters
	case wire.BadRequestLine:
		return model.BadRequestLine
	case wire.NotHTTP:
		return model.NotHTTP
	case wire.LongMethod:
		return model.LongMethod
	case wire.LongTarget:
		return model.LongTarget
	case wire.BareLF:
		return model.BareLF
	case wire.BareCR:
		return model.BareCR
	case wire.SpaceBeforeFirstField:
		return model.SpaceBeforeField
	case wire.ObsFold:
		return model.Fold
	}
	return model.Plain
}
