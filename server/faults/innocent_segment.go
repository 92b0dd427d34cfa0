package faults

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/hangup-http/hangup/server"
)

// segmentInnocents send what others send, at other times and in other pieces.
var segmentInnocents = []Innocent{
	{
		Name:    "octet-by-octet",
		Summary: "The first 300 octets behind whatever came from the client are sent one by one, a millisecond apart.",
		Why:     "TCP knows no messages, and where a segment ends says nothing.",
		Clauses: []string{"RFC 9112, section 2.1"},
		seams:   network(func(s *socket) net.Conn { return &dribbled{socket: s} }),
	},
	{
		Name:    "head-and-content-apart",
		Summary: "Between a head and what follows it there are 20 milliseconds.",
		Why:     "TCP knows no messages, and where a segment ends says nothing.",
		Clauses: []string{"RFC 9112, section 2.1"},
		seams:   network(func(s *socket) net.Conn { return &torn{s} }),
	},
	{
		Name:    "slow-in-everything",
		Summary: "Each response takes 900 milliseconds.",
		Why:     "No clause says how soon a response has to come.",
		Clauses: []string{"RFC 9110, section 3.4"},
		handler: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(900 * time.Millisecond)
				next.ServeHTTP(w, r)
			})
		},
	},
	{
		Name:    "parallel-in-order",
		Summary: "Pipelined requests are run in parallel; their responses come in order, those of later ones at once.",
		Why:     "A server may process pipelined requests with safe methods in parallel, and sends the responses in order.",
		Clauses: []string{"RFC 9112, section 9.3.2"},
		seams:   network(func(s *socket) net.Conn { return &clocked{socket: s} }),
		handler: preparedSince,
		tune: func(s *server.Server) {
			s.ConnContext = func(ctx context.Context, nc net.Conn) context.Context {
				return context.WithValue(ctx, clockKey{}, nc)
			}
		},
	},
}

// clockKey is that of a *clocked in the context of its requests.
type clockKey struct{}

// preparedSince has slow answers take no longer than from when their request came.
func preparedSince(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if ms, err := strconv.ParseInt(query.Get("ms"), 10, 64); err == nil {
			since := r.Context().Value(clockKey{}).(*clocked).since().Milliseconds()
			query.Set("ms", strconv.FormatInt(max(ms-since, 0), 10))
			u := *r.URL
			u.RawQuery = query.Encode()
			again := *r
			again.URL = &u
			r = &again
		}
		next.ServeHTTP(w, r)
	})
}
