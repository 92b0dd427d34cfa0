package main

import (
	"time"

	"github.com/hangup-http/hangup/server"
)

// serverLimits are flags for what the built-in server bounds. The zero value of each
// is the server's own choice, a negative duration is no end.
type serverLimits struct {
	MaxRequests    uint64        `help:"Requests on one connection; the response to the last says close (any number)." placeholder:"N" group:"Limits:"`
	IdleTimeout    time.Duration `help:"For the next request (60s)." placeholder:"TIME" group:"Limits:"`
	HeadTimeout    time.Duration `help:"For a request head to be complete (10s)." placeholder:"TIME" group:"Limits:"`
	BodyTimeout    time.Duration `help:"For the next octets of a body (30s)." placeholder:"TIME" group:"Limits:"`
	HandlerTimeout time.Duration `help:"For a response to end; then 503, or a broken connection (no end)." placeholder:"TIME" group:"Limits:"`
	WriteTimeout   time.Duration `help:"For the client to take 64 KiB (60s)." placeholder:"TIME" group:"Limits:"`
	LingerTimeout  time.Duration `help:"For the client to close, after the server's FIN (5s)." placeholder:"TIME" group:"Limits:"`
}

// apply sets those that were given: the others are the server's, or those of its fault.
func (l *serverLimits) apply(s *server.Server) {
	if l.MaxRequests != 0 {
		s.MaxRequests = l.MaxRequests
	}
	for _, d := range []struct{ flag, timeout *time.Duration }{
		{&l.IdleTimeout, &s.Timeouts.Idle},
		{&l.HeadTimeout, &s.Timeouts.Head},
		{&l.BodyTimeout, &s.Timeouts.Body},
		{&l.HandlerTimeout, &s.Timeouts.Handler},
		{&l.WriteTimeout, &s.Timeouts.Write},
		{&l.LingerTimeout, &s.Timeouts.Linger},
	} {
		if *d.flag != 0 {
			*d.timeout = *d.flag
		}
	}
}
