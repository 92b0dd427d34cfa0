package faults

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/server"
)

// network returns seams that put something between the server and each connection.
func network(between func(*socket) net.Conn) server.Seams {
	return server.Seams{Net: func(nc net.Conn) net.Conn {
		s := &socket{Conn: nc, gone: make(chan struct{})}
		s.changed.L = &s.mu
		return between(s)
	}}
}

// socket is a connection as the server sees it, for faults to embed and change.
type socket struct {
	net.Conn
	gone chan struct{} // closed when the server has closed it

	mu      sync.Mutex
	changed sync.Cond
	closed  bool
	limit   time.Time // the deadline of reading that the server has set
	look    time.Time // that of glance, while it reads
}

// CloseWrite sends FIN.
func (s *socket) CloseWrite() error { return s.Conn.(interface{ CloseWrite() error }).CloseWrite() }

// Reset closes with RST, which also erases what was sent and not read.
func (s *socket) Reset() error {
	if r, ok := s.Conn.(interface{ Reset() error }); ok {
		return errors.Join(r.Reset(), s.noted())
	}
	if t, ok := s.Conn.(interface{ SetLinger(sec int) error }); ok {
		_ = t.SetLinger(0) // where it fails, the client has gone
	}
	return s.Close()
}

// Close closes both directions.
func (s *socket) Close() error { return errors.Join(s.Conn.Close(), s.noted()) }

// noted wakes who stalls.
func (s *socket) noted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.gone)
		s.changed.Broadcast()
	}
	return nil
}

// SetReadDeadline is what the server wakes who reads with.
func (s *socket) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = t
	s.changed.Broadcast()
	return s.restrict()
}

// restrict sets the earlier deadline. It needs mu.
func (s *socket) restrict() error {
	if !s.look.IsZero() && (s.limit.IsZero() || s.look.Before(s.limit)) {
		return s.Conn.SetReadDeadline(s.look)
	}
	return s.Conn.SetReadDeadline(s.limit)
}

// stall reads nothing, for ever. It returns when the server closes or wakes who reads.
func (s *socket) stall() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed {
		if !s.limit.IsZero() && !time.Now().Before(s.limit) {
			return os.ErrDeadlineExceeded
		}
		s.changed.Wait()
	}
	return net.ErrClosed
}

// glance reads for no longer than d.
func (s *socket) glance(p []byte, d time.Duration) (int, error) {
	if err := s.lookUntil(time.Now().Add(d)); err != nil {
		return 0, err
	}
	n, err := s.Conn.Read(p)
	return n, errors.Join(err, s.lookUntil(time.Time{}))
}

func (s *socket) lookUntil(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.look = t
	return s.restrict()
}

// edited is a connection that hands what comes to edit, before the server sees it.
type edited struct {
	*socket
	edit func([]byte) []byte
	rest []byte
}

func (e *edited) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		in := make([]byte, 64<<10)
		n, err := e.socket.Read(in)
		if n == 0 {
			return 0, err
		}
		e.rest = e.edit(in[:n])
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// isReset tells that the client has reset the connection, or is gone.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// alarm calls a function, unless it is stopped or set again before.
type alarm struct {
	mu    sync.Mutex
	timer *time.Timer
}

func (a *alarm) set(d time.Duration, ring func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer != nil {
		a.timer.Stop()
	}
	a.timer = time.AfterFunc(d, ring)
}

func (a *alarm) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer != nil {
		a.timer.Stop()
	}
}
