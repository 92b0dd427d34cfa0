package faults

import (
	"net"
	"net/http"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// limitFaults: the last request that a connection may have is counted in two places.
var limitFaults = []Fault{
	{
		Name:      "grizzly-max-requests-off-by-one",
		Class:     "max-requests",
		Summary:   "The fifth response says close, and a sixth request is answered.",
		Mechanism: "The loop compares the count with <= where the writer of the head has <.",
		URL:       "https://github.com/eclipse-ee4j/glassfish-grizzly/pull/2068",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"},
		Opposite:  "puma-limit-unclean-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: because(model.LimitReached), Served: 5},
			To: model.Draining, Set: model.Served, Do: model.FinishFIN,
		}, model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: because(model.LimitReached)},
			To: model.Idle, Set: model.Served, Clear: whyLast | model.Begun | model.Held, Do: model.Next,
		}),
		tune: func(s *server.Server) { s.MaxRequests = 5 },
	},
	{
		Name:      "puma-limit-unclean-close",
		Class:     "max-requests",
		Summary:   "The connection is closed behind its tenth response, which does not say so.",
		Mechanism: "The count is looked at when the response has been written.",
		URL:       "https://github.com/puma/puma/issues/2627",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "grizzly-max-requests-off-by-one",
		seams:     endsSilently(model.When{Last: notLast, Served: 9}),
	},
	{
		Name:      "hypercorn-max-requests-reset",
		Class:     "max-requests",
		Summary:   "The third request of a connection is answered with a reset.",
		Mechanism: "The count is looked at when a request has arrived, and what is past it is torn down.",
		URL:       "https://github.com/pgjones/hypercorn/pull/227",
		Breaks:    []string{"9112/9.6/staged-close"},
		Opposite:  "grizzly-max-requests-off-by-one",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return &disposed{socket: s} })
			s.Conn = rows(model.Rule{
				In: reading, On: on(model.HeadEnds), When: model.When{Served: 2}, To: model.Closed, Do: model.Release,
			}).Conn
			return s
		}(),
	},
	{
		Name:      "bun-maxreq-503-keepalive",
		Class:     "says-keepalive-closes",
		Summary:   "The request past the limit is answered with 503 and keep-alive, and the connection is closed.",
		Mechanism: "The writer of the head compares the count with the limit by ==, and is past it.",
		URL:       "https://github.com/oven-sh/bun/pull/31587",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "grizzly-max-requests-off-by-one",
		seams: func() server.Seams {
			s := rows(model.Rule{
				In: reading, On: on(model.HeadEnds), When: model.When{Not: model.Refusing, Served: 3},
				To: model.Responding, Last: model.LimitReached, Do: model.Dispatch,
			})
			s.Conn.Answer = func(h *conn.AnswerHead) {
				if h.Last == model.LimitReached {
					h.Status, h.Close, h.KeepAlive = http.StatusServiceUnavailable, false, true
				}
			}
			return s
		}(),
	},
}
