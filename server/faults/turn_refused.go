package faults

import (
	"bytes"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// refusalFaults: what a server does behind a request that it refuses, or should refuse.
var refusalFaults = []Fault{
	{
		Name:      "vertx-expect-reject-stuck",
		Class:     "expect-100-desync",
		Summary:   "Behind a final response that was sent instead of 100 nothing is answered, though the content has come.",
		Mechanism: "A request that was answered early never counts as ended, and the next one waits for its end.",
		URL:       "https://github.com/eclipse-vertx/vert.x/issues/1261",
		Breaks:    []string{"9112/9.3/read-body-or-close"},
		Opposite:  "undertow-abrupt-close-expect",
		seams:     staysOpen(neverEnds()),
	},
	{
		Name:      "undertow-abrupt-close-expect",
		Class:     "expect-100-desync",
		Summary:   "The connection closes behind a final response that was sent instead of 100, and the response does not say so.",
		Mechanism: "Who closes because the content may never come is not who writes the head of the response.",
		URL:       "https://github.com/undertow-io/undertow/pull/1000",
		Breaks:    []string{"9112/9.6/announce-close", "9110/10.1.1/early-final"},
		Opposite:  "vertx-expect-reject-stuck",
		seams: server.Seams{Conn: conn.Seams{Answer: func(h *conn.AnswerHead) {
			h.Close = h.Close && h.Last != model.BodyUnread
		}}},
	},
	{
		Name:      "hypercorn-connect",
		Class:     "connect",
		Summary:   "CONNECT is answered with content, as if it were GET.",
		Mechanism: "The method is handed to the application like any other, and the target is taken for a path.",
		URL:       "https://github.com/pgjones/hypercorn/issues/277",
		Breaks:    []string{"9110/8.6/no-length-in-tunnel", "9110/9.3.6/invalid-port"},
		seams:     attend(func(a *attended) { a.hear = likeGET }),
	},
	{
		Name:      "bun-pipelined-connect",
		Class:     "connect",
		Summary:   "CONNECT is answered as if it were GET when it waits behind another request.",
		Mechanism: "That a request asks for a tunnel is noted when it is read, and forgotten when its turn comes.",
		URL:       "https://github.com/oven-sh/bun/pull/43376",
		Breaks:    []string{"9110/8.6/no-length-in-tunnel"},
		Opposite:  "hypercorn-connect",
		seams: attend(func(a *attended) {
			a.hear = func(p piece) []byte {
				if p.behind {
					return likeGET(p)
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "jetty-431-bad-state",
		Class:     "header-overflow-continue",
		Summary:   "A head that is too large is refused, and what is left of it is read as a request.",
		Mechanism: "The connection goes on behind 431, wherever in the head it was said.",
		URL:       "https://github.com/jetty/jetty.project/issues/5908",
		Breaks: []string{
			"9112/9.2/one-response", "9112/9.6/no-processing-after-close", "9112/9.6/response-says-close", "9112/3/request-line-8000",
		},
		Opposite: "continuum-refusal-keeps-open",
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: 1 << model.Plain},
			To: model.Responding, Set: model.Refusing, Do: model.Refuse,
		}),
		tune: func(s *server.Server) { s.Limits.Wire.Head = 4 << 10 },
	},
}

// likeGET makes CONNECT a GET.
func likeGET(p piece) []byte {
	if _, rest, found := bytes.Cut(p.octets, []byte("\r\n")); found && p.begins && bytes.HasPrefix(p.octets, []byte("CONNECT ")) {
		return append([]byte("GET / HTTP/1.1\r\n"), rest...)
	}
	return p.octets
}

// neverEnds returns seams that hear nothing behind a request that was answered before its content came.
func neverEnds() server.Seams {
	return attend(func(a *attended) {
		expects, stuck := false, false
		a.hear = func(p piece) []byte {
			if stuck && p.begins {
				return nil
			}
			if p.head {
				expects = !p.ends && bytes.Contains(p.octets, []byte("Expect: 100-continue"))
			}
			expects = expects && !p.ends
			return p.octets
		}
		a.say = func(p []byte) []byte {
			stuck = stuck || expects && startsResponse(p)
			return p
		}
	})
}

// staysOpen adds to seams that a connection persists when a final response is sent instead of 100.
func staysOpen(s server.Seams) server.Seams {
	s.Conn = rows(model.Rule{
		In: responding, On: on(model.AnswerStarts), When: model.When{All: model.Owe100 | model.Body},
		To: model.Stay, Set: model.Begun, Clear: model.Owe100,
	}).Conn
	return s
}
