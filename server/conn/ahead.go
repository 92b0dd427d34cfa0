package conn

import "github.com/hangup-http/hangup/server/wire"

// ahead reads the head that waits behind the request that is being answered. It has a
// parser of its own, because the head of that request must hold. What it has found is
// not read again when its turn comes.
type ahead struct {
	parser *wire.Parser // nil until it is needed
	begun  bool         // the parser has seen octets from the start of Conn.in
	n      int          // octets of a whole head
	flaw   wire.Flaw
}

func (a *ahead) parse(opts wire.Options, in []byte) (whole bool, flaw wire.Flaw) {
	if a.parser == nil {
		a.parser = wire.NewParser(opts)
	}
	if !a.begun {
		a.parser.Reset()
	}
	a.begun = true
	a.n, a.flaw = a.parser.Parse(in)
	return a.n > 0, a.flaw
}

// moved tells that the octets lie elsewhere: a whole head in them has to be read again.
func (a *ahead) moved() {
	if a.n > 0 {
		a.reset()
	}
}

func (a *ahead) reset() { a.begun, a.n, a.flaw = false, 0, wire.NoFlaw }

// take hands over the parser that has read the next head, as far as it is there.
func (c *Conn) takeAhead() (n int, flaw wire.Flaw, ok bool) {
	a := &c.ahead
	if !a.begun {
		return 0, wire.NoFlaw, false
	}
	c.parser, a.parser = a.parser, c.parser
	n, flaw = a.n, a.flaw
	a.reset()
	return n, flaw, n > 0 || flaw != wire.NoFlaw
}
