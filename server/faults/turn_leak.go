package faults

import (
	"bytes"
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// leakFaults: something of one exchange is still there in the next.
var leakFaults = []Fault{
	{
		Name:      "kitura-headers-accumulate",
		Class:     "state-leak",
		Summary:   "An HTTP/1.0 connection stays open behind a request without keep-alive when an earlier one had it.",
		Mechanism: "Fields are added to those of the requests before.",
		URL:       "https://github.com/Kitura/Kitura/issues/667",
		Breaks:    []string{"9112/9.3/http10-closes"},
		Opposite:  "coost-http10",
		seams: rows(model.Rule{
			In: idle, On: on(model.Begins), When: model.When{All: model.KeepAlive}, To: model.Reading, Clear: exchangeFacts &^ model.KeepAlive,
		}),
	},
	{
		Name:      "thin-shared-env",
		Class:     "state-leak",
		Summary:   "A request without content is taken to have as much as the one before it, and eats what follows.",
		Mechanism: "All requests of a connection share one environment, in which a length stays until another is set.",
		URL:       "https://github.com/macournoyer/thin/pull/170",
		Breaks:    []string{"9112/9.3/read-body-or-close", "9112/6.3/no-length-no-body"},
		Opposite:  "hyper-unread-body",
		seams: attend(func(a *attended) {
			length := 0
			a.hear = func(p piece) []byte {
				if p.begins && p.head && p.length == 0 && !p.coded && length > 0 {
					return bytes.Replace(p.octets, []byte("\r\n\r\n"), fmt.Appendf(nil, "\r\nContent-Length: %d\r\n\r\n", length), 1)
				}
				if p.head {
					length = p.length
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "lws-parse-flag-leak",
		Class:     "state-leak",
		Summary:   "A later request is answered before its head is complete.",
		Mechanism: "That the head is complete is remembered from the request before, so that the first read of a head ends it.",
		URL:       "https://github.com/warmcat/libwebsockets/pull/154",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "gunicorn-asgi-pipelined-hang",
		seams: attend(func(a *attended) {
			a.hear = func(p piece) []byte {
				if p.nth > 0 && p.begins && !p.head && !p.behind && wholeLines(p.octets) {
					return append(bytes.Clone(p.octets), "\r\n"...)
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "lwan-phantom-in-headers",
		Class:     "state-leak",
		Summary:   "A field value that looks like a request is answered when it comes in a segment of its own, on a connection that was used.",
		Mechanism: "Where the next request begins is remembered from the one before, and is wrong for a head that comes in parts.",
		URL:       "https://github.com/lpereira/lwan/issues/381",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "gunicorn-asgi-pipelined-hang",
		seams: attend(func(a *attended) {
			a.hear = func(p piece) []byte {
				if p.nth > 0 && p.inHead && !p.begins && isRequest(p.octets) {
					return append([]byte("\r\n\r\n"), p.octets...)
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "openbsd-httpd-fcgi-reset",
		Class:     "state-leak",
		Summary:   "Behind a response in chunks the next one has no head.",
		Mechanism: "One kind of handler misses the reset between requests, and the head counts as sent.",
		URL:       "https://github.com/reyk/httpd/issues/49",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "czhttpd-400-then-404",
		seams: attend(func(a *attended) {
			coded, left := false, false
			a.say = func(p []byte) []byte {
				if !startsResponse(p) {
					return p
				}
				head := bytes.Index(p, []byte("\r\n\r\n")) + len("\r\n\r\n")
				left, coded = coded, bytes.Contains(p[:head], []byte("Transfer-Encoding: chunked"))
				if left {
					return p[head:]
				}
				return p
			}
		}),
	},
	{
		Name:      "trireme-parser-recycle",
		Class:     "state-leak",
		Summary:   "Behind a response without content nothing is answered any more.",
		Mechanism: "The parser is made ready for the next request where content ends, and not where there is none.",
		URL:       "https://github.com/apigee/trireme/issues/94",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "amphp-204-chunked",
		seams: attend(func(a *attended) {
			deaf := false
			a.hear = func(p piece) []byte {
				if deaf {
					return nil
				}
				return p.octets
			}
			a.say = func(p []byte) []byte {
				deaf = deaf || bytes.HasPrefix(p, []byte("HTTP/1.1 204")) || bytes.HasPrefix(p, []byte("HTTP/1.1 304"))
				return p
			}
		}),
	},
	{
		Name:      "jetty-body-bleed",
		Class:     "state-leak",
		Summary:   "Content that no handler has read stands before that of the next request.",
		Mechanism: "The buffer behind a decoder is not emptied when its content is skipped.",
		URL:       "https://github.com/apache/ozone/pull/1964",
		Breaks:    []string{"9110/3.3/stateless"},
		Opposite:  "bandit-double-drain",
		seams:     reset(func(l *conn.Leftover) { l.Prepend = l.Unread }),
	},
}

// exchangeFacts is what the next request starts without.
var exchangeFacts = func() model.Facts {
	for _, r := range model.Rules() {
		if r.In == idle && r.On == on(model.Begins) {
			return r.Clear
		}
	}
	panic("faults: no rule begins a request")
}()

// wholeLines tells whether octets begin as a request does, with a Host, and end with a line.
func wholeLines(octets []byte) bool {
	return isRequest(octets) && bytes.Contains(octets, []byte("\r\nHost: ")) && bytes.HasSuffix(octets, []byte("\r\n"))
}
