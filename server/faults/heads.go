package faults

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// headFaults: the head of a request is taken for another one than it is, or for none.
var headFaults = []Fault{
	{
		Name:      "node-cve-2023-30589",
		Class:     "obs-fold",
		Summary:   "A field that hides behind a bare CR takes effect.",
		Mechanism: "CR alone ends a line.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2023-30589",
		Breaks:    []string{"9112/2.2/bare-cr"},
		seams:     readAs(`([^\r\n])\r([^\r\n])`, "$1\r\n$2"),
	},
	{
		Name:      "golang-space-before-first-field",
		Class:     "obs-fold",
		Summary:   "A field on a line that begins with a space, above all others, takes effect.",
		Mechanism: "Lines are trimmed, and only one that has another above it is taken for folded.",
		URL:       "https://github.com/golang/go/issues/22464",
		Breaks:    []string{"9112/2.2/space-before-first-field"},
		Opposite:  "webrick-obsfold-te",
		seams:     readAs(`( HTTP/1\.\d\r\n)[ \t]+`, "$1"),
	},
	{
		Name:      "node-long-target-400",
		Class:     "error-no-response",
		Summary:   "A request-target that is too long is answered with 400.",
		Mechanism: "One status stands for all that the parser does not like.",
		URL:       "https://github.com/nodejs/node/issues/26296",
		Breaks:    []string{"9112/3/long-target"},
		seams: answer(func(h *conn.AnswerHead) {
			if h.Flaw == wire.LongTarget {
				h.Status = 400
			}
		}),
		tune: func(s *server.Server) { s.Limits.Wire.RequestLine = 256 << 10 },
	},
	{
		Name:      "golang-missing-host",
		Class:     "error-keeps-open",
		Summary:   "A request of HTTP/1.1 without Host is served.",
		Mechanism: "Host is a field like others, which may be missing.",
		URL:       "https://github.com/golang/go/issues/13624",
		Breaks:    []string{"9112/3.2/host"},
		seams:     misread(func(h *wire.Head) { overlook(h, wire.NoHost) }),
	},
	{
		Name:      "bun-two-hosts",
		Class:     "error-keeps-open",
		Summary:   "A request with two Host lines is served.",
		Mechanism: "Whether there is a Host is looked at, and not whether there is another one.",
		URL:       "https://github.com/oven-sh/bun/pull/33717",
		Breaks:    []string{"9112/3.2/host"},
		seams:     misread(func(h *wire.Head) { overlook(h, wire.ManyHosts) }),
	},
	{
		Name:      "zoxy-absolute-form",
		Class:     "error-no-response",
		Summary:   "A request-target in absolute-form is refused.",
		Mechanism: "A target has to begin with a slash.",
		URL:       "https://github.com/zoxy-io/zoxy/issues/233",
		Breaks:    []string{"9112/3.2.2/absolute-form"},
		seams:     readAs(`(?i)^([A-Z]+ )http://`, "$1"),
	},
	{
		Name:      "golang-cve-2019-16276",
		Class:     "cl-syntax",
		Summary:   "Whitespace between a field name and its colon is accepted.",
		Mechanism: "Names are trimmed.",
		URL:       "https://github.com/golang/go/issues/34540",
		Breaks:    []string{"9112/5.1/space-before-colon"},
		seams:     readAs(`(\r\n[!-9;-~]+)[ \t]+:`, "$1:"),
	},
	{
		Name:      "node-cve-2022-32215",
		Class:     "obs-fold",
		Summary:   "Transfer-Encoding on a folded line is lost, and content is read as a request.",
		Mechanism: "A value ends with its line, and the empty coding that is left counts as none.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2022-32215",
		Breaks:    []string{"9112/5.2/obs-fold"},
		Opposite:  "golang-space-before-first-field",
		seams:     readAs(`(?i)\r\ntransfer-encoding:\r\n[ \t]+[^\r\n]*`, ""),
	},
	{
		Name:      "bandit-capital-chunked",
		Class:     "chunk-size-lenient",
		Summary:   "Chunked in capitals is refused.",
		Mechanism: "The name of the coding is compared octet by octet.",
		URL:       "https://github.com/mtrudel/bandit/issues/591",
		Breaks:    []string{"9112/6.1/chunked"},
		seams:     readAs(`(\r\nTransfer-Encoding: )C[Hh][Uu][Nn][Kk][Ee][Dd]\r\n`, "$1@\r\n"),
	},
	{
		Name:      "starlet-length-over-coding",
		Class:     "cl-te-keepalive",
		Summary:   "Where a request has both Transfer-Encoding and Content-Length, the length counts.",
		Mechanism: "Content-Length is looked at first.",
		URL:       "https://github.com/kazuho/Starlet/pull/34",
		Breaks:    []string{"9112/6.3/coding-overrides-length"},
		seams: misread(func(h *wire.Head) {
			if length, err := strconv.ParseInt(fieldOf(h, "Content-Length"), 10, 64); err == nil && h.HasBothLengths {
				h.Framing, h.Length = wire.BodyLength, length
			}
		}),
	},
	{
		Name:      "node-cve-2022-32213",
		Class:     "error-keeps-open",
		Summary:   "A request in which chunked is not the final coding is read as if it were.",
		Mechanism: "Chunked is looked for anywhere in the list.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2022-32213",
		Breaks:    []string{"9112/6.3/chunked-not-final"},
		seams:     readAs(`(?i)(\r\ntransfer-encoding: *chunked), *[a-z]+`, "$1"),
	},
	{
		Name:      "fasthttp-http10-te",
		Class:     "http10-transfer-encoding",
		Summary:   "Behind an HTTP/1.0 request with chunks the connection goes on.",
		Mechanism: "All content is read before the request is run, and the version is not looked at.",
		URL:       "https://github.com/valyala/fasthttp/pull/2330",
		Breaks:    []string{"9112/6.1/coding-in-1.0"},
		Opposite:  "vibed-http10-chunked",
		seams:     misread(func(h *wire.Head) { h.CodingIn10 = false }),
		handler:   readsAll,
	},
	{
		Name:      "helidon-long-header-hang",
		Class:     "error-no-response",
		Summary:   "A request with a long field is not answered, and not refused.",
		Mechanism: "The end of the head is awaited in a buffer that is full.",
		URL:       "https://github.com/helidon-io/helidon/issues/2187",
		Breaks:    []string{"9112/9.2/one-response", "9112/3/request-line-8000"},
		Opposite:  "jetty-431-bad-state",
		seams: attend(func(a *attended) {
			full := false
			a.hear = func(p piece) []byte {
				full = full || p.inHead && !p.head && len(p.octets) > 4<<10
				if full {
					return nil
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "bandit-empty-line-pipelined",
		Class:     "crlf-between",
		Summary:   "An empty line between two pipelined requests is taken for the second one, and refused.",
		Mechanism: "What is left of the buffer begins a request, whatever it is.",
		URL:       "https://github.com/mtrudel/bandit/pull/622",
		Breaks:    []string{"9112/2.2/leading-empty-line", "9112/9.2/one-response"},
		Opposite:  "takes-leading-crlf",
		seams:     readAs(`(\r\n\r\n)\r\n([A-Z]+ )`, "$1\x00\r\n$2"),
	},
	{
		Name:      "kestrel-close-waits-body",
		Class:     "unread-body-hang",
		Summary:   "A POST with close and without a length is not answered.",
		Mechanism: "Content without a length is taken to end with the connection, where that does not persist.",
		URL:       "https://github.com/aspnet/KestrelHttpServer/issues/406",
		Breaks:    []string{"9112/6.3/no-length-no-body", "9112/9.2/one-response"},
		Opposite:  "httplib-drain-without-length",
		seams: misread(func(h *wire.Head) {
			if string(h.Method) == "POST" && h.Framing == wire.BodyNone && h.SaysClose {
				h.Framing, h.Length = wire.BodyLength, 1<<40
			}
		}),
	},
}

// overlook makes nothing of a flaw.
func overlook(h *wire.Head, flaw wire.Flaw) {
	if h.Flaw == flaw {
		h.Flaw = wire.NoFlaw
	}
}

// fieldOf returns the value of the last line of a field, empty without one.
func fieldOf(h *wire.Head, name string) (value string) {
	for _, f := range h.Fields {
		if bytes.EqualFold(f.Name, []byte(name)) {
			value = string(f.Value)
		}
	}
	return value
}

// readsAll reads the content of a request before it is run.
func readsAll(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(content), broken{err}))
		next.ServeHTTP(w, r)
	})
}

// broken is a reader that ends with an error, or without one.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) {
	if b.err == nil {
		return 0, io.EOF
	}
	return 0, b.err
}
