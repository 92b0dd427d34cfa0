package faults

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// spellingInnocents write heads in unusual ways.
var spellingInnocents = []Innocent{
	{
		Name:    "http10-only",
		Summary: "Every response is HTTP/1.0, ends its connection, and comes without chunks; 100-continue gets 417.",
		Why:     "A server says the version that it conforms to, HTTP/1.0 does not persist, and 417 is for expectations that it does not know.",
		Clauses: []string{"RFC 9110, section 6.2", "RFC 9112, section 9.3", "RFC 9110, section 15.5.18"},
		URL:     "https://docs.python.org/3/library/http.server.html#http.server.BaseHTTPRequestHandler.protocol_version",
		seams: func() server.Seams {
			s := replacing("HTTP/1.1", "HTTP/1.0")
			s.Conn.Head = heardAs10
			s.Conn.Answer = func(h *conn.AnswerHead) { h.Close, h.KeepAlive = false, false }
			return s
		}(),
		handler: refusing(http.StatusExpectationFailed, func(r *http.Request) bool { return r.Header.Get("Expect") != "" }),
		tune:    chosen(func(p model.Policy) model.Policy { return p &^ model.HonourKeepAlive10 }),
	},
	{
		Name:    "reason-phrase-empty",
		Summary: "The status-line ends with the space behind the status code.",
		Why:     "The reason-phrase is optional, the space before it is not.",
		Clauses: []string{"RFC 9112, section 4"},
		URL:     "https://tomcat.apache.org/tomcat-8.5-doc/config/http.html",
		seams:   statusLine("${1}"),
	},
	{
		Name:    "reason-phrase-odd",
		Summary: "The reason-phrase has a tab, octets past ASCII and what looks like another status-line.",
		Why:     "It is text, which clients ignore.",
		Clauses: []string{"RFC 9112, section 4"},
		seams:   statusLine("${1}O\tK \xe9 HTTP/1.1 500 Connection: close"),
	},
	{
		Name:    "length-with-zeros",
		Summary: "Content-Length has leading zeros.",
		Why:     "It is a number of decimal digits, as many as one likes.",
		Clauses: []string{"RFC 9110, section 8.6"},
		seams: spelling(func(head []byte, _ conn.AnswerHead) []byte {
			return bytes.Replace(head, []byte("Content-Length: "), []byte("Content-Length: 0000000000000000000000"), 1)
		}),
	},
	{
		Name:    "fields-in-lower-case",
		Summary: "Field names are in lower case, and their values follow the colon at once.",
		Why:     "Names are case-insensitive, and the whitespace is optional.",
		Clauses: []string{"RFC 9110, section 5.1", "RFC 9112, section 5"},
		seams:   respelled(func(name, value string) string { return string(bytes.ToLower([]byte(name))) + ":" + value }),
	},
	{
		Name:    "fields-with-space",
		Summary: "There are spaces and tabs around each field value.",
		Why:     "Optional whitespace is not part of the value.",
		Clauses: []string{"RFC 9112, section 5"},
		seams:   respelled(func(name, value string) string { return name + ": \t  " + value + " \t" }),
	},
	{
		Name:    "coding-in-odd-case",
		Summary: "The transfer coding is spelled ChunKed.",
		Why:     "Names of transfer codings are case-insensitive.",
		Clauses: []string{"RFC 9112, section 7"},
		seams:   replacing("Transfer-Encoding: chunked\r\n", "Transfer-Encoding: , ChunKed\r\n"),
	},
	{
		Name:    "extra-fields",
		Summary: "Each response has a dozen fields more, some of them twice, with values that look like framing.",
		Why:     "Fields that a client does not know are ignored.",
		Clauses: []string{"RFC 9110, section 5.1"},
		handler: heading(func(_ *http.Request, _ int, h http.Header) {
			for range 3 {
				h.Add("Set-Cookie", "connection=close; Max-Age=0")
			}
			h.Set("Server", "innocent/1.0 (Connection: close)")
			h.Set("Via", "1.0 hop, 1.1 hop")
			h.Set("X-Content-Length", "5")
			h.Set("X-Transfer-Encoding", "chunked")
			h.Set("Alt-Svc", `h3=":443"; ma=86400`)
			h.Set("Strict-Transport-Security", "max-age=0")
			h.Set("Vary", "*")
			h.Set("Retry-After", "0")
			h.Set("Accept-Ranges", "none")
			h.Set("X-Empty", "")
		}),
	},
	{
		Name:    "undated",
		Summary: "No response has a Date.",
		Why:     "A server without a clock sends none.",
		Clauses: []string{"RFC 9110, section 6.6.1"},
		URL:     "https://nodejs.org/api/http.html#responsesenddate",
		seams: spelling(func(head []byte, _ conn.AnswerHead) []byte {
			return dateLine.ReplaceAll(head, nil)
		}),
	},
}

var (
	firstLine = regexp.MustCompile(`^(HTTP/1\.1 \d\d\d )[^\r]*`)
	fieldLine = regexp.MustCompile(`\r\n([^:\r\n]+): *([^\r\n]*)`)
	dateLine  = regexp.MustCompile(`Date: [^\r\n]*\r\n`)
)

// heardAs10 takes a request for one of HTTP/1.0, which has no expectations.
func heardAs10(h *wire.Head) {
	if h.Minor == 0 {
		h.Fields = slices.DeleteFunc(h.Fields, func(f wire.Field) bool { return bytes.EqualFold(f.Name, []byte("Expect")) })
	}
	h.Minor, h.ExpectsContinue = 0, false
}

// statusLine returns seams that write the first line another way; ${1} is all of it
// but the reason-phrase.
func statusLine(line string) server.Seams {
	return spelling(func(head []byte, _ conn.AnswerHead) []byte { return firstLine.ReplaceAll(head, []byte(line)) })
}

// respelled returns seams that write each field line another way.
func respelled(spell func(name, value string) string) server.Seams {
	return spelling(func(head []byte, _ conn.AnswerHead) []byte {
		return fieldLine.ReplaceAllFunc(head, func(line []byte) []byte {
			part := fieldLine.FindSubmatch(line)
			return fmt.Appendf(nil, "\r\n%s", spell(string(part[1]), string(part[2])))
		})
	})
}
