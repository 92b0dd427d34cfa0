package play

import (
	"errors"
	"sync"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/model/trace"
)

// connection is one connection of a play, with the state that its reader and the
// script share. The fields of the second group are guarded by the session's lock.
type connection struct {
	wire   *wire
	done   chan struct{} // closed when the reader has returned
	gone   chan struct{} // closed when the connection is left
	forget func() bool   // ends the watch over the context

	left  bool // nothing is recorded any more
	ended bool // the server's FIN or reset is recorded
	reset bool // the server's reset is recorded
	deaf  bool // octets can not be written any more
	stops bool // reading is stopped

	gate    sync.Mutex
	stopped *stop
	writing chan struct{} // not nil while a write is at work; closed when it returns
	refused bool          // a write was answered by a reset, with no FIN before it
}

// stop is a halt of the reader between two steps of the script.
type stop struct{ parked, over chan struct{} }

func newConnection(w *wire) *connection {
	return &connection{wire: w, done: make(chan struct{}), gone: make(chan struct{})}
}

// mayRead waits while reading is stopped, and tells whether to read on.
func (c *connection) mayRead() bool {
	c.gate.Lock()
	halt := c.stopped
	c.gate.Unlock()
	if halt == nil {
		return true
	}
	close(halt.parked)
	select {
	case <-halt.over:
		return true
	case <-c.gone:
		return false
	}
}

// stopReading holds the reader back until resumeReading. It returns when the reader holds still, or has ended.
func (c *connection) stopReading() {
	halt := &stop{make(chan struct{}), make(chan struct{})}
	c.gate.Lock()
	c.stopped = halt
	c.gate.Unlock()
	_ = c.wire.below.SetReadDeadline(time.Unix(1, 0)) // fails only when the connection is gone
	select {
	case <-halt.parked:
	case <-c.done:
	}
}

func (c *connection) resumeReading() {
	_ = c.wire.below.SetReadDeadline(time.Time{}) // as above
	c.gate.Lock()
	defer c.gate.Unlock()
	if c.stopped != nil {
		close(c.stopped.over)
		c.stopped = nil
	}
}

// write writes data, and gives up after patience.
func (c *connection) write(data []byte, patience time.Duration) error {
	returned := make(chan struct{})
	c.gate.Lock()
	c.writing = returned
	c.gate.Unlock()
	_ = c.wire.SetWriteDeadline(time.Now().Add(patience)) // if it fails, so does the write
	_, err := c.wire.Write(data)
	c.gate.Lock()
	c.writing = nil
	c.refused = errors.Is(err, syscall.ECONNRESET)
	c.gate.Unlock()
	close(returned)
	return err
}

// writeReturns is how long a reader that sees the end waits for a write at work.
const writeReturns = 5 * time.Millisecond

// trueEnd tells an end of stream from a reset. The kernel tells of a reset only
// once, and where a write is told, a read sees the end of the stream.
func (c *connection) trueEnd(seen trace.Kind) trace.Kind {
	c.gate.Lock()
	writing := c.writing
	c.gate.Unlock()
	if writing != nil {
		timer := time.NewTimer(writeReturns)
		defer timer.Stop()
		select {
		case <-writing:
		case <-timer.C:
		}
	}
	c.gate.Lock()
	defer c.gate.Unlock()
	if c.refused {
		return trace.RST
	}
	return seen
}
