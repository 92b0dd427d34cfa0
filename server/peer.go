package server

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/hangup-http/hangup/server/native"
)

// peer is what is the same for all requests of a connection.
type peer struct {
	remote string // empty where it is not kept
	tls    *tls.ConnectionState
	base   context.Context
	asked  bool // remote and tls are known
}

// peer returns that of a request. In the event loop nothing is kept.
func (a *adapter) peer(e *exchange, x *native.Exchange) *peer {
	kept := x.Kept()
	if kept == nil {
		e.peer.base = a.s.base(x.Listener())
		return &e.peer
	}
	p, _ := (*kept).(*peer)
	if p == nil {
		p = &peer{base: a.s.base(x.Listener())}
		*kept = p
	}
	if !p.asked { // not before the first request: by now the TLS handshake is over
		p.asked = true
		p.remote, p.tls = x.RemoteAddr().String(), x.TLS()
	}
	return p
}

// accepted is native.Server.Accepted, for ConnContext.
func (s *Server) accepted(l net.Listener, nc net.Conn) any {
	ctx := s.ConnContext(s.base(l), nc)
	if ctx == nil {
		panic("server: ConnContext returned nil")
	}
	return &peer{base: ctx}
}

// base returns the context that those of requests are made of.
func (s *Server) base(l net.Listener) context.Context {
	if s.BaseContext != nil {
		if ctx, ok := s.bases.Load(l); ok {
			return ctx.(context.Context)
		}
	}
	return s.background
}

// listenOn asks BaseContext for the context of a listener.
func (s *Server) listenOn(l net.Listener) {
	if s.BaseContext == nil {
		return
	}
	ctx := s.BaseContext(l)
	if ctx == nil {
		panic("server: BaseContext returned nil")
	}
	s.bases.Store(l, s.withMirror(ctx))
}
