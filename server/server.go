package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// Server serves HTTP/1.1. Set its members before Serve and leave them alone from
// then on. The zero value of each stands for its default. All methods are safe for
// concurrent use.
type Server struct {
	// Handler answers requests; nil answers 404.
	Handler http.Handler
	// Policy chooses where the specification leaves a choice; nil is model.DefaultPolicy.
	Policy   *model.Policy
	Limits   Limits
	Timeouts Timeouts
	// MaxRequests is how many requests a connection may have: the response to the last
	// of them says close. 0 for any number.
	MaxRequests uint64
	// ErrorLog takes panics of handlers, errors of Accept, and defects of this
	// server; nil is slog.Default().
	ErrorLog *slog.Logger
	// Seams make the server faulty, to try out what finds faults; nil in production.
	Seams *Seams

	mu        sync.Mutex
	stopping  bool
	listeners map[net.Listener]struct{}
	conns     map[*connection]struct{}
	serving   sync.WaitGroup
}

// Limits bounds what a client can make the server keep or read, in octets. See
// conn.Config for each and its default.
type Limits struct {
	Wire       wire.Options
	ReadAhead  int
	UnreadBody int64
	Linger     int64
}

// Timeouts is the server's patience. Zero stands for the default, a negative
// duration for no end.
type Timeouts struct {
	Head   time.Duration // from the first octet of a request head to its last; default 10 s
	Body   time.Duration // for the next octets of a body; default 30 s
	Idle   time.Duration // for the next request; default 60 s
	Linger time.Duration // for the client to close, after our FIN; default 5 s
	Write  time.Duration // for the client to take 64 KiB; default 60 s
	// Handler is for a response to end, from the end of the request head, without the
	// time that its handler waits for content; default no end. Then the request's
	// context ends, the client gets 503 or, where the response has begun, a broken
	// connection, and what the handler still writes is dropped.
	Handler time.Duration
}

// Seams make a server faulty; see package faults.
type Seams struct {
	Conn conn.Seams
	Poll time.Duration // replaces Timeouts.Handler, unless it is 0
}

// Serve accepts connections from l until Shutdown or Close, and then returns
// http.ErrServerClosed. It closes l. An error of Accept that is not temporary is returned.
func (s *Server) Serve(l net.Listener) error {
	if !s.addListener(l) {
		return errors.Join(http.ErrServerClosed, l.Close())
	}
	defer s.dropListener(l)
	var pause time.Duration
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			s.serve(nc)
		case s.isStopping():
			return http.ErrServerClosed
		case temporary(err):
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			s.log().Warn("accept failed, trying again", "error", err, "pause", pause)
			time.Sleep(pause)
		default:
			return fmt.Errorf("accepting a connection: %w", err)
		}
	}
}

// temporary tells errors that pass by themselves, such as too many open files.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

func (s *Server) serve(nc net.Conn) {
	c := newConnection(s, nc)
	s.mu.Lock()
	stopping := s.stopping
	if !stopping {
		if s.conns == nil {
			s.conns = make(map[*connection]struct{})
		}
		s.conns[c] = struct{}{}
		s.serving.Add(1)
	}
	s.mu.Unlock()
	if stopping {
		nc.Close() // nothing was read from it
		return
	}
	go func() {
		defer s.serving.Done()
		c.serve()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
}

// Shutdown stops gracefully: it accepts no more connections, closes idle ones, and
// lets each exchange that is under way be the last one on its connection. It
// returns when all connections have ended, or with the error of ctx; then Close
// ends the rest.
func (s *Server) Shutdown(ctx context.Context) error {
	for _, c := range s.stop() {
		c.shutdown()
	}
	done := make(chan struct{})
	go func() {
		s.serving.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for connections to end: %w", ctx.Err())
	}
}

// Close stops at once: connections are closed whatever they are doing. It does
// not wait for handlers.
func (s *Server) Close() error {
	var errs []error
	for _, c := range s.stop() {
		if err := c.nc.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
		c.abort()
		c.settle(false)
	}
	return errors.Join(errs...)
}

// stop closes all listeners and returns the connections that are left.
func (s *Server) stop() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	for l := range s.listeners {
		l.Close() // its error tells nothing that Accept does not
	}
	left := make([]*connection, 0, len(s.conns))
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
	defer s.mu.Unlock()
	delete(s.listeners, l)
	l.Close() // it may be closed already
}

func (s *Server) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopping
}

func (s *Server) log() *slog.Logger {
	if s.ErrorLog == nil {
		return slog.Default()
	}
	return s.ErrorLog
}

func (s *Server) handler() http.Handler {
	if s.Handler == nil {
		return http.NotFoundHandler()
	}
	return s.Handler
}

// config is what the connections are made with.
func (s *Server) config() conn.Config {
	cfg := conn.Config{
		Policy: model.DefaultPolicy, Wire: s.Limits.Wire, ReadAhead: s.Limits.ReadAhead,
		UnreadBody: s.Limits.UnreadBody, Linger: s.Limits.Linger, MaxRequests: s.MaxRequests, Date: appendDate,
	}
	if s.Policy != nil {
		cfg.Policy = *s.Policy
	}
	if s.Seams != nil {
		cfg.Seams = &s.Seams.Conn
	}
	return cfg
}

func appendDate(dst []byte) []byte { return time.Now().UTC().AppendFormat(dst, http.TimeFormat) }

// patience returns how long a timer runs; 0 means without end.
func (s *Server) patience(t conn.Timer) time.Duration {
	d, standard := time.Duration(0), time.Duration(0)
	switch t {
	case conn.IdleTimer:
		d, standard = s.Timeouts.Idle, 60*time.Second
	case conn.HeadTimer:
		d, standard = s.Timeouts.Head, 10*time.Second
	case conn.BodyTimer:
		d, standard = s.Timeouts.Body, 30*time.Second
	case conn.LingerTimer:
		d, standard = s.Timeouts.Linger, 5*time.Second
	case conn.HandlerTimer:
		if d = s.Timeouts.Handler; s.Seams != nil && s.Seams.Poll > 0 {
			d = s.Seams.Poll
		}
	}
	if d == 0 {
		d = standard
	}
	return max(d, 0)
}
