package memnet

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// DefaultBuffer is how many octets a direction holds before its writer blocks.
const DefaultBuffer = 64 << 10

// Addr names one end of a connection. It has nothing to dial.
type Addr string

// Network returns "memnet".
func (Addr) Network() string { return "memnet" }

// String returns the name.
func (a Addr) String() string { return string(a) }

// Conn is one end of a connection. All methods are safe for concurrent use.
type Conn struct {
	*link
	peer          *Conn
	local, remote Addr

	in       bytes.Buffer // what has arrived and this end has not read
	segments []int        // how it is cut, where it is
	finished bool         // the peer's FIN has arrived behind it
	reset    bool         // the peer has reset the connection
	ended    bool         // this end has sent FIN
	closed   bool         // this end is closed in both directions
	writing  bool         // one Write is at work; the next waits, so that they do not mix

	path        *Path     // to this end
	underway    []arrival // on it, the first to arrive first
	flying      int       // octets of them
	lastArrival time.Time // of what was sent last

	reads, writes deadline
}

// link is what both ends share.
type link struct {
	mu       sync.Mutex
	changed  sync.Cond
	buffer   int
	toServer Path
	toClient Path
}

var _ net.Conn = (*Conn)(nil)

// Pipe returns the two ends of a new connection. Each direction holds up to
// buffer octets, those under way included; buffer must be > 0.
func Pipe(buffer int, options ...Option) (client, server *Conn) {
	return connect(buffer, options, "client", "server")
}

func connect(buffer int, options []Option, client, server Addr) (*Conn, *Conn) {
	if buffer <= 0 {
		panic("memnet: the buffer must hold at least one octet")
	}
	l := &link{buffer: buffer}
	l.changed.L = &l.mu
	for _, o := range options {
		o(l)
	}
	c := &Conn{link: l, local: client, remote: server, path: &l.toClient}
	s := &Conn{link: l, local: server, remote: client, peer: c, path: &l.toServer}
	c.peer = s
	return c, s
}

// Read waits for octets. It returns io.EOF behind the peer's FIN, and an error
// that is syscall.ECONNRESET after a reset.
func (c *Conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.fail("read", net.ErrClosed)
		case c.reset:
			return 0, c.fail("read", syscall.ECONNRESET)
		case c.reads.over():
			return 0, c.fail("read", os.ErrDeadlineExceeded)
		case len(p) == 0:
			return 0, nil
		case c.in.Len() > 0:
			c.changed.Broadcast()
			return c.take(p)
		case c.finished:
			return 0, io.EOF
		}
		c.changed.Wait()
	}
}

// Write waits until the peer's buffer has taken all of p. Its error is
// syscall.EPIPE after CloseWrite and syscall.ECONNRESET after a reset.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.writing && c.writable() == nil {
		c.changed.Wait()
	}
	c.writing = true
	defer func() {
		c.writing = false
		c.changed.Broadcast()
	}()
	for {
		if err := c.writable(); err != nil {
			return n, c.fail("write", err)
		}
		if c.peer.closed {
			// The octets leave, and a reset comes back for them.
			c.peer.transmit(p)
			return n + len(p), nil
		}
		if room := min(c.peer.room(), len(p)); room > 0 {
			c.peer.transmit(p[:room])
			n, p = n+room, p[room:]
		}
		if len(p) == 0 {
			return n, nil
		}
		c.changed.Wait()
	}
}

// writable returns why no octet can be written, or nil.
func (c *Conn) writable() error {
	switch {
	case c.closed:
		return net.ErrClosed
	case c.reset:
		return syscall.ECONNRESET
	case c.ended:
		return syscall.EPIPE
	case c.writes.over():
		return os.ErrDeadlineExceeded
	}
	return nil
}

// CloseWrite sends FIN: the peer reads io.EOF behind what was written. This end
// can still read.
func (c *Conn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return c.fail("close", net.ErrClosed)
	case c.reset:
		return c.fail("close", syscall.ENOTCONN)
	}
	c.ended = true
	c.peer.pass(arrival{fin: true})
	c.changed.Broadcast()
	return nil
}

// Close closes both directions. It resets the connection when octets are left
// unread here; otherwise the peer reads io.EOF, and is reset if it writes more.
func (c *Conn) Close() error { return c.leave(false) }

// Reset closes both directions, erases what the peer has not read, and makes its
// reads and writes fail.
func (c *Conn) Reset() error { return c.leave(true) }

func (c *Conn) leave(abort bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("close", net.ErrClosed)
	}
	abort = abort || c.in.Len() > 0
	c.closed, c.ended = true, true
	c.in, c.segments = bytes.Buffer{}, nil
	c.reads.stop()
	c.writes.stop()
	c.peer.pass(arrival{fin: !abort, reset: abort})
	c.changed.Broadcast()
	return nil
}

func (c *Conn) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: "memnet", Source: c.local, Addr: c.remote, Err: err}
}

// LocalAddr names this end.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr names the other end.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error { return c.limit(t, &c.reads, &c.writes) }

// SetReadDeadline sets when waiting reads fail with os.ErrDeadlineExceeded; the
// zero time means never.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.limit(t, &c.reads) }

// SetWriteDeadline is SetReadDeadline for writes.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.limit(t, &c.writes) }

func (c *Conn) limit(t time.Time, which ...*deadline) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	for _, d := range which {
		d.set(c.link, t)
	}
	c.changed.Broadcast()
	return nil
}
