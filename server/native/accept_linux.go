package native

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/internal/nowait"
	"github.com/hangup-http/hangup/internal/timers"
)

const (
	acceptAtOnce = 64
	lookEvery    = time.Second // how soon it is seen that somebody else has closed the listener
)

// acceptor takes connections from a listener into the loops. Each loop waits for the
// listener, and one of them hears of a connection.
type acceptor struct {
	srv      *Server
	listener net.Listener
	raw      syscall.RawConn
	number   int32
	loops    []*loop
	timer    timers.Timer
	inherits atomic.Bool // what is accepted from now on has what inherit sets

	mu     sync.Mutex
	paused bool
	failed error
	done   chan struct{} // closed when it is over
}

// loopListener returns what accepts connections from l into the loops, or nil where
// they cannot be waited for.
func (s *Server) loopListener(l net.Listener) func() error {
	switch l.(type) {
	case *net.TCPListener, *net.UnixListener:
	default:
		return nil
	}
	raw, err := l.(syscall.Conn).SyscallConn()
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping { // since Serve began: nobody would end the loops
		return func() error { return net.ErrClosed }
	}
	if err := s.loops.start(s); err != nil {
		s.log().Warn("connections get goroutines instead", "error", err)
		return nil
	}
	a := &acceptor{srv: s, listener: l, raw: raw, loops: s.loops.all, done: make(chan struct{})}
	s.loops.acceptors = append(s.loops.acceptors, a)
	a.number = int32(len(s.loops.acceptors)) // not 0
	return a.run
}

func (a *acceptor) run() error {
	a.inherit()
	for _, l := range a.loops {
		l.register(a)
	}
	err := a.wait(unix.EPOLL_CTL_ADD)
	if err != nil {
		a.end(err)
	}
	a.srv.timers.Set(a, a.srv.timers.Now().Add(lookEvery))
	<-a.done
	a.srv.timers.Remove(a)
	for _, l := range a.loops {
		l.unregister(a)
	}
	return a.failed
}

// inherit sets what connections have from the beginning. Those that wait to be accepted
// already have not, up to the last of them.
func (a *acceptor) inherit() {
	if _, tcp := a.listener.Addr().(*net.TCPAddr); !tcp {
		a.inherits.Store(true)
		return
	}
	a.raw.Control(func(fd uintptr) { sendAtOnce(int(fd)) }) // a closed listener is seen elsewhere
}

// sendAtOnce makes that no response waits until the client has acknowledged another one.
// Where that fails, it does.
func sendAtOnce(fd int) { _ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) }

// wait makes the loops wait for the listener, or no more.
func (a *acceptor) wait(op int) (err error) {
	closed := a.raw.Control(func(fd uintptr) {
		for _, l := range a.loops {
			event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLEXCLUSIVE | epollET, Fd: int32(fd), Pad: a.number}
			if e := unix.EpollCtl(l.fd, op, int(fd), &event); e != nil {
				err = fmt.Errorf("waiting for connections: %w", e)
			}
		}
	})
	return errors.Join(closed, err)
}

// event takes the connections that are there. It accepts all before it reads from any:
// the first request of the first one has arrived by then. The listener is free
// meanwhile: who closes it waits for Control, and may hold what admit needs.
func (a *acceptor) event(l *loop) {
	for more := true; more; {
		l.accepted = l.accepted[:0]
		if err := a.raw.Control(func(fd uintptr) { more = a.acceptSome(l, int(fd)) }); err != nil {
			a.end(err)
			return
		}
		l.admitted = l.admitted[:0]
		for _, nfd := range l.accepted {
			if p := l.admit(nfd, a); p != nil {
				l.admitted = append(l.admitted, p)
			}
		}
		for _, p := range l.admitted {
			p.join()
		}
		clear(l.admitted)
	}
}

// acceptSome tells whether there may be more.
func (a *acceptor) acceptSome(l *loop, fd int) (more bool) {
	for len(l.accepted) < acceptAtOnce {
		inherits := a.inherits.Load()
		nfd, err := nowait.Accept(fd)
		switch {
		case err == nil:
			if !inherits {
				sendAtOnce(nfd)
			}
			l.accepted = append(l.accepted, nfd)
		case err == unix.EAGAIN:
			a.inherits.Store(true)
			return false
		case err == unix.EINTR, err == unix.ECONNABORTED:
		case temporary(err):
			a.pause(err)
			return false
		default:
			a.end(err)
			return false
		}
	}
	return true
}

// pause stops waiting until the timer rings: else the loops would be busy with failing.
func (a *acceptor) pause(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.paused {
		return
	}
	a.paused = true
	a.srv.log().Warn("accept failed, trying again", "error", err)
	a.wait(unix.EPOLL_CTL_DEL) // a closed listener is seen elsewhere
	a.srv.timers.Set(a, a.srv.timers.Now().Add(5*time.Millisecond))
}

// Timer is for package timers.
func (a *acceptor) Timer() *timers.Timer { return &a.timer }

// Ring looks whether the listener is still there, and goes on behind a pause.
func (a *acceptor) Ring() {
	a.mu.Lock()
	paused := a.paused
	a.paused = false
	a.mu.Unlock()
	err := a.raw.Control(func(uintptr) {})
	if paused && err == nil {
		err = a.wait(unix.EPOLL_CTL_ADD)
	}
	if err != nil {
		a.end(err)
		return
	}
	a.srv.timers.Set(a, a.srv.timers.Now().Add(lookEvery))
}

// end makes run return.
func (a *acceptor) end(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed == nil {
		a.failed = err
		close(a.done)
	}
}

func (l *loop) register(a *acceptor) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.acceptors == nil {
		l.acceptors = make(map[int32]*acceptor)
	}
	l.acceptors[a.number] = a
}

func (l *loop) unregister(a *acceptor) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.acceptors, a.number)
}

// accept is called when a listener has connections.
func (l *loop) accept(number int32) {
	l.mu.Lock()
	a := l.acceptors[number]
	l.mu.Unlock()
	if a != nil {
		a.event(l)
	}
}
