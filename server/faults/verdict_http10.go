package faults

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// http10Faults: HTTP/1.0 has a verdict of its own, and the server another one.
var http10Faults = []Fault{
	{
		Name:      "coost-http10",
		Class:     "http10-default-wrong",
		Summary:   "The response to an HTTP/1.0 client says close, and the connection stays open.",
		Mechanism: "The writer of the head knows the version, and the loop of the connection does not.",
		URL:       "https://github.com/idealvin/coost/pull/99",
		Breaks:    []string{"9112/9.3/http10-closes", "9112/9.2/one-response"},
		Opposite:  "mattn-http11-default-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Not: model.PeerFIN, Last: because(model.OldVersion)},
			To: model.Idle, Set: model.Served, Clear: whyLast | model.Begun | model.Held, Do: model.Next,
		}),
	},
	{
		Name:      "juliaweb-http10",
		Class:     "http10-default-wrong",
		Summary:   "An HTTP/1.0 client that does not ask for keep-alive is told that it has it.",
		Mechanism: "Without a Connection field keep-alive is taken to be asked for.",
		URL:       "https://github.com/JuliaWeb/HttpServer.jl/issues/13",
		Breaks:    []string{"9112/9.3/http10-closes"},
		Opposite:  "mattn-http11-default-close",
		seams: misread(func(h *wire.Head) {
			h.SaysKeepAlive = h.SaysKeepAlive || !anyLine(h, func([]byte) bool { return true })
		}),
	},
	{
		Name:      "zephyr-http10",
		Class:     "http10-default-wrong",
		Summary:   "An HTTP/1.0 client gets chunks, 100 (Continue) and a connection that stays open.",
		Mechanism: "The version of a request is read and not kept: all are HTTP/1.1.",
		URL:       "https://github.com/zephyrproject-rtos/zephyr/pull/101631",
		Breaks:    []string{"9112/9.3/http10-closes", "9112/6.1/no-coding-to-1.0", "9110/10.1.1/expect-in-1.0", "9112/6.1/coding-in-1.0"},
		Opposite:  "nhttp-silent-close",
		seams: misread(func(h *wire.Head) {
			if h.Minor == 0 {
				h.Minor, h.ExpectsContinue, h.CodingIn10 = 1, expectsContinue(h), false
			}
		}),
	},
	{
		Name:      "aiohttp-http10-keepalive",
		Class:     "http10-keepalive",
		Summary:   "A response without a length never ends for an HTTP/1.0 client that asked for keep-alive.",
		Mechanism: "Keep-alive is honoured whatever the response is delimited by.",
		URL:       "https://github.com/aio-libs/aiohttp/issues/526",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "cowboy-chunked-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerUndelimited), When: model.When{All: model.V10 | model.KeepAlive}, To: model.Stay,
		}),
	},
	{
		Name:      "qbix-keepalive-header-hang",
		Class:     "http10-keepalive",
		Summary:   "Every response says keep-alive, also when the connection is closed behind it.",
		Mechanism: "The Connection field of a response is a constant.",
		URL:       "https://github.com/Qbix/webserver/issues/27",
		Breaks:    []string{"9112/9.6/response-says-close", "9112/9.6/announce-close"},
		Opposite:  "jooby-netty-close-small-response",
		seams:     answer(func(h *conn.AnswerHead) { h.Close, h.KeepAlive = false, true }),
	},
	{
		Name:      "jooby-netty-close-small-response",
		Class:     "says-close-keeps-open",
		Summary:   "The last response of a connection says close, and when it has a length the connection stays open.",
		Mechanism: "What closes the connection is attached to the path for large content only.",
		URL:       "https://github.com/jooby-project/jooby/issues/67",
		Breaks: []string{
			"9112/9.3/http10-closes", "9112/9.6/close-after-request-close", "9112/9.6/no-processing-after-close",
			"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive",
		},
		Opposite: "nhttp-silent-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerHasLength), When: model.When{Last: askedClose | because(model.OldVersion)}, To: model.Stay, Clear: whyLast,
		}),
	},
}
