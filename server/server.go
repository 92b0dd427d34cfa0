package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/native"
)

// Limits, Timeouts, Seams and Change are those of package native.
type (
	Limits   = native.Limits
	Timeouts = native.Timeouts
	Seams    = native.Seams
	Change   = native.Change
	Info     = native.Info
)

// Server serves HTTP/1.1 with handlers of net/http. Set its members before Serve and
// leave them alone from then on. The zero value of each stands for its default. All
// methods are safe for concurrent use.
type Server struct {
	// Addr is where ListenAndServe and ListenAndServeTLS listen; empty is ":http" or
	// ":https".
	Addr string
	// Handler answers requests; nil is http.DefaultServeMux, as in net/http.
	Handler http.Handler
	// Front is how connections are waited for.
	Front native.Front
	// Policy chooses where the specification leaves a choice; nil is model.DefaultPolicy.
	Policy   *model.Policy
	Limits   Limits
	Timeouts Timeouts
	// MaxRequests is how many requests a connection may have: the response to the last
	// of them says close. 0 for any number.
	MaxRequests uint64
	// Changed is told each change of a connection's state, with the rule that made it.
	Changed func(Change)
	// TLSConfig is for ServeTLS and ListenAndServeTLS, which change a copy of it.
	TLSConfig *tls.Config
	// BaseContext and ConnContext are as in http.Server. With ConnContext, which needs a
	// net.Conn, native.Goroutines is the only front.
	BaseContext func(net.Listener) context.Context
	ConnContext func(ctx context.Context, c net.Conn) context.Context
	// HalfCloseCancels ends a request's context when the client half-closes, as net/http
	// does. Then handlers that wait for nothing but the end of their client (events,
	// long polls) hear of one that has closed its connection and not only half of it; and a
	// client that half-closes and waits for its answer may not get one.
	HalfCloseCancels bool
	// DisableGeneralOptionsHandler gives OPTIONS * to Handler.
	DisableGeneralOptionsHandler bool
	// ErrorLog takes panics of handlers, errors of Accept, and defects of this
	// server; nil is slog.Default().
	ErrorLog *slog.Logger
	// Seams make the server faulty, to try out what finds faults; nil in production.
	Seams *Seams

	once       sync.Once
	inner      native.Server
	mirror     *http.Server
	background context.Context
	bases      sync.Map // of net.Listener to context.Context
}

// core returns the server that does the work, which is made at the first call.
func (s *Server) core() *native.Server {
	s.once.Do(func() {
		s.inner.Handler = &adapter{s}
		s.inner.Front, s.inner.Policy, s.inner.Limits, s.inner.Timeouts = s.Front, s.Policy, s.Limits, s.Timeouts
		if s.ConnContext != nil {
			s.inner.Accepted = s.accepted
		}
		s.mirror = s.mirrored()
		s.background = s.withMirror(context.Background())
		s.inner.MaxRequests, s.inner.Changed, s.inner.Log, s.inner.Seams = s.MaxRequests, s.Changed, s.ErrorLog, s.Seams
	})
	return &s.inner
}

// Serve accepts connections from l until Shutdown or Close, and then returns
// http.ErrServerClosed. It closes l. An error of Accept that is not temporary is returned.
func (s *Server) Serve(l net.Listener) error {
	core := s.core()
	s.listenOn(l)
	err := core.Serve(l)
	if errors.Is(err, native.ErrClosed) {
		return http.ErrServerClosed
	}
	return err
}

// Shutdown stops gracefully: it accepts no more connections, closes idle ones, and
// lets each exchange that is under way be the last one on its connection. It returns
// when all connections have ended. When ctx ends before, it cuts the rest: the error
// is a *native.CutError, which tells what was cut, and wraps that of ctx.
//
// Like that of http.Server it does not wait for connections that were hijacked; see
// RegisterOnShutdown.
func (s *Server) Shutdown(ctx context.Context) error {
	core := s.core()
	if err := s.mirror.Shutdown(ctx); err != nil { // it serves nothing: this calls what was registered
		s.log().Warn("telling of the shutdown", "error", err)
	}
	return core.Shutdown(ctx)
}

// RegisterOnShutdown has f called, on a goroutine of its own, when Shutdown is called.
func (s *Server) RegisterOnShutdown(f func()) {
	s.core()
	s.mirror.RegisterOnShutdown(f)
}

// Close stops at once: connections are reset whatever they are doing. It does not
// wait for handlers.
func (s *Server) Close() error { return s.core().Close() }

// Connections tells what each connection is doing, in the order of their numbers.
func (s *Server) Connections() []Info { return s.core().Connections() }

func (s *Server) log() *slog.Logger {
	if s.ErrorLog == nil {
		return slog.Default()
	}
	return s.ErrorLog
}

func (s *Server) handler(r *http.Request) http.Handler {
	switch {
	case r.RequestURI == "*" && r.Method == http.MethodOptions && !s.DisableGeneralOptionsHandler:
		return http.HandlerFunc(generalOptions)
	case s.Handler == nil:
		return http.DefaultServeMux
	}
	return s.Handler
}
