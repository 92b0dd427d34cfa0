package faults

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// bodyFaults: between two requests, too little or too much is read, forgotten or kept.
var bodyFaults = []Fault{
	{
		Name:      "hyper-unread-body",
		Class:     "unread-body-desync",
		Summary:   "A body that its handler did not read is read as the next request.",
		Mechanism: "Nothing skips the rest of the body when the response has ended.",
		URL:       "https://github.com/hyperium/hyper/issues/540",
		Breaks: []string{
			"9112/9.3/read-body-or-close", "9112/9.2/one-response", "9112/7.1/chunks", "9112/7.1/invalid-chunk",
			"9112/9.6/announce-close",
		},
		Opposite: "bandit-double-drain",
		seams: rows(
			model.Rule{In: responding, On: on(model.BodyIsLong), To: model.Stay},
			model.Rule{
				In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Body, Not: model.PeerFIN, Last: notLast},
				To: model.Idle, Set: model.Served, Clear: model.Begun, Do: model.Next,
			},
		),
	},
	{
		Name:      "bandit-double-drain",
		Class:     "over-drain",
		Summary:   "The request behind one with a body loses its first octets.",
		Mechanism: "The body is skipped a second time, from a count that still stands at its whole length.",
		URL:       "https://github.com/mtrudel/bandit/pull/666",
		Breaks:    []string{"9112/9.3/read-body-or-close", "9112/6.1/chunked", "9112/9.6/announce-close"},
		Opposite:  "hyper-unread-body",
		seams:     reset(func(l *conn.Leftover) { l.Skip = l.Length }),
	},
	{
		Name:      "restbed-body-from-previous",
		Class:     "state-leak",
		Summary:   "The content of an earlier request stands before that of the next one.",
		Mechanism: "The buffer of the content is not emptied between two requests.",
		URL:       "https://github.com/Corvusoft/restbed/issues/376",
		Breaks:    []string{"9110/3.3/stateless", "9112/7.1/chunks"},
		Opposite:  "bandit-double-drain",
		seams:     reset(func(l *conn.Leftover) { l.Prepend = l.Content }),
	},
	{
		Name:      "continuum-refusal-keeps-open",
		Class:     "error-keeps-open",
		Summary:   "A request whose length cannot be known is refused, and what follows its head is read as a request.",
		Mechanism: "A refusal is a response like any other: the connection goes on with whatever is in the buffer.",
		URL:       "https://github.com/Cyrax321/CONTINUUM/issues/611",
		Breaks: []string{
			"9112/6.3/invalid-length", "9112/6.3/chunked-not-final", "9112/7.1/coding-parameters", "9112/9.3/read-body-or-close",
			"9110/8.6/huge-length", "9112/9.6/announce-close",
		},
		Opposite: "mongoose-close-then-invalid",
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{Not: model.Begun, Trait: framingLost},
			To: model.Responding, Set: model.Refusing, Do: model.Refuse,
		}),
	},
	{
		Name:      "aspnetcore-clte-keepalive",
		Class:     "cl-te-keepalive",
		Summary:   "A connection stays open behind a request with both Transfer-Encoding and Content-Length.",
		Mechanism: "The coding overrides the length, and that is all that is made of it.",
		URL:       "https://github.com/dotnet/aspnetcore/pull/66671",
		Breaks:    []string{"9112/6.1/close-after-both-lengths", "9112/9.6/announce-close"},
		Opposite:  "nhttp-silent-close",
		seams:     rows(model.Rule{In: reading, On: on(model.HasBothLengths), To: model.Stay}),
	},
}

// reset returns seams that carry something from one exchange into the next.
func reset(carry func(*conn.Leftover)) server.Seams {
	return server.Seams{Conn: conn.Seams{Reset: carry}}
}
