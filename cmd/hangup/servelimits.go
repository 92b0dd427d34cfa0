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

// apply sets them.
func (l *serverLimits) apply(s *server.Server) {
	s.MaxRequests = l.MaxRequests
	s.Timeouts = server.Timeouts{
		Idle: l.IdleTimeout, Head: l.HeadTimeout, Body: l.BodyTimeout,
		Handler: l.HandlerTimeout, Write: l.WriteTimeout, Linger: l.LingerTimeout,
	}
}
