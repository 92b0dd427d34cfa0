package faults

import (
	"bytes"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// optionFaults: Connection, Expect and the version are misread.
var optionFaults = []Fault{
	{
		Name:      "raven-connection-list-ignored",
		Class:     "connection-token-parsing",
		Summary:   "Close in a list of connection options is not seen.",
		Mechanism: "The whole value of a Connection line is compared with close.",
		URL:       "https://github.com/martian56/raven/issues/744",
		Breaks:    []string{"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive", "9112/9.6/response-says-close"},
		Opposite:  "nhttp-silent-close",
		seams: misread(func(h *wire.Head) {
			h.SaysClose = anyLine(h, func(value []byte) bool { return bytes.EqualFold(value, []byte("close")) })
		}),
	},
	{
		Name:      "uvicorn-connection-case",
		Class:     "connection-token-parsing",
		Summary:   "Close in another case, such as Close, is not seen.",
		Mechanism: "Options are compared octet by octet.",
		URL:       "https://github.com/Kludex/uvicorn/pull/3096",
		Breaks:    []string{"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive", "9112/9.6/response-says-close"},
		Opposite:  "nhttp-silent-close",
		seams: misread(func(h *wire.Head) {
			h.SaysClose = anyLine(h, func(value []byte) bool {
				return lists(value, func(option []byte) bool { return string(option) == "close" })
			})
		}),
	},
	{
		Name:      "ureq-proto-repeated-connection-lines",
		Class:     "connection-token-parsing",
		Summary:   "Close on a second Connection line is not seen.",
		Mechanism: "Only the first line of a field is looked at.",
		URL:       "https://github.com/algesten/ureq-proto/pull/38",
		Breaks:    []string{"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive", "9112/9.6/response-says-close"},
		Opposite:  "nhttp-silent-close",
		seams: misread(func(h *wire.Head) {
			first := true
			h.SaysClose = anyLine(h, func(value []byte) bool {
				saysClose := first && lists(value, func(option []byte) bool { return bytes.EqualFold(option, []byte("close")) })
				first = false
				return saysClose
			})
		}),
	},
	{
		Name:      "calibre-close-vs-keepalive-precedence",
		Class:     "close-and-keepalive",
		Summary:   "A request with both close and keep-alive leaves the connection open.",
		Mechanism: "Keep-alive is looked for after close, and wins.",
		URL:       "https://github.com/kovidgoyal/calibre/pull/3146",
		Breaks:    []string{"9112/9.3/close-beats-keep-alive", "9112/9.6/response-says-close"},
		Opposite:  "nhttp-silent-close",
		seams: misread(func(h *wire.Head) {
			h.SaysClose = h.SaysClose && !h.SaysKeepAlive
		}),
	},
	{
		Name:      "webserv-expect-ignored",
		Class:     "expect-100-missing",
		Summary:   "A client that waits for 100 (Continue) waits in vain.",
		Mechanism: "Expect is not read, and the server waits for the content.",
		URL:       "https://github.com/K0M15/webserv/issues/41",
		Breaks:    []string{"9110/10.1.1/respond-at-once", "9110/10.1.1/expect-case"},
		Opposite:  "mongrel2-100-to-http10",
		seams: misread(func(h *wire.Head) {
			h.ExpectsContinue = false
		}),
	},
	{
		Name:      "mongrel2-100-to-http10",
		Class:     "expect-100-state",
		Summary:   "An HTTP/1.0 client gets 100 (Continue), which it takes for the response.",
		Mechanism: "Expect is honoured whatever the version of the request.",
		URL:       "https://github.com/mongrel2/mongrel2/issues/153",
		Breaks:    []string{"9110/10.1.1/expect-in-1.0", "9110/15.2/no-1xx-to-1.0"},
		Opposite:  "webserv-expect-ignored",
		seams: func() server.Seams {
			s := rows(model.Rule{In: reading, On: on(model.Expects), To: model.Stay, Set: model.Owe100})
			s.Conn.Head = func(h *wire.Head) {
				h.ExpectsContinue = h.ExpectsContinue || expectsContinue(h)
			}
			return s
		}(),
	},
}

// misread returns seams that change what a head is taken to say.
func misread(change func(*wire.Head)) server.Seams {
	return server.Seams{Conn: conn.Seams{Head: change}}
}

// anyLine tells whether some Connection line passes.
func anyLine(h *wire.Head, passes func(value []byte) bool) bool {
	for _, f := range h.Fields {
		if bytes.EqualFold(f.Name, []byte("Connection")) && passes(f.Value) {
			return true
		}
	}
	return false
}

// lists tells whether some member of a list passes.
func lists(list []byte, passes func(member []byte) bool) bool {
	for member := range bytes.SplitSeq(list, []byte(",")) {
		if passes(bytes.TrimSpace(member)) {
			return true
		}
	}
	return false
}

func expectsContinue(h *wire.Head) bool {
	for _, f := range h.Fields {
		if bytes.EqualFold(f.Name, []byte("Expect")) && bytes.EqualFold(f.Value, []byte("100-continue")) {
			return true
		}
	}
	return false
}
