package faults

import (
	"bytes"
	"net"

	"github.com/hangup-http/hangup/server/wire"
)

// wordFaults: what a request says about the connection is looked for in the wrong way.
var wordFaults = []Fault{
	{
		Name:      "servicetalk-connection-list",
		Class:     "connection-token-parsing",
		Summary:   "A connection with HTTP/1.0 and close in a list stays open.",
		Mechanism: "Where there is a Connection field, the version does not decide, and its value is compared with close as a whole.",
		URL:       "https://github.com/apple/servicetalk/pull/3479",
		Breaks:    []string{"9110/7.6.1/connection-options", "9112/9.3/close-beats-keep-alive"},
		Opposite:  "mattn-prefix-header-match",
		seams: misread(func(h *wire.Head) {
			isClose := func(value []byte) bool { return bytes.EqualFold(value, []byte("close")) }
			if h.Minor == 0 && h.SaysClose && !anyLine(h, isClose) {
				h.SaysClose, h.SaysKeepAlive = false, true
			}
		}),
	},
	{
		Name:      "mattn-prefix-header-match",
		Class:     "connection-token-parsing",
		Summary:   "The option closed ends the connection.",
		Mechanism: "Only as many letters are compared as close has.",
		URL:       "https://github.com/mattn/http-server/pull/16",
		Breaks:    []string{"9112/9.3/persistence"},
		Opposite:  "raven-connection-list-ignored",
		seams: misread(func(h *wire.Head) {
			h.SaysClose = h.SaysClose || anyLine(h, func(value []byte) bool {
				return lists(value, func(option []byte) bool { return bytes.HasPrefix(bytes.ToLower(option), []byte("close")) })
			})
		}),
	},
	{
		Name:      "mattn-http11-default-close",
		Class:     "says-keepalive-closes",
		Summary:   "Connections of HTTP/1.1 end with their first response when the request does not say keep-alive.",
		Mechanism: "Close is the default, whatever the version of the request.",
		URL:       "https://github.com/mattn/http-server/pull/16",
		Breaks:    []string{"9112/9.3/persistence"},
		Opposite:  "jooby-netty-close-broken",
		seams:     misread(func(h *wire.Head) { h.SaysClose = h.SaysClose || !h.SaysKeepAlive }),
	},
	{
		Name:      "leo-connection-scanned-in-body",
		Class:     "connection-token-parsing",
		Summary:   "Content that looks like a Connection field decides whether the connection persists.",
		Mechanism: "The field is searched in all that has been read, behind the end of the head too.",
		URL:       "https://github.com/leo-aa88/ultra-minimal-fast-rest-api/issues/43",
		Breaks:    []string{"9112/9.3/http10-closes"},
		Opposite:  "ureq-proto-repeated-connection-lines",
		seams:     network(func(s *socket) net.Conn { return &edited{socket: s, edit: connectionAnywhere} }),
	},
}

// connectionAnywhere gives the first head the Connection field that is found behind it.
func connectionAnywhere(in []byte) []byte {
	const field = "\nconnection: "
	head, behind, whole := bytes.Cut(in, []byte("\r\n\r\n"))
	if !whole || bytes.Contains(bytes.ToLower(head), []byte(field)) {
		return in
	}
	at := bytes.Index(bytes.ToLower(in[len(head):]), []byte(field))
	if at < 0 {
		return in
	}
	value, _, _ := bytes.Cut(in[len(head)+at+len(field):], []byte("\r\n"))
	out := append(bytes.Clone(head), "\r\nConnection: "...)
	out = append(append(out, value...), "\r\n\r\n"...)
	return append(out, behind...)
}
