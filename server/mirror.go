package server

import (
	"context"
	"log/slog"
	"net/http"
)

// mirrored returns an http.Server that looks like this one. It is what handlers, and
// net/http itself, find under http.ServerContextKey: they read its members, log to its
// ErrorLog and register functions for Shutdown. It serves nothing, so its Close and
// Shutdown end nothing.
func (s *Server) mirrored() *http.Server {
	return &http.Server{
		Addr: s.Addr, Handler: s.Handler, TLSConfig: s.TLSConfig, DisableGeneralOptionsHandler: s.DisableGeneralOptionsHandler,
		ReadHeaderTimeout: s.Timeouts.Head, IdleTimeout: s.Timeouts.Idle, MaxHeaderBytes: s.Limits.Wire.Head,
		ErrorLog:    slog.NewLogLogger(s.log().Handler(), slog.LevelError),
		BaseContext: s.BaseContext, ConnContext: s.ConnContext,
	}
}

func (s *Server) withMirror(ctx context.Context) context.Context {
	return context.WithValue(ctx, http.ServerContextKey, s.mirror)
}
