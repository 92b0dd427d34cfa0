package native

import (
	"net"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

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
	Write  time.Duration // for the client to take something of what is sent; default 60 s
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
	// Stop asks each connection to end, as Shutdown does, so long after it was accepted,
	// unless it is 0. The front has to be Goroutines.
	Stop time.Duration
	// Net stands between the server and each connection that it accepts. What it
	// returns should have the CloseWrite and Reset of what it was given. With it, the
	// front is Goroutines.
	Net func(net.Conn) net.Conn
}

// patience returns how long a timer runs; 0 means without end.
func (s *Server) patience(t conn.Timer) time.Duration {
	switch t {
	case conn.IdleTimer:
		return orStandard(s.Timeouts.Idle, 60*time.Second)
	case conn.HeadTimer:
		return orStandard(s.Timeouts.Head, 10*time.Second)
	case conn.BodyTimer:
		return orStandard(s.Timeouts.Body, 30*time.Second)
	case conn.LingerTimer:
		return orStandard(s.Timeouts.Linger, 5*time.Second)
	case conn.HandlerTimer:
		if s.Seams != nil && s.Seams.Poll > 0 {
			return s.Seams.Poll
		}
		return max(s.Timeouts.Handler, 0)
	}
	return 0
}

func orStandard(d, standard time.Duration) time.Duration {
	if d == 0 {
		return standard
	}
	return max(d, 0)
}
