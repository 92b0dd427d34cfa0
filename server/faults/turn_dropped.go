package faults

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// droppedFaults: requests that have come before their turn are lost.
var droppedFaults = []Fault{
	{
		Name:      "lws-second-pipelined-lost",
		Class:     "pipeline-dropped",
		Summary:   "A request that came together with the one before it is lost.",
		Mechanism: "Behind one head, whatever else the same read brought is thrown away.",
		URL:       "https://github.com/warmcat/libwebsockets/issues/638",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.6/announce-close"},
		Opposite:  "grizzly-longpoll-pipelining",
		seams: attend(func(a *attended) {
			a.hear = func(p piece) []byte {
				if p.behind && p.plain && isRequest(p.octets) {
					return nil
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "aether-proxy-reset-buffer",
		Class:     "pipeline-dropped",
		Summary:   "A request that has come before the response to the one before it ends is lost.",
		Mechanism: "The end of a response sets the length of the buffer to zero.",
		URL:       "https://github.com/aether-lang-dev/aether/issues/1834",
		Breaks:    append(slices.Clone(swallowed), "9112/9.3/read-body-or-close"),
		Opposite:  "mongoose-answers-after-close",
		seams:     forget(func(l *conn.Leftover) bool { return !l.Chunked }),
	},
	{
		Name:      "pistache-buffer-cleared",
		Class:     "pipeline-dropped",
		Summary:   "Of the requests that come at once at the beginning of a connection all but the first are lost.",
		Mechanism: "The buffer is made ready after the first request has been read from it.",
		URL:       "https://github.com/pistacheio/pistache/issues/1034",
		Breaks:    swallowed,
		Opposite:  "bandit-double-drain",
		seams:     forget(func(l *conn.Leftover) bool { return l.Nth == 0 && l.Length == 0 && !l.Chunked }),
	},
	{
		Name:      "async-h1-bufreader",
		Class:     "pipeline-dropped",
		Summary:   "Requests that wait behind one with content are lost.",
		Mechanism: "The decoder of the content reads ahead, and is thrown away with what it has.",
		URL:       "https://github.com/http-rs/async-h1/issues/151",
		Breaks:    []string{"9112/9.3/read-body-or-close"},
		Opposite:  "bun-http2compat-leftover",
		seams:     forget(func(l *conn.Leftover) bool { return l.Length > 0 }),
	},
	{
		Name:      "bun-http2compat-leftover",
		Class:     "pipeline-dropped",
		Summary:   "Requests that wait behind one without content are lost.",
		Mechanism: "What is left of the input is kept at the end of the content, and there is none.",
		URL:       "https://github.com/oven-sh/bun/pull/28657",
		Breaks:    swallowed,
		Opposite:  "async-h1-bufreader",
		seams:     forget(func(l *conn.Leftover) bool { return l.Length == 0 && !l.Chunked }),
	},
	{
		Name:      "tomcat-cve-2017-5647",
		Class:     "pipeline-dropped",
		Summary:   "The response behind a large one is lost.",
		Mechanism: "The end of a file that the kernel sends frees the processor, which has the next request already.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2017-5647",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.3.2/response-order"},
		seams: attend(func(a *attended) {
			asked, sent := 0, 0 // requests; octets of this response
			plain, lost := false, false
			a.hear = func(p piece) []byte {
				plain = p.plain
				if p.ends {
					asked++
				}
				return p.octets
			}
			a.say = func(p []byte) []byte {
				if startsResponse(p) {
					asked--
					lost = !lost && plain && sent >= largeFile && asked >= 0
					sent = 0
				}
				sent += len(p)
				if lost {
					return nil
				}
				return p
			}
		}),
	},
	{
		Name:      "gunicorn-asgi-pipelined-hang",
		Class:     "pipeline-stuck",
		Summary:   "The beginning of a request that has come before its turn is lost, and its end is waited for in vain.",
		Mechanism: "The reset of the parser throws away the part of a head that it has.",
		URL:       "https://github.com/benoitc/gunicorn/pull/3727",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "lwan-phantom-in-headers",
		seams:     forget(func(l *conn.Leftover) bool { return !bytes.Contains(l.Waiting, []byte("\r\n\r\n")) }),
	},
}

// swallowed is what a server breaks that loses requests behind those without content.
var swallowed = []string{"9112/9.2/one-response", "9112/9.6/announce-close", "9112/6.3/no-length-no-body"}

// largeFile is from how many octets on the kernel sends a file.
const largeFile = 16 << 10

// forget returns seams that lose the requests which wait at the end of an exchange.
func forget(when func(*conn.Leftover) bool) server.Seams {
	return reset(func(l *conn.Leftover) {
		if isRequest(l.Waiting) && when(l) {
			l.Skip = int64(len(l.Waiting))
		}
	})
}

var requestLine = regexp.MustCompile(`^[A-Z]+ [!-~]+ HTTP/1\.\d\r\n`)

// isRequest tells whether octets begin as a request does.
func isRequest(octets []byte) bool { return requestLine.Match(octets) }

// startsResponse tells whether octets begin as a final response does.
func startsResponse(octets []byte) bool {
	return bytes.HasPrefix(octets, []byte("HTTP/1.1 ")) && !bytes.HasPrefix(octets, []byte("HTTP/1.1 1"))
}
