package faults

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/wire"
)

// unremarkable is the trait of what is refused for its size.
const unremarkable = uint64(1) << model.Plain

// errorFaults: what cannot be read is not answered.
var errorFaults = []Fault{
	{
		Name:      "qhttpserver-error-hang",
		Class:     "error-no-response",
		Summary:   "A malformed request-line is neither answered nor is the connection closed.",
		Mechanism: "The error of the parser is dropped, and more is waited for.",
		URL:       "https://github.com/nikhilm/qhttpserver/pull/58",
		Breaks:    []string{"9112/2.2/not-http", "9112/3.2/invalid-request-line", "9112/9.2/one-response"},
		Opposite:  "raven-400-only-first",
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: 1<<model.BadRequestLine | 1<<model.NotHTTP},
			To: model.Stay,
		}),
	},
	{
		Name:      "dusty-header-count-silent",
		Class:     "error-no-response",
		Summary:   "A request with too many fields is not answered: the connection is closed.",
		Mechanism: "What exceeds a limit ends the loop of the connection, without the response that other errors have.",
		URL:       "https://github.com/lalinsky/dusty/issues/162",
		Breaks:    []string{"9112/9.6/announce-close", "9112/9.6/answer-before-close"},
		Opposite:  "qhttpserver-error-hang",
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: unremarkable},
			To: model.Draining, Last: model.Refused, Do: model.FinishFIN,
		}),
		tune: fewFields,
	},
	{
		Name:      "fasthttp-big-header-reset",
		Class:     "error-no-response",
		Summary:   "A request whose head is too large is answered with a reset.",
		Mechanism: "The head does not fit into the buffer, and the socket is closed with the rest of it unread.",
		URL:       "https://github.com/valyala/fasthttp/issues/173",
		Breaks:    []string{"9112/9.6/staged-close"},
		Opposite:  "qhttpserver-error-hang",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return &disposed{socket: s} })
			s.Conn = rows(model.Rule{
				In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: unremarkable},
				To: model.Closed, Do: model.Release,
			}).Conn
			return s
		}(),
		tune: func(s *server.Server) { s.Limits.Wire.Head = 6 << 10 },
	},
	{
		Name:      "raven-400-only-first",
		Class:     "error-no-response",
		Summary:   "A request that cannot be read is answered when it is the first of its connection; later the connection is closed.",
		Mechanism: "The loop for later requests ends when one cannot be read.",
		URL:       "https://github.com/martian56/raven/pull/823",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "qhttpserver-error-hang",
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{All: model.Served, Not: model.Begun},
			To: model.Draining, Last: model.Refused, Do: model.FinishFIN,
		}),
		tune: fewFields,
	},
	{
		Name:      "vanilla-clte-stall",
		Class:     "error-no-response",
		Summary:   "Chunks that cannot be read are not refused before the time to read has passed.",
		Mechanism: "A chunk that no octet can make valid any more is taken for one that is not complete.",
		URL:       "https://github.com/enghitalo/vanilla/pull/110",
		Breaks:    []string{"9112/7.1/invalid-chunk", "9112/7.1/chunk-size-overflow", "9112/7.1.1/long-extension"},
		Opposite:  "czhttpd-400-then-404",
		seams:     rows(model.Rule{In: responding, On: on(model.Malformed), When: model.When{All: model.Body}, To: model.Stay}),
		handler:   waitsForMore,
	},
	{
		Name:      "zilla-stall-after-400",
		Class:     "error-no-response",
		Summary:   "Behind an error the connection is dead: nothing is answered, and it is not closed.",
		Mechanism: "The error leaves the exchange unfinished, and what ends connections waits for its end.",
		URL:       "https://github.com/aklivity/zilla/pull/1658",
		Breaks: []string{
			"9112/9.6/close-after-response-close", "9112/9.6/close-after-request-close", "9112/6.3/invalid-length", "9112/6.3/chunked-not-final", "9112/2.2/not-http",
			"9112/7.1/invalid-chunk",
		},
		Opposite: "kestrel-400-rst-windows",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: refused}, To: model.Draining, Set: model.Served,
		}, unfinished),
	},
}

// fewFields is a limit that ordinary requests can exceed.
func fewFields(s *server.Server) { s.Limits.Wire.Fields = 32 }

// waitsForMore has a body that cannot be decoded wait instead of failing.
func waitsForMore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = patient{r.Body}
		next.ServeHTTP(w, r)
	})
}

type patient struct{ io.ReadCloser }

func (p patient) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if flaw := wire.NoFlaw; errors.As(err, &flaw) {
		time.Sleep(5 * time.Second)
	}
	return n, err
}
