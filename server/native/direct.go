package native

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// piece is how much of a file is sent before the client gets new time for more.
const piece = 1 << 20

// SendFrom sends content of the response that Start began straight from a file,
// without copying it through memory of the program, where the system can do that: to
// a TCP or unix socket, with the goroutine front, without TLS, for a response whose
// length is known. Where it cannot, done is false and nothing was read; then there is
// Write. It sends no more than the response still lacks.
func (x *Exchange) SendFrom(src io.Reader) (n int64, done bool, err error) {
	to := socket(x.c.link.netConn())
	file, left := regular(src)
	if to == nil || file == nil {
		return 0, false, nil
	}
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.err != nil || c.core.Owed() < 0 {
		return 0, false, nil
	}
	if l, ok := src.(*io.LimitedReader); ok {
		defer func() { l.N -= n }()
	}
	for n < left && !x.cannotWrite() && x.err == nil {
		x.flush()
		size := min(c.core.Owed(), left-n, piece)
		if x.err != nil || size <= 0 {
			break
		}
		m, err := x.sendPiece(to, &io.LimitedReader{R: file, N: size})
		n += m
		if err != nil || m < size {
			return n, true, err
		}
	}
	return n, true, x.err
}

// sendPiece is connection.write for what does not go through the core.
func (x *Exchange) sendPiece(to io.ReaderFrom, from io.Reader) (int64, error) {
	c := x.c
	c.writing = true
	c.mu.Unlock()
	n, err := c.link.direct(to, from)
	c.mu.Lock()
	c.writing = false
	if c.active == nil || x.err != nil {
		return n, x.err
	}
	c.core.Sent(n)
	if isTimeout(err) {
		c.core.ClientStalls()
		x.end(ErrGone)
	}
	c.happened()
	return n, err
}

// direct sends from a file, and is not called with mu.
func (t *threaded) direct(to io.ReaderFrom, from io.Reader) (int64, error) {
	limit := orStandard(t.srv.Timeouts.Write, standardWrite)
	if limit > 0 {
		if err := t.nc.SetWriteDeadline(time.Now().Add(limit)); err != nil {
			return 0, err
		}
		defer t.nc.SetWriteDeadline(time.Time{}) // fails only on a closed connection, where writing fails as well
	}
	return to.ReadFrom(from)
}

// socket returns what the system can send to, or nil.
func socket(nc net.Conn) io.ReaderFrom {
	switch s := nc.(type) {
	case *net.TCPConn:
		return s
	}
	return nil
}

// regular returns the file that src reads from, or nil, and how much of it.
func regular(src io.Reader) (file io.Reader, left int64) {
	left = 1<<63 - 1
	if l, ok := src.(*io.LimitedReader); ok {
		src, left = l.R, l.N
	}
	f, ok := src.(interface {
		syscall.Conn
		Stat() (os.FileInfo, error)
	})
	if !ok {
		return nil, 0
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, 0
	}
	return src, left
}
