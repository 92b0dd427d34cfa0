//go:build unix

package native

import (
	"net"
	"syscall"

	"github.com/hangup-http/hangup/internal/nowait"
)

// rawSocket reads and writes without waiting, through the file descriptor. So no
// buffer has to be held while the runtime waits for octets, and nothing but a client
// that is slow costs a deadline.
type rawSocket struct {
	t    *threaded
	conn syscall.RawConn
	// The functions are kept so that they are made once.
	tryRead, tryWrite func(fd uintptr) bool
}

// attempts are what the two functions are given, and what they return.
type attempts struct {
	got     int
	readErr error

	out      []byte
	more     bool
	sent     int
	writeErr error
}

// newRawSocket returns nil where the socket is not one of the system.
func newRawSocket(t *threaded) *rawSocket {
	switch t.nc.(type) {
	case *net.TCPConn, *net.UnixConn:
	default:
		return nil
	}
	conn, err := t.nc.(syscall.Conn).SyscallConn()
	if err != nil {
		return nil
	}
	r := &rawSocket{t: t, conn: conn}
	r.tryRead, r.tryWrite = r.readFD, r.writeFD
	return r
}

// read waits for octets. The end is no octets and no error. It needs mu of the
// connection, which it gives up while it waits; the connection may rest meanwhile.
func (r *rawSocket) read() (int, error) {
	c := &r.t.connection
	c.mu.Unlock()
	if err := r.conn.Read(r.tryRead); err != nil { // readFD has given mu up
		c.mu.Lock()
		return 0, err
	}
	if c.closed || c.hijacked {
		return 0, net.ErrClosed
	}
	return c.raw.got, c.raw.readErr
}

// readFD takes mu, and keeps it when it has something.
func (r *rawSocket) readFD(fd uintptr) bool {
	c := &r.t.connection
	c.mu.Lock()
	if c.closed || c.hijacked {
		return true
	}
	c.wake()
	n, err := nowait.Read(int(fd), c.core.Room(0))
	for err == syscall.EINTR {
		n, err = nowait.Read(int(fd), c.core.Room(0))
	}
	if err == syscall.EAGAIN {
		c.rest()
		c.mu.Unlock()
		return false
	}
	c.raw.got, c.raw.readErr = max(n, 0), err
	return true
}

// write sends what fits in at once. It is called without mu.
func (r *rawSocket) write(out []byte, more bool) (int, error) {
	raw := &r.t.active.raw
	raw.out, raw.more, raw.sent, raw.writeErr = out, more, 0, nil
	err := r.conn.Write(r.tryWrite)
	raw.out = nil
	if err != nil {
		return raw.sent, err
	}
	return raw.sent, raw.writeErr
}

func (r *rawSocket) writeFD(fd uintptr) bool {
	raw := &r.t.active.raw
	n, err := nowait.Send(int(fd), raw.out, raw.more)
	for err == syscall.EINTR {
		n, err = nowait.Send(int(fd), raw.out, raw.more)
	}
	if err == syscall.EAGAIN {
		err = nil
	}
	raw.sent, raw.writeErr = max(n, 0), err
	return true
}
