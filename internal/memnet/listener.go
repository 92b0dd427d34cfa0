package memnet

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
)

// backlog is how many connections wait to be accepted before Dial is refused.
const backlog = 1024

// Listener accepts connections from Dial. All methods are safe for concurrent use.
type Listener struct {
	buffer  int
	options []Option

	mu      sync.Mutex
	changed sync.Cond
	waiting []*Conn
	dialled int
	closed  bool
}

var _ net.Listener = (*Listener)(nil)

// Listen returns a listener whose connections hold buffer octets in each
// direction; buffer must be > 0.
func Listen(buffer int, options ...Option) *Listener {
	l := &Listener{buffer: buffer, options: options}
	l.changed.L = &l.mu
	return l
}

// Dial opens a connection. It does not wait for Accept. The error is
// syscall.ECONNREFUSED when nobody listens any more.
func (l *Listener) Dial(ctx context.Context) (*Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, &net.OpError{Op: "dial", Net: "memnet", Addr: l.Addr(), Err: err}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.waiting) == backlog {
		return nil, &net.OpError{Op: "dial", Net: "memnet", Addr: l.Addr(), Err: syscall.ECONNREFUSED}
	}
	l.dialled++
	client, server := connect(l.buffer, l.options, Addr(fmt.Sprintf("client-%d", l.dialled)), listenerAddr)
	l.waiting = append(l.waiting, server)
	l.changed.Signal()
	return client, nil
}

// Accept waits for the next connection. It returns net.ErrClosed after Close.
func (l *Listener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.closed && len(l.waiting) == 0 {
		l.changed.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "memnet", Addr: l.Addr(), Err: net.ErrClosed}
	}
	conn := l.waiting[0]
	l.waiting = l.waiting[1:]
	return conn, nil
}

// Close ends Accept and resets connections that were not accepted.
func (l *Listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "memnet", Addr: l.Addr(), Err: net.ErrClosed}
	}
	l.closed = true
	l.changed.Broadcast()
	for _, conn := range l.waiting {
		_ = conn.Reset() // nobody holds it: it can not have been closed before
	}
	l.waiting = nil
	return nil
}

const listenerAddr Addr = "server"

// Addr returns the address of every listener: there is nothing to tell apart.
func (l *Listener) Addr() net.Addr { return listenerAddr }
