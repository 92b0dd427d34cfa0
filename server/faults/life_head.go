package faults

import (
	"net"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// headTimeFaults: the time for a request head is not limited, or counts what is no
// part of it.
var headTimeFaults = []Fault{
	{
		Name:      "hyper-header-read-timeout",
		Class:     "header-timeout-missing",
		Summary:   "A request head that does not come to its end keeps the connection for ever.",
		Mechanism: "No timer runs while a head is read.",
		URL:       "https://github.com/hyperium/hyper/pull/2675",
		Breaks:    []string{"hangup/timeout/head", "hangup/timeout/trickle"},
		Opposite:  "node-headers-timeout-not-reset",
		tune:      func(s *server.Server) { s.Timeouts.Head = -1 },
	},
	{
		Name:      "node-header-timeout-not-enforced-ka",
		Class:     "header-timeout-missing",
		Summary:   "The head of a later request on a connection has no limit in time.",
		Mechanism: "The timer is set when a connection is accepted, and not when its next request begins.",
		URL:       "https://github.com/nodejs/node/issues/58140",
		Breaks:    []string{"hangup/timeout/head"},
		Opposite:  "node-headers-timeout-not-reset",
		seams: timing(func(r conn.Running) (conn.Timer, uint64) {
			if r.Kind == conn.HeadTimer && r.Exchanges > 0 {
				return conn.NoTimer, 0
			}
			return r.Kind, r.Epoch
		}),
	},
	{
		Name:      "node-headers-timeout-stays-open",
		Class:     "header-timeout-missing",
		Summary:   "A client that sends nothing more keeps its connection for ever; when it does send, it is closed.",
		Mechanism: "Whether the time is over is looked at when octets come.",
		URL:       "https://github.com/nodejs/node/issues/26165",
		Breaks:    []string{"hangup/timeout/head", "hangup/timeout/unused"},
		Opposite:  "node-headers-timeout-not-reset",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return &checkedOnRead{socket: s, limit: Timeouts.Head, since: time.Now()} })
			s.Conn.Timer = func(r conn.Running) (conn.Timer, uint64) {
				if r.Kind == conn.HeadTimer || r.Kind == conn.IdleTimer && r.Exchanges == 0 {
					return conn.NoTimer, 0
				}
				return r.Kind, r.Epoch
			}
			return s
		}(),
	},
	{
		Name:      "cowboy-header-timeout",
		Class:     "header-timeout-missing",
		Summary:   "A client that sends a field line now and then keeps its connection for as long as it likes.",
		Mechanism: "The timer starts anew with each line of a head.",
		URL:       "https://github.com/ninenines/cowboy/pull/212",
		Breaks:    []string{"hangup/timeout/trickle"},
		Opposite:  "node-headers-timeout-not-reset",
		seams: timing(func(r conn.Running) (conn.Timer, uint64) {
			if r.Kind == conn.HeadTimer {
				return conn.HeadTimer, r.Received
			}
			return r.Kind, r.Epoch
		}),
	},
	{
		Name:      "node-headers-timeout-not-reset",
		Class:     "header-timeout-across",
		Summary:   "A busy connection is closed when its next request comes, without a word.",
		Mechanism: "The time for the head of a request counts from the first request of the connection.",
		URL:       "https://github.com/nodejs/node/issues/24760",
		Breaks:    []string{"9112/9.6/announce-close", "9112/9.6/answer-before-close", "9112/9.6/half-close", "9112/9.6/staged-close"},
		Opposite:  "hyper-header-read-timeout",
		seams: network(func(s *socket) net.Conn {
			return &checkedOnRead{socket: s, limit: 250 * time.Millisecond, since: time.Now()}
		}),
	},
}

// checkedOnRead closes when octets come too late.
type checkedOnRead struct {
	*socket
	limit time.Duration
	since time.Time
}

func (c *checkedOnRead) Read(p []byte) (int, error) {
	n, err := c.socket.Read(p)
	if n > 0 && time.Since(c.since) > c.limit {
		c.Close()
		return 0, net.ErrClosed
	}
	return n, err
}
