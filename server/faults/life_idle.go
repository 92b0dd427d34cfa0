package faults

import (
	"bytes"
	"net"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// soon is an idle timeout that cases wait for.
const soon = 350 * time.Millisecond

// idleFaults: the timer of idle connections is missing, runs when it should not, or
// does not end the connection as it should.
var idleFaults = []Fault{
	{
		Name:      "humphrey-no-idle-timeout",
		Class:     "idle-timeout-missing",
		Summary:   "A connection that nobody uses stays open for ever.",
		Mechanism: "Nothing waits with a timeout for a request.",
		URL:       "https://github.com/w-henderson/Humphrey/issues/66",
		Breaks:    []string{"hangup/timeout/idle", "hangup/timeout/unused"},
		Opposite:  "node-5s-aborts-active",
		tune:      func(s *server.Server) { s.Timeouts.Idle = -1 },
	},
	{
		Name:      "hyper-idle-after-first",
		Class:     "idle-timeout-missing",
		Summary:   "A connection is closed when no first request comes, and stays open for ever when no second one does.",
		Mechanism: "The timer is set when a connection is accepted, and not when an exchange ends.",
		URL:       "https://github.com/hyperium/hyper/pull/3185",
		Breaks:    []string{"hangup/timeout/idle"},
		Opposite:  "node-5s-aborts-active",
		seams: timing(func(r conn.Running) (conn.Timer, uint64) {
			if r.State == model.Idle && r.Exchanges > 0 {
				return conn.NoTimer, 0
			}
			return r.Kind, r.Epoch
		}),
	},
	{
		Name:      "node-no-idle-timeout-after-post",
		Class:     "idle-timeout-missing",
		Summary:   "A connection stays open for ever when its last request had content.",
		Mechanism: "The timer is set when the response ends, unless the end of the content is still to come; and that does not set it.",
		URL:       "https://github.com/nodejs/node/issues/39137",
		Breaks:    []string{"hangup/timeout/idle"},
		Opposite:  "node-5s-aborts-active",
		seams: timing(func(r conn.Running) (conn.Timer, uint64) {
			if r.State == model.Idle && r.Posted {
				return conn.NoTimer, 0
			}
			return r.Kind, r.Epoch
		}),
	},
	{
		Name:      "libevent-keepalive-leak",
		Class:     "conn-leak-abort",
		Summary:   "The idle timeout passes, and the connection stays open for ever.",
		Mechanism: "The timer forgets the request of the connection and not the connection.",
		URL:       "https://github.com/libevent/libevent/pull/213",
		Breaks:    []string{"hangup/timeout/idle"},
		Opposite:  "genhttp-ungraceful-keepalive-timeout",
		seams:     rows(model.Rule{In: idle, On: on(model.TimerFires), When: model.When{All: model.Served}, To: model.Stay}),
	},
	{
		Name:      "genhttp-ungraceful-keepalive-timeout",
		Class:     "idle-timeout-race",
		Summary:   "An idle connection is reset.",
		Mechanism: "The timer cancels whoever reads, and that disposes of the socket without closing it.",
		URL:       "https://github.com/Kaliumhexacyanoferrat/GenHTTP/pull/498",
		Breaks:    []string{"9112/9.5/graceful-timeout"},
		Opposite:  "amphp-idle-close-hang",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return &disposed{socket: s} })
			s.Conn = rows(model.Rule{
				In: idle, On: on(model.TimerFires), When: model.When{All: model.Served}, To: model.Closed, Do: model.Release,
			}).Conn
			return s
		}(),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "amphp-idle-close-hang",
		Class:     "idle-timeout-race",
		Summary:   "A request that comes after the idle timeout is taken and never answered.",
		Mechanism: "The timer marks the connection as closing, and nobody closes it.",
		URL:       "https://github.com/amphp/http-server/issues/182",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.3/read-body-or-close", "hangup/timeout/idle"},
		Opposite:  "genhttp-ungraceful-keepalive-timeout",
		seams: rows(
			model.Rule{In: idle, On: on(model.TimerFires), When: model.When{All: model.Served}, To: model.Draining},
			unfinished,
		),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "node-timeout-after-new-request",
		Class:     "idle-timeout-race",
		Summary:   "A connection is closed in the middle of a response that takes longer than the idle timeout.",
		Mechanism: "The arrival of a request does not stop the timer that waits for it.",
		URL:       "https://github.com/nodejs/node/issues/6795",
		Breaks:    []string{"9112/9.5/sustain", "9112/9.6/announce-close", "9112/9.6/answer-before-close", "9112/9.6/staged-close", "9112/9.6/half-close"},
		Opposite:  "humphrey-no-idle-timeout",
		seams: func() server.Seams {
			s := timing(func(r conn.Running) (conn.Timer, uint64) {
				if r.State == model.Reading || r.State == model.Responding {
					return conn.IdleTimer, r.Exchanges
				}
				return r.Kind, r.Epoch
			})
			s.Conn.Table = rows(model.Rule{In: reading | responding, On: on(model.TimerFires), To: model.Closed, Do: model.Release}).Conn.Table
			return s
		}(),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "node-5s-aborts-active",
		Class:     "idle-timer-while-active",
		Summary:   "A response that its client reads slowly is cut off.",
		Mechanism: "The timer for idle connections is set with the request, and runs while the response is sent.",
		URL:       "https://github.com/nodejs/node/issues/13391",
		Breaks:    []string{"9112/9.5/sustain", "9112/9.6/answer-before-close", "9112/9.6/staged-close", "9112/9.6/half-close"},
		Opposite:  "humphrey-no-idle-timeout",
		seams: func() server.Seams {
			s := rows(model.Rule{In: responding, On: on(model.HandlerStalls), When: model.When{Not: model.Begun}, To: model.Stay})
			s.Poll = 150 * time.Millisecond
			return s
		}(),
	},
	{
		Name:      "traefik-lingering-breaks",
		Class:     "idle-timer-while-active",
		Summary:   "A request whose handler takes a while is not answered: the connection is closed.",
		Mechanism: "A timer for clients that send nothing runs while it is not their turn to send.",
		URL:       "https://github.com/traefik/traefik/issues/10598",
		Breaks:    []string{"9112/9.6/announce-close", "9112/9.6/answer-before-close", "9112/9.6/half-close"},
		Opposite:  "humphrey-no-idle-timeout",
		seams: func() server.Seams {
			s := rows(
				model.Rule{In: responding, On: on(model.HandlerStalls), When: model.When{All: model.Begun}, To: model.Stay},
				model.Rule{In: responding, On: on(model.HandlerStalls), To: model.Closed, Do: model.Release},
			)
			s.Poll = 90 * time.Millisecond
			return s
		}(),
	},
	{
		Name:      "meinheld-408-on-idle",
		Class:     "unsolicited-408",
		Summary:   "An idle connection gets 408 and stays open: the client takes it for the response to its next request.",
		Mechanism: "The idle timer calls what answers requests that do not come to their end, and that one's response is like any other.",
		URL:       "https://github.com/mopemope/meinheld/issues/41",
		Breaks:    []string{"9110/15.5.9/timeout-408", "9112/9.6/announce-close", "hangup/timeout/idle"},
		Opposite:  "node-headers-timeout-stays-open",
		seams: rows(
			model.Rule{
				In: idle, On: on(model.TimerFires), When: model.When{All: model.Served}, To: model.Responding, Set: model.Refusing, Do: model.Refuse,
			},
			model.Rule{In: responding, On: on(model.AnswerStarts), When: model.When{Status: 1 << model.S408}, To: model.Stay, Set: model.Begun},
		),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "civetweb-400-on-idle",
		Class:     "unsolicited-response",
		Summary:   "An idle connection gets 400 before it is closed.",
		Mechanism: "When polling for a request ends without one, the parser is called with nothing, and its error is answered.",
		URL:       "https://github.com/civetweb/civetweb/issues/82",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.3/read-body-or-close"},
		Opposite:  "node-headers-timeout-stays-open",
		seams: mistimed(model.Rule{
			In: idle, On: on(model.TimerFires), To: model.Responding, Set: model.Refusing, Last: model.Refused, Do: model.Refuse,
		}),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "haproxy-crlf-408",
		Class:     "unsolicited-408",
		Summary:   "A client that sends an empty line behind its content gets 408 a little later.",
		Mechanism: "An empty line begins a request, and the timer for its head runs.",
		URL:       "https://github.com/haproxy/haproxy/issues/1708",
		Breaks:    []string{"9112/2.2/leading-empty-line"},
		Opposite:  "node-headers-timeout-stays-open",
		seams:     network(func(s *socket) net.Conn { return &crlfStarts{socket: s} }),
	},
}

// unfinished closes a connection that a faulty row has left half closed when its client leaves.
var unfinished = model.Rule{
	In: draining, On: on(model.HalfCloses), When: model.When{Not: model.FINSent}, To: model.Closed, Do: model.Release,
}

// timing returns seams with other timers.
func timing(timer func(conn.Running) (conn.Timer, uint64)) server.Seams {
	return server.Seams{Conn: conn.Seams{Timer: timer}}
}

// mistimed returns seams with rows that refuse what nobody has asked, with 400.
func mistimed(first ...model.Rule) server.Seams {
	s := rows(first...)
	s.Conn.Answer = func(h *conn.AnswerHead) {
		if h.Status == 408 {
			h.Status = 400
		}
	}
	return s
}

// disposed is reset when it is closed without a half-close.
type disposed struct {
	*socket
	finished atomic.Bool
}

func (d *disposed) CloseWrite() error {
	d.finished.Store(true)
	return d.socket.CloseWrite()
}

func (d *disposed) Close() error {
	if d.finished.Load() {
		return d.socket.Close()
	}
	return d.Reset()
}

// crlfStarts takes an empty line behind a request for the beginning of the next one: it
// says 408 when no more comes.
type crlfStarts struct {
	*socket
	begun   atomic.Bool // the last octets are such a line
	waiting alarm
}

func (c *crlfStarts) Read(p []byte) (int, error) {
	n, err := c.socket.Read(p)
	if n > 0 || err == nil {
		c.waiting.stop()
		c.begun.Store(bytes.HasSuffix(p[:n], []byte("\r\n")) && !bytes.HasSuffix(p[:n], []byte("\r\n\r\n")))
	}
	return n, err
}

func (c *crlfStarts) Write(p []byte) (int, error) {
	if c.begun.Load() {
		c.waiting.set(soon, c.timeout)
	}
	return c.socket.Write(p)
}

// timeout may fail where the client has gone.
func (c *crlfStarts) timeout() {
	c.socket.Write([]byte("HTTP/1.1 408 Request Time-out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
	c.CloseWrite()
}

// Close ends what waits, too.
func (c *crlfStarts) Close() error {
	c.waiting.stop()
	return c.socket.Close()
}
