package faults

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// silentFaults: the connection ends behind a response that does not say so.
var silentFaults = []Fault{
	{
		Name:      "cowboy-chunked-close",
		Class:     "says-keepalive-closes",
		Summary:   "The connection is closed behind a response in chunks, which does not say so.",
		Mechanism: "Without a length in the response the end of the connection is taken to be its end.",
		URL:       "https://github.com/ninenines/cowboy/issues/167",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "aiohttp-http10-keepalive",
		seams:     endsSilently(model.When{All: model.Coding, Last: notLast}),
	},
	{
		Name:      "tornado-chunked-request-closes",
		Class:     "says-keepalive-closes",
		Summary:   "The connection is closed behind the response to a request in chunks, which does not say so.",
		Mechanism: "To persist, a request has to have a length, or a method that has no content.",
		URL:       "https://github.com/tornadoweb/tornado/pull/1125",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "jooby-netty-close-broken",
		seams: func() server.Seams {
			s := endsSilently(model.When{All: model.KeepAlive | model.HadBody, Not: model.V10, Last: notLast})
			s.Conn.Head = func(h *wire.Head) { // keep-alive means nothing else in HTTP/1.1
				if h.Minor > 0 {
					h.SaysKeepAlive = !h.SaysClose && h.Framing == wire.BodyChunked
				}
			}
			return s
		}(),
	},
	{
		Name:      "libevhtp-keepalive-default-broken",
		Class:     "says-keepalive-closes",
		Summary:   "A connection is closed when its second request begins to arrive.",
		Mechanism: "Input on a connection that has been answered is an error.",
		URL:       "https://github.com/Yellow-Camper/libevhtp/issues/38",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "bun-serve-answers-after-close",
		seams:     rows(model.Rule{In: idle, On: on(model.Begins), When: model.When{All: model.Served}, To: model.Draining, Do: model.FinishFIN}),
	},
	{
		Name:      "cherokee-304-close",
		Class:     "bodyless-close-verdict",
		Summary:   "The connection is closed behind a 204 or a 304 response, which does not say so.",
		Mechanism: "A response without a length cannot persist, whatever its status.",
		URL:       "https://github.com/cherokee/webserver/pull/1143",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "haproxy-head-hang",
		seams:     endsSilently(model.When{Last: notLast, Status: status(model.S204, model.S304)}),
	},
	{
		Name:      "haproxy-head-hang",
		Class:     "bodyless-close-verdict",
		Summary:   "Behind the response to a HEAD the connection is dead: it is neither used further nor closed.",
		Mechanism: "The response is over when its content is, which never comes.",
		URL:       "https://github.com/haproxy/haproxy/issues/1101",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.6/close-after-request-close", "9112/9.6/close-after-response-close", "9112/9.3/http10-closes"},
		Opposite:  "cherokee-304-close",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{
				All: model.Bodyless, Not: model.PeerFIN, Status: status(model.S2xx, model.S4xx),
			}, To: model.Draining, Set: model.Served,
		}, unfinished),
	},
	{
		Name:      "kestrel-400-no-close",
		Class:     "missing-close-header",
		Summary:   "The response to a request-line that cannot be read does not say that the connection will be closed.",
		Mechanism: "Close is written for requests of HTTP/1.1, and the version is not known yet.",
		URL:       "https://github.com/aspnet/KestrelHttpServer/issues/840",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "continuum-refusal-keeps-open",
		seams: answer(func(h *conn.AnswerHead) {
			h.Close = h.Close && h.Flaw != wire.BadRequestLine && h.Flaw != wire.NotHTTP
		}),
	},
	{
		Name:      "capnproto-413-no-close",
		Class:     "missing-close-header",
		Summary:   "A response that comes before a large body does not say that the connection will be closed.",
		Mechanism: "The verdict changes when the body turns out not to be worth reading, and the head is written by then.",
		URL:       "https://github.com/capnproto/capnproto/pull/2831",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "hyper-unread-body",
		seams:     hushed(model.BodyUnread),
	},
	{
		Name:      "hyper-drain-no-close-header",
		Class:     "missing-close-header",
		Summary:   "The last response of a connection that is stopped gracefully does not say close.",
		Mechanism: "The verdict of the stop reaches who ends the connection, and not who writes the head.",
		URL:       "https://github.com/hyperium/hyper/issues/3720",
		Breaks:    []string{"9112/9.6/announce-close"},
		Opposite:  "manners-shutdown-serves-one-more",
		seams: func() server.Seams {
			s := hushed(model.Shutdown)
			s.Stop = time.Second
			return s
		}(),
	},
}

// endsSilently returns seams that end the connection behind such a response.
func endsSilently(when model.When) server.Seams {
	return rows(model.Rule{
		In: responding, On: on(model.AnswerEnds), When: when,
		To: model.Draining, Set: model.Served, Clear: model.Begun | model.Held, Do: model.FinishFIN,
	})
}

// hushed returns seams with which a response that is the last one for this reason does not say so.
func hushed(why model.Reason) server.Seams {
	return answer(func(h *conn.AnswerHead) { h.Close = h.Close && h.Last != why })
}
