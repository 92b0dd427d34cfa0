package faults

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/hangup-http/hangup/server"
)

// countKey is that of the number of a connection's requests, in its context.
type countKey struct{}

// countingRequests lets handlers know which request of its connection is the first.
func countingRequests(s *server.Server) {
	s.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, countKey{}, new(atomic.Int64))
	}
}

// upgrading switches to whatever the first request of a connection offers, and then
// has nothing to say in it.
func upgrading(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first := r.Context().Value(countKey{}).(*atomic.Int64).Add(1) == 1
		protocol := r.Header.Get("Upgrade")
		if !first || protocol == "" || !r.ProtoAtLeast(1, 1) || r.ContentLength != 0 || r.Close {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Upgrade", protocol)
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
		if nc, _, err := http.NewResponseController(w).Hijack(); err == nil {
			nc.Close() // an error says that the client has gone before
		}
	})
}
