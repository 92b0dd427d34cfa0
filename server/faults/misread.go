package faults

import (
	"net"
	"regexp"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/wire"
)

// misreadFaults: a length, a chunk or a line is taken for another one than it is. What a
// lenient parser makes of it is what ours is given to read.
var misreadFaults = []Fault{
	{
		Name:      "jetty-plus-cl",
		Class:     "cl-syntax",
		Summary:   "A Content-Length with a plus is accepted.",
		Mechanism: "The length is read with strtol.",
		URL:       "https://github.com/pentaho/pentaho-hadoop-shims/pull/1450",
		Breaks:    []string{"9112/6.3/invalid-length"},
		Opposite:  "continuum-refusal-keeps-open",
		seams:     readAs(`(?i)(content-length:[ \t]*)\+`, "$1"),
	},
	{
		Name:      "golang-empty-cl",
		Class:     "cl-syntax",
		Summary:   "An empty Content-Length is zero.",
		Mechanism: "No digits are no error.",
		URL:       "https://github.com/golang/go/issues/61679",
		Breaks:    []string{"9112/6.3/invalid-length"},
		seams:     readAs(`(?i)(content-length:)[ \t]*\r\n`, "$1 0\r\n"),
	},
	{
		Name:      "httpserverh-cl-overflow",
		Class:     "cl-syntax",
		Summary:   "A Content-Length past 64 bits is a small one.",
		Mechanism: "The product wraps.",
		URL:       "https://github.com/jeremycw/httpserver.h/issues/77",
		Breaks:    []string{"9110/8.6/huge-length", "9112/9.3/read-body-or-close"},
		seams:     readAs(`(?i)(content-length:[ \t]*)\d{17,}`, "${1}0"),
	},
	{
		Name:      "otp-httpd-invalid-cl",
		Class:     "cl-syntax",
		Summary:   "What stands behind the digits of a Content-Length is ignored.",
		Mechanism: "The number ends where the digits do.",
		URL:       "https://github.com/erlang/otp/pull/10833",
		Breaks:    []string{"9112/6.3/invalid-length"},
		seams:     readAs(`(?i)(content-length:[ \t]*\d+)[x-][^\r\n]*`, "$1"),
	},
	{
		Name:      "servicetalk-signed-cl",
		Class:     "cl-syntax",
		Summary:   "A negative Content-Length is accepted.",
		Mechanism: "The sign is read, and thrown away.",
		URL:       "https://github.com/apple/servicetalk/pull/1427",
		Breaks:    []string{"9112/6.3/invalid-length"},
		seams:     readAs(`(?i)(content-length:[ \t]*)-`, "$1"),
	},
	{
		Name:      "cpython-duplicate-cl",
		Class:     "cl-duplicate",
		Summary:   "Of two Content-Length lines that differ the first one counts.",
		Mechanism: "A map of fields keeps what came first.",
		URL:       "https://github.com/python/cpython/issues/150499",
		Breaks:    []string{"9112/6.3/invalid-length"},
		Opposite:  "webserv-two-parsers",
		seams:     readAs(`(?i)(\r\ncontent-length: *\d+)((?:\r\n[^\r\n]+)*?)\r\ncontent-length: *\d+`, "$1$2"),
	},
	{
		Name:      "webserv-two-parsers",
		Class:     "cl-duplicate",
		Summary:   "Of two Content-Length lines that differ the last one counts.",
		Mechanism: "A map of fields keeps what came last.",
		URL:       "https://github.com/K0M15/webserv/issues/32",
		Breaks:    []string{"9112/6.3/invalid-length"},
		Opposite:  "cpython-duplicate-cl",
		seams:     readAs(`(?i)\r\ncontent-length: *\d+((?:\r\n[^\r\n]+)*?\r\ncontent-length: *\d+)`, "$1"),
	},
	{
		Name:      "uwsgi-dup-cl-obsfold",
		Class:     "cl-duplicate",
		Summary:   "Of a list of lengths the first one counts.",
		Mechanism: "Lines are merged into a list, and atoi reads its beginning.",
		URL:       "https://github.com/unbit/uwsgi/issues/2775",
		Breaks:    []string{"9112/6.3/invalid-length"},
		seams:     readAs(`(?i)(content-length:[ \t]*\d+),[^\r\n]*`, "$1"),
	},
	{
		Name:      "webrick-obsfold-te",
		Class:     "obs-fold",
		Summary:   "A folded line is as if it were not there, and content becomes a request.",
		Mechanism: "Lines that begin with a space are skipped.",
		URL:       "https://github.com/ruby/webrick/issues/204",
		Breaks:    []string{"9112/9.6/no-processing-after-close", "9112/9.6/response-says-close", "9112/5.2/obs-fold"},
		seams:     readAs(`(\r\n[!-~]+:[^\r\n]*)\r\n[ \t]+[^\r\n]*`, "$1"),
	},
	{
		Name:      "ats-chunk-bare-lf",
		Class:     "bare-lf-chunk",
		Summary:   "A chunk-size may end in LF alone.",
		Mechanism: "LF ends the line, whatever stands before it.",
		URL:       "https://github.com/apache/trafficserver/pull/12187",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		seams:     readAs(`(\r\n[0-9A-Fa-f]+)\n`, "$1\r\n"),
	},
	{
		Name:      "netty-cve-2025-58056",
		Class:     "bare-lf-chunk",
		Summary:   "A chunk extension may end in LF alone.",
		Mechanism: "The search for the end of the extension stops at LF.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2025-58056",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		Opposite:  "kestrel-cve-2025-55315",
		seams:     readAs(`(\r\n[0-9A-Fa-f]+;[^\r\n]*)\n`, "$1\r\n"),
	},
	{
		Name:      "kestrel-cve-2025-55315",
		Class:     "bare-lf-chunk",
		Summary:   "LF inside a chunk extension is part of it.",
		Mechanism: "The search for the end of the extension looks for CRLF only.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2025-55315",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		Opposite:  "netty-cve-2025-58056",
		seams:     readAs(`(\r\n[0-9A-Fa-f]+;[^\r\n]*)\n[^\r\n]*\r\n`, "$1\r\n"),
	},
	{
		Name:      "ats-chunk-junk",
		Class:     "chunk-size-lenient",
		Summary:   "What stands behind the digits of a chunk-size is ignored.",
		Mechanism: "The number ends at the first octet that is no digit.",
		URL:       "https://github.com/apache/trafficserver/issues/10580",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		seams:     readAs(`(\r\n[0-9A-Fa-f]+)[g-wyzG-WYZx]\r\n`, "$1\r\n"),
	},
	{
		Name:      "hyper-chunk-invalid-hex",
		Class:     "chunk-size-lenient",
		Summary:   "A chunk-size that is no number ends the content.",
		Mechanism: "What cannot be read is zero.",
		URL:       "https://github.com/hyperium/hyper/pull/228",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		seams:     readAs(`(\r\n\r\n)[g-zG-Z]\r\n`, "${1}0\r\n\r\n"),
	},
	{
		Name:      "pound-chunk-0x",
		Class:     "chunk-size-lenient",
		Summary:   "A chunk-size may begin with 0x.",
		Mechanism: "The size is read with strtoll, base 16.",
		URL:       "https://github.com/graygnuorg/pound/issues/19",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		seams:     readAs(`(\r\n)0x([0-9A-Fa-f]+\r\n)`, "$1$2"),
	},
	{
		Name:      "h11-cve-2025-43859",
		Class:     "chunk-size-lenient",
		Summary:   "The two octets behind a chunk may be any.",
		Mechanism: "They are skipped without a look.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2025-43859",
		Breaks:    []string{"9112/7.1/invalid-chunk"},
		seams:     readAs(`(\r\n5\r\nhello)[^\r][^\n]`, "$1\r\n"),
	},
	{
		Name:      "puma-cve-2024-21647",
		Class:     "chunk-ext",
		Summary:   "Chunk extensions have no limit.",
		Mechanism: "Their octets are not counted.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2024-21647",
		Breaks:    []string{"9112/7.1.1/long-extension"},
		tune:      func(s *server.Server) { s.Limits.Wire.ChunkExtensions = 1 << 30 },
	},
	{
		Name:      "bun-trailer-400",
		Class:     "trailers",
		Summary:   "A trailer section is read as the next request.",
		Mechanism: "The chunk of size zero ends the content at once.",
		URL:       "https://github.com/oven-sh/bun/pull/32887",
		Breaks:    []string{"9112/7.1.2/trailer-fields"},
		Opposite:  "dart-trailer-fail",
		seams:     readAs(`(\r\n0+\r\n)([!-~]+:)`, "$1\r\n$2"),
	},
	{
		Name:      "dart-trailer-fail",
		Class:     "trailers",
		Summary:   "A valid trailer section is refused.",
		Mechanism: "Behind the chunk of size zero an empty line is wanted.",
		URL:       "https://github.com/dart-lang/sdk/issues/63316",
		Breaks:    []string{"9112/6.1/chunked", "9112/7.1.2/trailer-fields"},
		Opposite:  "bun-trailer-400",
		seams:     readAs(`(\r\n0+\r\n)([!-~]+:)`, "$1 $2"),
	},
	{
		Name:      "takes-leading-crlf",
		Class:     "crlf-between",
		Summary:   "An empty line before a request is refused.",
		Mechanism: "The empty line is taken for the end of a head without lines.",
		URL:       "https://github.com/yegor256/takes/pull/1582",
		Breaks:    []string{"9112/2.2/leading-empty-line"},
		seams:     readAs(`^\r\n([A-Z])`, "\x00\r\n$1"),
	},
	{
		Name:      "hotaru-cl-truncated",
		Class:     "body-limit-desync",
		Summary:   "Of a body past the limit the rest is read as the next request.",
		Mechanism: "As many octets are read as the limit allows.",
		URL:       "https://github.com/Field-of-Dream-Studio/hotaru/issues/28",
		Breaks:    []string{"9112/9.3/read-body-or-close", "9112/8/incomplete-body"},
		seams: misread(func(h *wire.Head) {
			if h.Length > bodyLimit {
				h.Length = bodyLimit
			}
		}),
	},
	{
		Name:      "fasthttp-get-body-hang",
		Class:     "unread-body-desync",
		Summary:   "The content of a GET is read as the next request.",
		Mechanism: "GET has no content, whatever its fields say.",
		URL:       "https://github.com/valyala/fasthttp/issues/285",
		Breaks:    []string{"9112/9.3/read-body-or-close", "9112/7.1/invalid-chunk", "9112/6.1/close-after-both-lengths", "9112/9.6/announce-close"},
		seams: misread(func(h *wire.Head) {
			if string(h.Method) == "GET" {
				h.Framing, h.Length = wire.BodyNone, 0
			}
		}),
	},
	{
		Name:      "httplib-drain-without-length",
		Class:     "over-drain",
		Summary:   "A POST without a length eats the request behind it.",
		Mechanism: "No length is taken for content up to the end of the connection.",
		URL:       "https://github.com/yhirose/cpp-httplib/issues/2450",
		Breaks:    []string{"9112/9.2/one-response", "9112/6.3/no-length-no-body", "9112/9.6/announce-close"},
		Opposite:  "hyper-unread-body",
		seams: misread(func(h *wire.Head) {
			if string(h.Method) != "GET" && string(h.Method) != "HEAD" && h.Framing == wire.BodyNone {
				h.Framing, h.Length = wire.BodyLength, 1<<12
			}
		}),
	},
	{
		Name:      "bandit-http10-te",
		Class:     "http10-transfer-encoding",
		Summary:   "Transfer-Encoding of an HTTP/1.0 request is decoded, and the connection goes on.",
		Mechanism: "The version is not looked at where the coding is.",
		URL:       "https://github.com/mtrudel/bandit/pull/618",
		Breaks:    []string{"9112/6.1/coding-in-1.0"},
		Opposite:  "vibed-http10-chunked",
		seams:     rows(model.Rule{In: reading, On: on(model.HasCodingIn10), To: model.Stay}),
	},
}

// bodyLimit is how much content the servers with a limit read.
const bodyLimit = 10

// misreader is a connection whose octets are read as others.
type misreader struct {
	*socket
	pattern     *regexp.Regexp
	replacement []byte
	rest        []byte
	err         error
}

// readAs returns seams with which what a pattern matches, in what comes at once, is read
// as something else.
func readAs(pattern, replacement string) server.Seams {
	compiled := regexp.MustCompile(pattern)
	return network(func(s *socket) net.Conn {
		return &misreader{socket: s, pattern: compiled, replacement: []byte(replacement)}
	})
}

func (m *misreader) Read(p []byte) (int, error) {
	if len(m.rest) == 0 && m.err == nil {
		buf := make([]byte, max(len(p), 4<<10))
		n, err := m.socket.Read(buf)
		m.rest, m.err = m.pattern.ReplaceAll(buf[:n], m.replacement), err
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	if len(m.rest) > 0 {
		return n, nil
	}
	err := m.err
	m.err = nil
	return n, err
}
