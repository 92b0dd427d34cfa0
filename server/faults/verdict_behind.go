package faults

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// behindFaults: what waits behind a request is served although the connection is to
// end before it, or costs that request its response.
var behindFaults = []Fault{
	{
		Name:      "bun-serve-answers-after-close",
		Class:     "answers-after-close",
		Summary:   "A request with close in the middle of a batch does not end it: all that follow are answered, and the connection stays open.",
		Mechanism: "The mark is looked at when the input is empty, and by then the requests behind it have taken it away.",
		URL:       "https://github.com/oven-sh/bun/pull/33005",
		Breaks:    []string{"9112/9.6/no-processing-after-close"},
		Opposite:  "bun-pipelined-kills-inflight",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held | model.Served, Last: askedClose},
			To: model.Idle, Clear: whyLast | model.Begun | model.Held, Do: model.Next,
		}),
	},
	{
		Name:      "bun-serve-close-mark-reset-http10",
		Class:     "answers-after-close",
		Summary:   "An HTTP/1.1 request behind one of HTTP/1.0 is answered, and keeps the connection open.",
		Mechanism: "The verdict is that of the request that was read last.",
		URL:       "https://github.com/oven-sh/bun/pull/38343",
		Breaks:    []string{"9112/9.3/http10-closes"},
		Opposite:  "bun-pipelined-kills-inflight",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held, Last: because(model.OldVersion)},
			To: model.Idle, Set: model.Served, Clear: whyLast | model.Begun | model.Held, Do: model.Next,
		}),
	},
	{
		Name:      "bun-nodehttp-close-mark-while-draining",
		Class:     "answers-after-close",
		Summary:   "A request behind one whose handler says close is answered, and the connection stays open.",
		Mechanism: "What is parsed while the last response is sent begins an exchange, and that resets the mark of the connection.",
		URL:       "https://github.com/oven-sh/bun/pull/35054",
		Breaks:    []string{"9112/9.6/no-processing-after-own-close"},
		Opposite:  "bun-pipelined-kills-inflight",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held, Last: because(model.ResponseClose)},
			To: model.Idle, Set: model.Served, Clear: whyLast | model.Begun | model.Held, Do: model.Next,
		}),
	},
	{
		Name:      "waitress-lookahead-race",
		Class:     "answers-after-close",
		Summary:   "A request behind one that is refused is answered.",
		Mechanism: "Who reads looks ahead while a thread writes the error, and does not see that the connection is to be closed.",
		URL:       "https://github.com/LuteOrg/lute-v3/issues/746",
		Breaks:    []string{"9112/9.6/no-processing-after-own-close"},
		Opposite:  "bun-dropped-request-error-first",
		seams: func() server.Seams {
			s := rows(
				model.Rule{In: reading, On: on(model.HeadEnds), When: model.When{All: model.Refusing}, To: model.Responding, Last: model.Refused, Do: model.Dispatch},
				model.Rule{
					In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held | model.Refusing, Last: refused},
					To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
				},
			)
			s.Conn.Answer = func(h *conn.AnswerHead) {
				if h.Flaw != wire.NoFlaw {
					h.Status = h.Flaw.Status()
				}
			}
			return s
		}(),
	},
	{
		Name:      "bun-pipelined-kills-inflight",
		Class:     "closes-before-answer",
		Summary:   "A request that comes while the response to another one is prepared costs both their responses: the connection is closed.",
		Mechanism: "Input while an answer is pending is an error, and errors close the socket.",
		URL:       "https://github.com/oven-sh/bun/pull/32868",
		Breaks:    []string{"9112/9.6/answer-before-close"},
		Opposite:  "bun-serve-answers-after-close",
		seams: polling(
			model.Rule{
				In: responding, On: on(model.HandlerStalls), When: model.When{All: model.Held, Not: model.Begun}, To: model.Closed, Do: model.Release,
			},
			model.Rule{In: responding, On: on(model.HandlerStalls), To: model.Stay},
		),
	},
	{
		Name:      "bun-dropped-request-error-first",
		Class:     "closes-before-answer",
		Summary:   "A request has the error as its response that is meant for what follows it.",
		Mechanism: "An error of the parser is written at once, in front of what is pending, and the connection is closed.",
		URL:       "https://github.com/oven-sh/bun/pull/35036",
		Breaks:    []string{"9112/9.6/answer-before-close"},
		Opposite:  "waitress-lookahead-race",
		seams: mistimed(
			model.Rule{
				In: responding, On: on(model.Malformed), When: model.When{Not: model.Body | model.Begun}, To: model.Stay,
				Set: model.Refusing, Last: model.Refused, Do: model.Refuse,
			},
		),
	},
}

// polling returns seams with rows for handlers that take their time: HandlerStalls comes soon.
func polling(first ...model.Rule) server.Seams {
	s := rows(first...)
	s.Poll = 50 * time.Millisecond
	return s
}
