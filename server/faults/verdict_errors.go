package faults

import (
	"bytes"
	"errors"
	"net"
	"sync"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// goesOnFaults: something went wrong with a request, so that nobody knows where the next
// one begins, and the connection goes on.
var goesOnFaults = []Fault{
	{
		Name:      "ats-400-keepalive",
		Class:     "error-keeps-open",
		Summary:   "What cannot be read is refused, and what is sent then is read as a request.",
		Mechanism: "An error of the parser is answered like a request, with the verdict of one.",
		URL:       "https://github.com/apache/trafficserver/pull/7885",
		Breaks:    []string{"9112/2.2/not-http", "9112/9.6/announce-close", "9112/9.2/one-response"},
		Opposite:  "mongoose-close-then-invalid",
		seams:     rows(refusedLightly),
	},
	{
		Name:      "lwan-stale-next-request",
		Class:     "error-keeps-open",
		Summary:   "What cannot be read is refused, and a request that stands inside it is answered.",
		Mechanism: "Where the next request begins is still remembered after an error, and comes first.",
		URL:       "https://github.com/lpereira/lwan/issues/382",
		Breaks: []string{
			"9112/9.6/no-processing-after-own-close", "9112/6.3/invalid-length", "9112/6.3/chunked-not-final", "9112/9.6/no-processing-after-close",
		},
		Opposite: "mongoose-close-then-invalid",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return &stale{socket: s} })
			s.Conn = rows(model.Rule{
				In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Refusing, Last: refused, Status: status(model.S400)},
				To: model.Idle, Set: model.Served, Clear: model.Begun, Do: model.Next,
			}).Conn
			return s
		}(),
	},
	{
		Name:      "golang-body-error-keeps-conn",
		Class:     "error-keeps-open",
		Summary:   "Content that cannot be decoded is refused, and what is sent then is read as a request.",
		Mechanism: "An error in reading content is told to the handler, and to nobody else.",
		URL:       "https://github.com/golang/go/issues/11930",
		Breaks:    []string{"9112/7.1/invalid-chunk", "9112/9.3/read-body-or-close"},
		Opposite:  "mongoose-close-then-invalid",
		seams: rows(model.Rule{
			In: responding, On: on(model.Malformed), When: model.When{All: model.Body, Not: model.Begun}, To: model.Stay, Clear: model.Body | model.Owe100,
		}),
	},
	{
		Name:      "apache-discard-error-keeps-open",
		Class:     "error-keeps-open",
		Summary:   "Content that its handler does not read and nobody can decode ends where it goes wrong: what follows is read as a request.",
		Mechanism: "When discarding the rest of the content fails, the connection is not closed.",
		URL:       "https://www.sentinelone.com/vulnerability-database/cve-2022-22720/",
		Breaks:    []string{"9112/9.3/read-body-or-close", "9112/7.1/invalid-chunk"},
		Opposite:  "mongoose-close-then-invalid",
		seams: rows(
			model.Rule{In: responding, On: on(model.BodyIsLong), To: model.Stay},
			model.Rule{In: reading, On: on(model.Malformed), When: model.When{All: model.Begun}, To: model.Idle, Clear: model.Body | model.Begun, Do: model.Next},
		),
	},
	{
		Name:      "netdata-408-keeps-open",
		Class:     "error-keeps-open",
		Summary:   "A request whose content does not come in time gets 408, and the rest of it is read as a request.",
		Mechanism: "408 is a response like any other: the connection goes on.",
		URL:       "https://github.com/netdata/netdata/pull/23187",
		Breaks:    []string{"9110/15.5.9/timeout-408", "9112/9.6/announce-close"},
		Opposite:  "node-headers-timeout-stays-open",
		seams: rows(
			model.Rule{
				In: responding, On: on(model.TimerFires), When: model.When{All: model.Body, Not: model.Begun}, To: model.Stay,
				Set: model.Refusing, Clear: model.Body | model.Owe100, Do: model.Refuse,
			},
			model.Rule{In: responding, On: on(model.AnswerStarts), When: model.When{Status: status(model.S408)}, To: model.Stay, Set: model.Begun},
		),
	},
	{
		Name:      "lightpanda-zig-close-then-loop",
		Class:     "says-close-keeps-open",
		Summary:   "A response to content that nobody reads says close, and that content is read as a request.",
		Mechanism: "The loop of the connection goes by what the request says, and not by what became of it.",
		URL:       "https://github.com/lightpanda-io/browser/pull/3268",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"},
		Opposite:  "capnproto-413-no-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Body, Not: model.PeerFIN, Last: because(model.BodyUnread)},
			To: model.Idle, Set: model.Served, Clear: whyLast | model.Begun | model.Body, Do: model.Next,
		}),
		tune: func(s *server.Server) { s.Limits.UnreadBody = 1 },
	},
}

// refusedLightly is an error for a head whose end nobody knows, and no reason to close.
var refusedLightly = model.Rule{
	In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: unremarkable | 1<<model.BadRequestLine | 1<<model.NotHTTP},
	To: model.Responding, Set: model.Refusing, Do: model.Refuse,
}

// stale reads once more, behind an error, what looked like a request in what was read last.
type stale struct {
	*socket
	mu   sync.Mutex
	last []byte
	next []byte
}

func (s *stale) Read(p []byte) (int, error) {
	if n := s.again(p); n > 0 {
		return n, nil
	}
	n, err := s.socket.Read(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = append(s.last[:0], p[:n]...)
	return n, err
}

func (s *stale) again(p []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := copy(p, s.next)
	s.next = s.next[n:]
	return n
}

func (s *stale) Write(p []byte) (int, error) {
	n, err := s.socket.Write(p)
	if !bytes.Contains(p, []byte("HTTP/1.1 400")) {
		return n, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, request, inside := bytes.Cut(s.last, []byte("\r\nGET "))
	if !inside {
		return n, errors.Join(err, s.CloseWrite())
	}
	s.next, s.last = append([]byte("GET "), request...), nil
	return n, err
}
