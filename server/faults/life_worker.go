package faults

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/hangup-http/hangup/server"
)

// workerFaults: a connection keeps what it does not use.
var workerFaults = []Fault{
	{
		Name:      "puma-keepalive-hang",
		Class:     "idle-starves",
		Summary:   "A request is not answered while as many connections are idle as there are threads.",
		Mechanism: "The thread that has answered a request waits for the next one on the same connection.",
		URL:       "https://github.com/puma/puma/issues/95",
		Breaks:    []string{"hangup/idle/starves"},
		Opposite:  "nhttp-silent-close",
		seams:     network(func(s *socket) net.Conn { return s }),
		handler:   bound,
		tune: func(s *server.Server) {
			s.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, socketKey{}, c) }
		},
	},
}

type socketKey struct{}

// threads is how many connections are served at once.
const threads = 5

// bound binds a connection to a thread with its first request. So that one client does not
// starve all others, those that count for another key have threads of their own, and so
// has who does not count.
func bound(next http.Handler) http.Handler {
	var pools sync.Map // of chan struct{}, by key
	var held sync.Map  // by *socket
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, wrapped := r.Context().Value(socketKey{}).(*socket)
		key := r.URL.Query().Get("key")
		if _, has := held.Load(s); !has && wrapped && key != "" {
			pool, _ := pools.LoadOrStore(key, make(chan struct{}, threads))
			select {
			case pool.(chan struct{}) <- struct{}{}:
			case <-s.gone:
				return
			}
			held.Store(s, nil)
			go func() {
				<-s.gone
				held.Delete(s)
				<-pool.(chan struct{})
			}()
		}
		next.ServeHTTP(w, r)
	})
}
