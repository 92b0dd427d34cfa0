package conn

import (
	"bytes"
	"errors"
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// What reading a body can meet.
var (
	// ErrWait: more content has to arrive first. Ask again after the next Receive,
	// HalfClose, Abort or TimerFires.
	ErrWait = errors.New("the content has not arrived yet")
	// ErrIncomplete: the client closed before the content was complete.
	ErrIncomplete = io.ErrUnexpectedEOF
	// ErrTimeout: the content did not come in time.
	ErrTimeout = errors.New("the content did not come in time")
	// ErrGone: there is nobody left to answer, or the request has been answered.
	ErrGone = errors.New("the exchange is over")
)

// lastChunk is how most chunked bodies end.
var lastChunk = []byte("\r\n0\r\n\r\n")

// ReadBody reads content of the request that is being handled. It returns io.EOF
// at its end, ErrWait when nothing is there, the wire.Flaw of a body that cannot be
// decoded, or another error of this package. The first call owes the client 100
// (Continue) where it is expected.
func (c *Conn) ReadBody(p []byte) (int, error) {
	switch {
	case c.taken < len(c.content):
		n := copy(p, c.content[c.taken:])
		c.taken += n
		return c.took(p[:n]), nil
	case c.x.bodyErr != nil:
		return 0, c.x.bodyErr
	case !c.x.handling || c.released:
		return 0, ErrGone
	case !c.x.inBody:
		return 0, io.EOF
	}
	c.tell(model.HandlerReads)
	if len(p) == 0 {
		return 0, nil
	}
	return c.decode(p)
}

// decode consumes input until there is content for p.
func (c *Conn) decode(p []byte) (int, error) {
	for {
		in := c.in
		if !c.x.chunked {
			in = in[:min(len(in), len(p))]
		}
		used, data, done, flaw := c.body.Decode(in)
		c.in = c.in[used:]
		if !c.x.chunked {
			c.x.left -= int64(used)
		}
		n := copy(p, data)
		c.content, c.taken = append(c.content[:0], data[n:]...), 0
		if n > 0 && bytes.HasPrefix(c.in, lastChunk) && c.x.chunked { // so that n octets read of n are the whole body
			used, _, done, flaw = c.body.Decode(c.in)
			c.in = c.in[used:]
		}
		switch {
		case flaw != wire.NoFlaw:
			c.malformedBody(flaw)
		case done:
			c.x.inBody = false
			c.keepTrailer()
			c.tell(model.BodyEnds)
		}
		switch {
		case n > 0:
			return c.took(p[:n]), nil
		case flaw != wire.NoFlaw:
			return 0, c.x.bodyErr
		case done:
			return 0, io.EOF
		case used == 0:
			return 0, c.awaitContent()
		}
	}
}

// Trailer returns the trailer fields behind content that ReadBody has read to its end,
// without those that no trailer may have. They hold until the response has ended.
func (c *Conn) Trailer() []wire.Field { return c.trailer }

// keepTrailer copies the trailer, whose octets are overwritten by what comes next.
func (c *Conn) keepTrailer() {
	for _, f := range c.body.Trailer() {
		c.trailer = append(c.trailer, wire.Field{Name: bytes.Clone(f.Name), Value: bytes.Clone(f.Value)})
	}
}

func (c *Conn) malformedBody(flaw wire.Flaw) {
	c.x.inBody, c.x.flaw, c.x.bodyErr = false, flaw, flaw
	c.in = c.in[:0]
	c.tell(model.Malformed)
}

// awaitContent says that the handler waits, unless it would wait in vain.
func (c *Conn) awaitContent() error {
	if c.eof {
		c.tellEOF()
		return c.x.bodyErr
	}
	c.x.waiting = true
	return ErrWait
}

// StopWaiting takes back that the handler waits for content: its time for that is over.
func (c *Conn) StopWaiting() { c.x.waiting = false }

// took counts content that the handler has taken.
func (c *Conn) took(p []byte) int {
	if c.seams.Reset != nil {
		c.read = append(c.read, p...)
	}
	return len(p)
}
