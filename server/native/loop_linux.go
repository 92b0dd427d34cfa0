package native

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/internal/nowait"
)

// eventsAtOnce is how many connections a loop hears of at once.
const eventsAtOnce = 128

// loops are the event loops of a server, one for each processor.
type loops struct {
	all       []*loop
	acceptors []*acceptor
	workers   workers
}

// loop waits for many connections at once. Its goroutine waits for the epoll
// descriptor in the poller of the runtime, as for a socket, so it holds no thread.
type loop struct {
	srv     *Server
	file    *os.File
	fd      int
	closing atomic.Bool

	accepted []int     // by the goroutine of the loop only
	admitted []*polled // the same

	mu        sync.Mutex
	conns     []*polled           // by descriptor
	acceptors map[int32]*acceptor // by the number in the second word of an event
}

// start makes the loops, once. It needs Server.mu.
func (ls *loops) start(s *Server) error {
	if ls.all != nil {
		return nil
	}
	for range runtime.GOMAXPROCS(0) {
		l, err := newLoop(s)
		if err != nil {
			ls.end()
			return err
		}
		ls.all = append(ls.all, l)
	}
	for _, l := range ls.all {
		s.serving.Go(l.run)
	}
	return nil
}

// stopAccepting makes Serve return. It needs Server.mu.
func (ls *loops) stopAccepting() {
	for _, a := range ls.acceptors {
		a.end(net.ErrClosed)
	}
}

// connections returns those that the loops wait for. It needs Server.mu.
func (ls *loops) connections() (all []*connection) {
	for _, l := range ls.all {
		l.mu.Lock()
		for _, p := range l.conns {
			if p != nil {
				all = append(all, &p.connection)
			}
		}
		l.mu.Unlock()
	}
	return all
}

// end ends the loops. It needs Server.mu. Closing waits until the loops do nothing, and
// they may want that lock, or it may be one of them who calls.
func (ls *loops) end() {
	for _, l := range ls.all {
		l.closing.Store(true)
		go l.file.Close()
	}
	ls.all = nil
	ls.workers.stop()
}

func newLoop(s *Server) (*loop, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("making an event loop: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil { // tells package os to leave the waiting to the runtime
		unix.Close(fd)
		return nil, fmt.Errorf("making an event loop: %w", err)
	}
	return &loop{srv: s, fd: fd, file: os.NewFile(uintptr(fd), "epoll")}, nil
}

// run handles events until the loop is closed.
func (l *loop) run() {
	raw, err := l.file.SyscallConn()
	if err != nil {
		return // closed already
	}
	var events [eventsAtOnce]unix.EpollEvent
	var ready [eventsAtOnce]*polled
	err = raw.Read(func(fd uintptr) bool {
		for {
			n, err := nowait.Events(int(fd), events[:])
			if err == unix.EINTR {
				continue
			}
			if n <= 0 {
				return err != nil
			}
			l.find(events[:n], ready[:n])
			for i, p := range ready[:n] {
				if p != nil {
					p.event(events[i].Events)
				} else if n := events[i].Pad; n != 0 {
					l.accept(n)
				}
			}
			clear(ready[:n])
			if n < len(events) {
				return false // that was all: what comes now wakes the runtime
			}
		}
	})
	if !l.closing.Load() {
		l.srv.log().Error("an event loop has ended", "error", err)
	}
}

// find fills in the connections that events are about; nil where one has gone.
func (l *loop) find(events []unix.EpollEvent, ready []*polled) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range events {
		if fd := int(events[i].Fd); events[i].Pad == 0 && fd < len(l.conns) {
			ready[i] = l.conns[fd]
		}
	}
}

// enter makes the loop know the connection.
func (p *polled) enter() {
	l, fd := p.loop, int(p.fd)
	l.mu.Lock()
	defer l.mu.Unlock()
	for fd >= len(l.conns) {
		l.conns = append(l.conns, make([]*polled, max(64, len(l.conns)))...)
	}
	l.conns[fd] = p
}

// add begins to wait for a connection.
func (l *loop) add(p *polled) error {
	p.joined = true
	event := p.interest()
	if err := unix.EpollCtl(l.fd, unix.EPOLL_CTL_ADD, int(p.fd), &event); err != nil {
		return fmt.Errorf("waiting for a connection: %w", err)
	}
	return nil
}

// drop forgets a connection. Closing it, or remove, ends the waiting.
func (l *loop) drop(p *polled) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if fd := int(p.fd); fd < len(l.conns) && l.conns[fd] == p {
		l.conns[fd] = nil
	}
}

// epollET is unix.EPOLLET as a positive number.
const epollET = 1 << 31
