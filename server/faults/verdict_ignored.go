package faults

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// ignoredFaults: a request says close, and that is not heard, or forgotten.
var ignoredFaults = []Fault{
	{
		Name:      "jooby-netty-close-broken",
		Class:     "close-ignored",
		Summary:   "Close in a request has no effect at all.",
		Mechanism: "The verdict is always to persist; only the version can change it.",
		URL:       "https://github.com/jooby-project/jooby/issues/3782",
		Breaks: []string{
			"9112/9.6/close-after-request-close", "9112/9.6/no-processing-after-close", "9112/9.6/response-says-close",
			"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive",
		},
		Opposite: "mattn-http11-default-close",
		seams:    misread(func(h *wire.Head) { h.SaysClose = false }),
	},
	{
		Name:      "tinkerpop-double-negated-keepalive",
		Class:     "close-ignored",
		Summary:   "Connections of requests with close stay open, and those of all others are closed.",
		Mechanism: "The test for keep-alive is negated twice.",
		URL:       "https://github.com/apache/tinkerpop/pull/240",
		Breaks: []string{
			"9112/9.6/close-after-request-close", "9112/9.6/no-processing-after-close", "9112/9.6/response-says-close",
			"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive", "9112/9.3/persistence",
		},
		Opposite: "jooby-netty-close-broken",
		seams: misread(func(h *wire.Head) {
			if h.Minor > 0 {
				h.SaysClose = !h.SaysClose
			}
		}),
	},
	{
		Name:      "icinga-close-hang",
		Class:     "close-ignored",
		Summary:   "The response to a request with close says close, and the connection stays open, dead.",
		Mechanism: "The connection is marked as ending, and who should end it is never woken.",
		URL:       "https://github.com/Icinga/icinga2/issues/6875",
		Breaks:    []string{"9112/9.6/close-after-request-close", "9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive"},
		Opposite:  "mongoose-drain-before-async",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: askedClose}, To: model.Draining, Set: model.Served,
		}, unfinished),
	},
	{
		Name:      "rapidoid-close-404-ignored",
		Class:     "close-ignored",
		Summary:   "Close in a request for something that does not exist has no effect.",
		Mechanism: "The path of 404 does not compute the verdict.",
		URL:       "https://github.com/rapidoid/rapidoid/issues/95",
		Breaks: []string{
			"9112/9.6/close-after-request-close", "9112/9.6/no-processing-after-close", "9112/9.6/response-says-close",
		},
		Opposite: "nhttp-silent-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerStarts), When: model.When{Not: model.Begun, Last: askedClose, Status: status(model.S4xx)},
			To: model.Stay, Set: model.Begun, Clear: whyLast,
		}),
	},
	{
		Name:      "libevhtp-pause-no-close",
		Class:     "close-ignored",
		Summary:   "The connection stays open behind its last request when the response was not ready at once.",
		Mechanism: "A request that is paused and resumed forgets that the connection is to be closed.",
		URL:       "https://github.com/Yellow-Camper/libevhtp/issues/84",
		Breaks: []string{
			"9112/9.3/http10-closes", "9112/9.6/close-after-request-close", "9112/9.6/no-processing-after-close", "9112/9.6/response-says-close",
		},
		Opposite: "mongoose-drain-before-async",
		seams: polling(
			model.Rule{
				In: responding, On: on(model.HandlerStalls), When: model.When{Not: model.Begun, Last: askedClose | because(model.OldVersion)},
				To: model.Stay, Clear: whyLast,
			},
			model.Rule{In: responding, On: on(model.HandlerStalls), To: model.Stay},
		),
	},
}
