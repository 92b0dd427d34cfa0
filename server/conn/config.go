package conn

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// Config is how a connection behaves where the specification leaves a choice.
// Apart from Policy, the zero value of each member stands for its default.
type Config struct {
	Policy model.Policy
	// Wire bounds what is parsed and names leniencies.
	Wire wire.Options
	// ReadAhead is how many octets may wait while a request is answered, before no
	// more are read from the client. Default 32 KiB.
	ReadAhead int
	// UnreadBody is how many octets of a body that its handler has not read are read
	// and thrown away to save the connection. A longer rest, or one of unknown length,
	// ends the connection. Default 256 KiB.
	UnreadBody int64
	// Linger is how many octets are read and thrown away after the last response
	// before the connection is closed for good. Default 16 MiB.
	Linger int64
	// MaxRequests is how many requests a connection may have: the response to the last
	// of them says close. 0 for any number.
	MaxRequests uint64
	// Followed is told every step of the machine. A fuzz target sets it to marks.Followed.
	Followed Follower
	// Seams make the connection faulty; nil in production.
	Seams *Seams
}

// Follower is told a step of a connection's machine: where it began, on what, and the
// rule that was followed or, with the Mark Violation, that forbids it; nil where the
// table has none. It must not call the connection.
type Follower func(from model.State, in model.Input, r *model.Rule)

func (c Config) withDefaults() Config {
	if c.ReadAhead <= 0 {
		c.ReadAhead = 32 << 10
	}
	if c.UnreadBody <= 0 {
		c.UnreadBody = 256 << 10
	}
	if c.Linger <= 0 {
		c.Linger = 16 << 20
	}
	return c
}
