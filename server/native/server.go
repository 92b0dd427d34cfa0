package native

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// What Serve and handlers end with.
var (
	// ErrClosed comes from Serve after Shutdown or Close.
	ErrClosed = errors.New("the server is closed")
	// ErrAbort, as the value of a panic, ends a handler and its connection without a word.
	ErrAbort = errors.New("abort the handler")
)

// Front is how connections are waited for.
type Front uint8

const (
	// Goroutines: each connection has a goroutine. It works everywhere and with TLS.
	Goroutines Front = iota
	// EventLoop: an idle connection is an entry in a table of the kernel, and has no
	// goroutine and no buffer. It works on Linux, with listeners of package net for TCP
	// and unix sockets; where it does not, Goroutines is used.
	EventLoop
)

// Server serves HTTP/1.1. Set its members before Serve and leave them alone from
// then on. The zero value of each stands for its default. All methods are safe for
// concurrent use.
type Server struct {
	Handler Handler
	Front   Front
	// Inline says that the handler never waits, for nothing but its client's octets. Then
	// requests without content are answered in the event loop itself, responses to
	// pipelined requests go out together, and nothing is allocated for a request.
	Inline bool
	// Policy chooses where the specification leaves a choice; nil is model.DefaultPolicy.
	Policy   *model.Policy
	Limits   Limits
	Timeouts Timeouts
	// MaxRequests is how many requests a connection may have: the response to the last
	// of them says close. 0 for any number.
	MaxRequests uint64
	// Changed is told each change of a connection's state, with the rule that made it; see
	// Change and LogChanges. It is called with the lock of the connection: it must be quick, and
	// must not call the server.
	Changed func(Change)
	// Accepted is called with each connection before anything is read from it. What it
	// returns is in Exchange.Kept. With it, Goroutines is the only front.
	Accepted func(net.Listener, net.Conn) any
	// Log takes panics of handlers, errors of Accept, and defects of this server; nil
	// is slog.Default().
	Log *slog.Logger
	// Seams make the server faulty, to try out what finds faults; nil in production.
	Seams *Seams

	timers timers.Timers
	dates  dates
	idle   sync.Pool // of *active
	ids    atomic.Uint64

	mu        sync.Mutex
	stopping  bool
	listeners map[net.Listener]struct{}
	open      int // connections
	conns     map[*connection]struct{}
	loops     loops
	emptied   chan struct{} // closed when the last connection has ended; nil until it is waited for
	serving   sync.WaitGroup
}

// Serve accepts connections from l until Shutdown or Close, and then returns
// ErrClosed. It closes l. An error of Accept that is not temporary is returned.
func (s *Server) Serve(l net.Listener) error {
	if !s.addListener(l) {
		return errors.Join(ErrClosed, l.Close())
	}
	defer s.dropListener(l)
	if s.Front == EventLoop && s.Accepted == nil && !s.wrapped() {
		if accept := s.loopListener(l); accept != nil {
			return s.ended(accept())
		}
	}
	return s.ended(s.acceptAll(l))
}

// acceptAll gives each connection a goroutine.
func (s *Server) acceptAll(l net.Listener) error {
	var pause time.Duration
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			if s.wrapped() {
				nc = s.Seams.Net(nc)
			}
			s.serve(l, nc)
		case s.isStopping() || !temporary(err):
			return err
		default:
			pause = s.pause(err, pause)
		}
	}
}

// wrapped tells whether a fault stands between the server and its connections.
func (s *Server) wrapped() bool { return s.Seams != nil && s.Seams.Net != nil }

// ended says why Serve returns.
func (s *Server) ended(err error) error {
	if s.isStopping() {
		return ErrClosed
	}
	return fmt.Errorf("accepting a connection: %w", err)
}

// pause waits before the next try.
func (s *Server) pause(err error, last time.Duration) time.Duration {
	d := min(max(2*last, 5*time.Millisecond), time.Second)
	s.log().Warn("accept failed, trying again", "error", err, "pause", d)
	time.Sleep(d)
	return d
}

// temporary tells errors that pass by themselves, such as too many open files.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// admit takes in a connection; false when the server is stopping. One in an event loop
// is found through that, and needs no entry of its own.
func (s *Server) admit(c *connection) bool {
	c.id = s.ids.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.open++
	c.link.enter()
	return true
}

// forget lets go of a connection that has ended.
func (s *Server) forget(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	delete(s.conns, c)
	if s.open == 0 && s.emptied != nil {
		close(s.emptied)
		s.emptied = nil
	}
}

func (s *Server) giveBack(a *active) {
	*a.reusable(), a.x = Exchange{}, nil
	a.unsent = nil
	s.idle.Put(a)
}

// Shutdown stops gracefully: it accepts no more connections, closes idle ones, and
// lets each exchange that is under way be the last one on its connection. It returns
// when all connections have ended. When ctx ends before, it cuts the rest, and the
// error is a *CutError that tells what was cut, and wraps that of ctx.
func (s *Server) Shutdown(ctx context.Context) error {
	for _, c := range s.stop() {
		c.shutdown()
	}
	select {
	case <-s.empty():
	case <-ctx.Done():
		return s.cutAll(ctx.Err())
	}
	s.endLoops()
	s.serving.Wait()
	return nil
}

// empty returns a channel that is closed when no connection is left.
func (s *Server) empty() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == 0 {
		done := make(chan struct{})
		close(done)
		return done
	}
	if s.emptied == nil {
		s.emptied = make(chan struct{})
	}
	return s.emptied
}

// cutAll ends the connections that are left.
func (s *Server) cutAll(why error) error {
	cut := &CutError{Why: why}
	for _, c := range s.stop() {
		if info := c.info(); c.cut() {
			cut.Connections = append(cut.Connections, info)
		}
	}
	s.endLoops()
	return cut
}

func (s *Server) endLoops() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loops.end()
}

// Close stops at once: connections are reset whatever they are doing. It does not
// wait for handlers.
func (s *Server) Close() error {
	for _, c := range s.stop() {
		c.cut()
	}
	s.endLoops()
	return nil
}

// stop closes all listeners and returns the connections that are left. Closing may wait
// for somebody who accepts, and wants the lock.
func (s *Server) stop() []*connection {
	s.mu.Lock()
	s.stopping = true
	listeners := make([]net.Listener, 0, len(s.listeners))
	for l := range s.listeners {
		listeners = append(listeners, l)
	}
	s.loops.stopAccepting()
	left := s.remaining()
	s.mu.Unlock()
	for _, l := range listeners {
		l.Close() // its error tells nothing that Accept does not
	}
	return left
}

// remaining needs s.mu.
func (s *Server) remaining() []*connection {
	left := s.loops.connections()
	for c := range s.conns {
		left = append(left, c)
	}
	return left
}

func (s *Server) addListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	if s.listeners == nil {
		s.listeners = make(map[net.Listener]struct{})
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) dropListener(l net.Listener) {
	s.mu.Lock()
	delete(s.listeners, l)
	s.mu.Unlock()
	l.Close() // it may be closed already
}

func (s *Server) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopping
}

func (s *Server) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}

// config is what the connections are made with.
func (s *Server) config() conn.Config {
	cfg := conn.Config{
		Policy: model.DefaultPolicy, Wire: s.Limits.Wire, ReadAhead: s.Limits.ReadAhead,
		UnreadBody: s.Limits.UnreadBody, Linger: s.Limits.Linger, MaxRequests: s.MaxRequests,
	}
	if s.Policy != nil {
		cfg.Policy = *s.Policy
	}
	if s.Seams != nil {
		cfg.Seams = &s.Seams.Conn
	}
	return cfg
}
