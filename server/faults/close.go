package faults

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// closeFaults: the verdict was close, and something else happens; or it was not,
// and the connection is closed.
var closeFaults = []Fault{
	{
		Name:      "mongoose-answers-after-close",
		Class:     "answers-after-close",
		Summary:   "A request pipelined behind one with close is still run and answered.",
		Mechanism: "The close waits until the input is empty, and what is in it is processed first.",
		URL:       "https://github.com/cesanta/mongoose/issues/2765",
		Breaks: []string{
			"9112/9.6/no-processing-after-close", "9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive",
		},
		Opposite: "mongoose-close-then-invalid",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held, Last: askedClose},
			To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
		}),
	},
	{
		Name:      "mongoose-close-then-invalid",
		Class:     "closes-before-answer",
		Summary:   "Garbage behind a good request costs that request its answer: the connection is closed with nothing sent.",
		Mechanism: "A parse error closes the connection at once, whatever is still owed on it.",
		URL:       "https://github.com/cesanta/mongoose/issues/2592",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.6/half-close", "9112/9.6/announce-close", "9112/9.6/staged-close"},
		Opposite:  "mongoose-answers-after-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.Malformed), When: model.When{Not: model.Body},
			To: model.Closed, Do: model.Release,
		}),
	},
	{
		Name:      "mongoose-drain-before-async",
		Class:     "lost-async-response",
		Summary:   "The answer of a handler that takes its time is lost when the request said close.",
		Mechanism: "Draining begins when the request has been handed over, and the next turn of the loop finds nothing to send and closes.",
		URL:       "https://github.com/cesanta/mongoose/issues/2937",
		Breaks:    []string{"9112/9.6/answer-before-close"},
		Opposite:  "grizzly-close-header-ignored",
		seams: func() server.Seams {
			s := rows(model.Rule{
				In: responding, On: on(model.HandlerStalls), When: model.When{Not: model.Begun | model.PeerFIN, Last: askedClose},
				To: model.Draining, Do: model.FinishFIN,
			}, model.Rule{In: responding, On: on(model.HandlerStalls), To: model.Stay})
			s.Poll = 50 * time.Millisecond
			return s
		}(),
	},
	{
		Name:      "mongoose-file-then-drop",
		Class:     "pipeline-dropped",
		Summary:   "A pipelined request is dropped: the connection is closed behind the first response, which did not say so.",
		Mechanism: "The end of a response closes the connection when more input is waiting.",
		URL:       "https://github.com/cesanta/mongoose/issues/2796",
		Breaks: []string{
			"9112/9.6/announce-close", "9112/9.6/answer-before-close", "9112/9.3/close-in-every-response", "9112/9.3/read-body-or-close",
		},
		Opposite: "czhttpd-400-then-404",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held, Last: notLast},
			To: model.Draining, Set: model.Served, Clear: model.Begun | model.Held, Do: model.FinishFIN,
		}),
	},
	{
		Name:      "hyper-http10-kept-alive",
		Class:     "http10-default-wrong",
		Summary:   "A connection with HTTP/1.0 and without keep-alive stays open.",
		Mechanism: "Persistence is the default, whatever the version of the request.",
		URL:       "https://github.com/hyperium/hyper/pull/597",
		Breaks:    []string{"9112/9.3/http10-closes"},
		Opposite:  "nhttp-silent-close",
		seams: rows(model.Rule{
			In: reading, On: on(model.HeadEnds), When: model.When{All: model.V10, Not: model.KeepAlive | model.Refusing},
			To: model.Responding, Do: model.Dispatch,
		}),
	},
	{
		Name:      "nhttp-silent-close",
		Class:     "says-keepalive-closes",
		Summary:   "Every connection is closed behind its first response, which never says so.",
		Mechanism: "The end of a response is the end of the connection, and the writer of the head does not know.",
		URL:       "https://github.com/pvginkel/NHttp/issues/5",
		Breaks: []string{
			"9112/9.6/announce-close", "9112/9.3/close-in-every-response", "9112/9.6/answer-before-close", "9112/9.3/read-body-or-close",
		},
		Opposite: "hyper-http10-kept-alive",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: notLast},
			To: model.Draining, Set: model.Served, Clear: model.Begun | model.Held, Do: model.FinishFIN,
		}),
	},
	{
		Name:      "grizzly-close-header-ignored",
		Class:     "says-close-keeps-open",
		Summary:   "A response says close because its handler wanted it, and the connection stays open.",
		Mechanism: "The option is written into the head, and nobody tells the connection.",
		URL:       "https://github.com/javaee/grizzly/issues/1780",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"},
		Opposite:  "mongoose-drain-before-async",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerSaysClose), To: model.Stay, Set: model.Announced,
		}),
	},
	{
		Name:      "kestrel-rst-close-unread",
		Class:     "error-lost-rst",
		Summary:   "A reset comes where FIN is due and content was not read, and erases what the client has not read of the response.",
		Mechanism: "The socket is closed whole, without half-close and lingering, and the kernel resets because input is left.",
		URL:       "https://github.com/aspnet/KestrelHttpServer/issues/2276",
		Breaks:    []string{"9112/9.6/staged-close"},
		seams:     server.Seams{Conn: conn.Seams{Erase: true}},
	},
}
