package faults

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// goneFaults: a client that has gone, or has said all that it wants to say, is not noticed.
var goneFaults = []Fault{
	{
		Name:      "civetweb-close-wait",
		Class:     "conn-leak-abort",
		Summary:   "A client that has closed a connection after its exchanges never hears of the server's side.",
		Mechanism: "The end of the input on an idle connection is no event: it is polled for the next request only.",
		URL:       "https://github.com/civetweb/civetweb/issues/792",
		Breaks:    []string{"9112/9.5/notice-close"},
		Opposite:  "ioxide-halfclose-drop",
		seams:     rows(model.Rule{In: idle, On: on(model.HalfCloses), When: model.When{All: model.Served, Not: model.V10}, To: model.Stay}),
	},
	{
		Name:      "mule-http10-close-wait",
		Class:     "conn-leak-abort",
		Summary:   "An HTTP/1.0 client that was kept alive and closes never hears of the server's side.",
		Mechanism: "The path for HTTP/1.0 ends without closing the socket.",
		URL:       "https://github.com/mulesoft/mule/pull/8990",
		Breaks:    []string{"9112/9.5/notice-close"},
		Opposite:  "ioxide-halfclose-drop",
		seams:     rows(model.Rule{In: idle, On: on(model.HalfCloses), When: model.When{All: model.V10}, To: model.Stay}),
	},
	{
		Name:      "luvit-corohttp-leak",
		Class:     "conn-leak-abort",
		Summary:   "A client that closes without having asked anything never hears of the server's side.",
		Mechanism: "The loop that reads requests ends at the end of the input, and its handle is left open when it has read none.",
		URL:       "https://github.com/luvit/lit/issues/274",
		Breaks:    []string{"9112/9.5/notice-close"},
		Opposite:  "ioxide-halfclose-drop",
		seams:     rows(model.Rule{In: idle, On: on(model.HalfCloses), When: model.When{Not: model.Served}, To: model.Stay}),
	},
	{
		Name:      "haproxy-close-wait",
		Class:     "conn-leak-abort",
		Summary:   "A client that half-closes while its response is sent gets all of it, and then nothing: no FIN.",
		Mechanism: "When all is sent behind the client's FIN, the connection waits for an event, and no timer is set.",
		URL:       "https://github.com/haproxy/haproxy/issues/541",
		Breaks:    []string{"9112/9.5/notice-close"},
		Opposite:  "ioxide-halfclose-drop",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.PeerFIN, Last: notLast},
			To: model.Draining, Set: model.Served, Last: model.PeerClosed,
		}),
	},
	{
		Name:      "beast-timeout-close-wait",
		Class:     "conn-leak-abort",
		Summary:   "A client that opens a connection and leaves it unused for a while gets no FIN when it closes.",
		Mechanism: "The timer of a connection without a request ends its loop and leaves the socket open.",
		URL:       "https://github.com/boostorg/beast/issues/2145",
		Breaks:    []string{"9112/9.5/notice-close", "hangup/timeout/unused"},
		Opposite:  "genhttp-ungraceful-keepalive-timeout",
		seams: rows(
			model.Rule{In: idle, On: on(model.TimerFires), When: model.When{Not: model.Served}, To: model.Draining},
			model.Rule{In: draining, On: on(model.HalfCloses), When: model.When{Not: model.FINSent | model.Served}, To: model.Stay},
		),
		tune: func(s *server.Server) { s.Timeouts.Idle = soon },
	},
	{
		Name:      "cohttp-eof-idle-crash",
		Class:     "conn-leak-abort",
		Summary:   "A client that closes an idle connection gets an error for a request that it never sent.",
		Mechanism: "The end of the input where a request may begin is a parse error.",
		URL:       "https://github.com/mirage/ocaml-cohttp/pull/94",
		Breaks:    []string{"9112/9.2/one-response", "9112/2.2/leading-empty-line"},
		Opposite:  "civetweb-close-wait",
		seams: mistimed(model.Rule{
			In: idle, On: on(model.HalfCloses), To: model.Responding, Set: model.Refusing | model.PeerFIN, Last: model.Refused, Do: model.Refuse,
		}),
	},
	{
		Name:      "gunicorn-gthread-runs-after-close",
		Class:     "abort-detection",
		Summary:   "Requests that wait behind a slow one are run although their client has reset the connection.",
		Mechanism: "Whether the connection is still there is not looked at when the next request is taken from the queue.",
		URL:       "https://github.com/benoitc/gunicorn/issues/1976",
		Breaks:    []string{"bank/abort/queue"},
		Opposite:  "skynet-force-close-on-fin",
		seams:     network(func(s *socket) net.Conn { return &obtuse{s} }),
	},
	{
		Name:      "hummingbird-pipelining-close-detect",
		Class:     "abort-detection",
		Summary:   "Of pipelined requests all are run although their client has reset the connection during the first.",
		Mechanism: "Nothing is read while requests wait to be answered, and who writes does not care whether it arrives.",
		URL:       "https://github.com/hummingbird-project/hummingbird/issues/703",
		Breaks:    []string{"bank/abort/queue"},
		Opposite:  "skynet-force-close-on-fin",
		seams:     network(func(s *socket) net.Conn { return &careless{s} }),
		tune:      func(s *server.Server) { s.Limits.ReadAhead = 1 },
	},
}

// halfCloseFaults: a client that has said all that it wants to say is taken for one that has gone.
var halfCloseFaults = []Fault{
	{
		Name:      "ioxide-halfclose-drop",
		Class:     "half-close-drops",
		Summary:   "A client that half-closes while its response is sent loses the rest of it.",
		Mechanism: "FIN tears down both directions, also while there is something to send.",
		URL:       "https://github.com/MDA2AV/ioxide/issues/164",
		Breaks:    []string{"9112/9.6/half-close", "9112/9.5/sustain", "9112/9.6/answer-before-close", "9112/9.6/staged-close"},
		Opposite:  "haproxy-close-wait",
		seams: rows(model.Rule{
			In: responding, On: on(model.HalfCloses), When: model.When{All: model.Begun}, To: model.Closed, Do: model.Release,
		}),
	},
	{
		Name:      "skynet-force-close-on-fin",
		Class:     "half-close-drops",
		Summary:   "A client that half-closes loses whatever has not been sent, the responses to pipelined requests too.",
		Mechanism: "FIN forces the socket closed, before what waits has had its turn.",
		URL:       "https://github.com/cloudwu/skynet/issues/50",
		Breaks:    []string{"9112/9.6/half-close", "9112/9.5/sustain", "9112/9.6/answer-before-close", "9112/9.6/announce-close", "9112/9.6/staged-close"},
		Opposite:  "gunicorn-gthread-runs-after-close",
		seams:     network(func(s *socket) net.Conn { return &forceful{s} }),
	},
	{
		Name:      "tinywebserver-rdhup",
		Class:     "half-close-drops",
		Summary:   "A request gets no response when FIN comes right behind it.",
		Mechanism: "The kernel reports octets and FIN at once, and FIN is taken for an error before the octets are read.",
		URL:       "https://github.com/qinguoyi/TinyWebServer/issues/168",
		Breaks:    []string{"9112/9.6/half-close", "9112/9.6/answer-before-close", "9112/9.6/announce-close", "9112/9.6/staged-close"},
		Opposite:  "haproxy-close-wait",
		seams:     network(func(s *socket) net.Conn { return &hasty{socket: s} }),
	},
	{
		Name:      "hyper-halfclose-default-off",
		Class:     "half-close-drops",
		Summary:   "A client that half-closes while its request is handled gets no response.",
		Mechanism: "FIN cancels the handler.",
		URL:       "https://github.com/hyperium/hyper/pull/1981",
		Breaks:    []string{"9112/9.6/half-close", "9112/9.6/answer-before-close", "9112/9.5/sustain"},
		Opposite:  "gunicorn-gthread-runs-after-close",
		handler:   cancelled,
		tune:      func(s *server.Server) { s.HalfCloseCancels = true },
	},
}

// obtuse hides from the server that the client has gone.
type obtuse struct{ *socket }

func (o *obtuse) Read(p []byte) (int, error) {
	n, err := o.socket.Read(p)
	if isReset(err) {
		return n, o.stall()
	}
	return n, err
}

func (o *obtuse) Write(p []byte) (int, error) { return unheeded(o.socket, p) }

// careless writes, and does not care whether it arrives.
type careless struct{ *socket }

func (c *careless) Write(p []byte) (int, error) { return unheeded(c.socket, p) }

func unheeded(s *socket, p []byte) (int, error) {
	n, err := s.Write(p)
	if isReset(err) {
		return len(p), nil
	}
	return n, err
}

// forceful closes on FIN.
type forceful struct{ *socket }

func (f *forceful) Read(p []byte) (int, error) {
	n, err := f.socket.Read(p)
	if err == io.EOF {
		f.Close()
		return n, net.ErrClosed
	}
	return n, err
}

// hasty looks for FIN before it looks at what came with it.
type hasty struct {
	*socket
	next []byte // read while looking
}

func (h *hasty) Read(p []byte) (int, error) {
	n := copy(p, h.next)
	h.next = h.next[n:]
	if n == 0 {
		var err error
		if n, err = h.socket.Read(p); err != nil {
			return n, err
		}
	}
	if len(h.next) == 0 {
		peek := make([]byte, 64<<10)
		some, err := h.glance(peek, time.Millisecond)
		if errors.Is(err, io.EOF) {
			return 0, syscall.ECONNRESET
		}
		h.next = peek[:some]
	}
	return n, nil
}

// cancelled sees to it that a handler whose context is over says nothing.
func cancelled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&unlessCancelled{w, r.Context().Done()}, r)
	})
}

type unlessCancelled struct {
	http.ResponseWriter
	over <-chan struct{}
}

func (u *unlessCancelled) WriteHeader(status int) {
	u.check()
	u.ResponseWriter.WriteHeader(status)
}

func (u *unlessCancelled) Write(p []byte) (int, error) {
	u.check()
	return u.ResponseWriter.Write(p)
}

func (u *unlessCancelled) check() {
	select {
	case <-u.over:
		panic(http.ErrAbortHandler)
	default:
	}
}

func (u *unlessCancelled) Unwrap() http.ResponseWriter { return u.ResponseWriter }
