package faults

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// orderFaults: requests behind one another, content that does not come, Expect and Upgrade.
var orderFaults = []Fault{
	{
		Name:      "julia-pipelined-assert",
		Class:     "pipeline-crash",
		Summary:   "A request that comes while another one is answered resets the connection.",
		Mechanism: "The parser is not ready for octets while a response is written, and asserts so.",
		URL:       "https://github.com/wgtdkp/julia/issues/5",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.6/staged-close", "9112/9.6/announce-close", "9112/9.6/half-close", "9112/9.5/sustain"},
		seams: func() server.Seams {
			s := rows(model.Rule{In: responding, On: on(model.Begins), To: model.Closed, Do: model.Release})
			s.Conn.Erase = true
			return s
		}(),
	},
	{
		Name:      "kestrel-extra-crlf-400",
		Class:     "crlf-between",
		Summary:   "An empty line behind the last request, and FIN, bring forth a 400.",
		Mechanism: "The end of the input with something in the buffer is a parse error.",
		URL:       "https://github.com/dotnet/aspnetcore/issues/42697",
		Breaks:    []string{"9112/2.2/leading-empty-line"},
		Opposite:  "takes-leading-crlf",
		seams:     readAs(`^\r\n$`, "\x00\r\n"),
	},
	{
		Name:      "actix-hang-unread",
		Class:     "unread-body-hang",
		Summary:   "Behind a response that came before all of the content nothing is answered any more.",
		Mechanism: "The connection waits for a body that nobody reads.",
		URL:       "https://github.com/actix/actix-web/issues/2632",
		Breaks:    []string{"9112/9.3/read-body-or-close", "hangup/timeout/idle"},
		Opposite:  "hyper-unread-body",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Body, Last: notLast}, To: model.Stay, Set: model.Served,
		}),
	},
	{
		Name:      "httplib-unbounded-chunk-drain",
		Class:     "unbounded-drain",
		Summary:   "The close that a response has announced waits for the end of an upload.",
		Mechanism: "The rest of the content is read before the connection is closed, however long it takes.",
		URL:       "https://github.com/yhirose/cpp-httplib/pull/2504",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/close-after-request-close"},
		Opposite:  "actix-early-response-no-linger",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Body, Last: 1<<model.BodyUnread | askedClose},
			To: model.Draining, Set: model.Served, Clear: model.Begun,
		}),
	},
	{
		Name:      "traefik-get-cl-hang",
		Class:     "body-timeout-missing",
		Summary:   "A client that announces content and sends none keeps the connection for ever.",
		Mechanism: "No timer runs while content is awaited.",
		URL:       "https://github.com/traefik/traefik/pull/10569",
		Breaks:    []string{"hangup/timeout/body"},
		tune:      func(s *server.Server) { s.Timeouts.Body = -1 },
	},
	{
		Name:      "httpun-eof-incomplete",
		Class:     "premature-eof",
		Summary:   "Content that broke off is taken for all of it.",
		Mechanism: "The end of the connection ends the content, whatever was announced.",
		URL:       "https://github.com/anmonteiro/httpun/pull/75",
		Breaks:    []string{"9112/8/incomplete-body"},
		handler:   contentThrough(func(b io.ReadCloser, _ int64) io.ReadCloser { return &forgiving{ReadCloser: b} }),
	},
	{
		Name:      "membrane-nul-padding",
		Class:     "premature-eof",
		Summary:   "Content that broke off is filled up with NULs.",
		Mechanism: "The buffer has the announced length, and nobody looks how much of it was read.",
		URL:       "https://github.com/membrane/api-gateway/pull/3195",
		Breaks:    []string{"9112/8/incomplete-body"},
		handler:   contentThrough(func(b io.ReadCloser, length int64) io.ReadCloser { return &padding{forgiving{ReadCloser: b}, length} }),
	},
	{
		Name:      "golang-late-100",
		Class:     "expect-100-late",
		Summary:   "100 (Continue) comes behind the final response.",
		Mechanism: "Whoever reads the content at last brings it forth, also when it is too late.",
		URL:       "https://github.com/golang/go/pull/66594",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.6/no-processing-after-own-close", "9112/9.3/http10-closes"},
		Opposite:  "webserv-expect-ignored",
		seams:     network(func(s *socket) net.Conn { return &belated{socket: s} }),
	},
	{
		Name:      "aiohttp-failed-upgrade-tail",
		Class:     "upgrade-101",
		Summary:   "What came behind a request whose upgrade was declined is lost.",
		Mechanism: "The rest of the input was handed to the upgrade, and nobody takes it back.",
		URL:       "https://github.com/aio-libs/aiohttp/pull/12742",
		Breaks:    []string{"9112/9.2/one-response"},
		seams:     readAs(`(?is)(\r\nupgrade: websocket.*?\r\n\r\n).*`, "$1"),
	},
	{
		Name:      "jetty-h2c-post",
		Class:     "upgrade-h2c",
		Summary:   "An upgrade to h2c is answered with frames of HTTP/2.",
		Mechanism: "The protocol is switched before the request has been answered, and its content is taken for a preface.",
		URL:       "https://github.com/jetty/jetty.project/issues/3235",
		Breaks:    []string{"9112/9.2/one-response"},
		handler:   goingAway,
	},
}

// belated says 100 behind the final response to a request that asked for it.
type belated struct {
	*socket
	mu     sync.Mutex
	wanted bool
}

func (b *belated) Read(p []byte) (int, error) {
	n, err := b.socket.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wanted = b.wanted || bytes.Contains(p[:n], []byte("Expect: 100-continue"))
	return n, err
}

func (b *belated) Write(p []byte) (int, error) {
	const interim = "HTTP/1.1 100 Continue\r\n\r\n"
	b.mu.Lock()
	late := b.wanted && !bytes.HasPrefix(p, []byte("HTTP/1.1 100"))
	b.wanted = false
	b.mu.Unlock()
	if !late {
		return b.socket.Write(p)
	}
	_, err := b.socket.Write(append(bytes.Clone(p), interim...))
	return len(p), err
}

// contentThrough has handlers read something else than the content.
func contentThrough(change func(io.ReadCloser, int64) io.ReadCloser) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Body != nil && r.Body != http.NoBody {
				r.Body = change(r.Body, r.ContentLength)
			}
			h.ServeHTTP(w, r)
		})
	}
}

// forgiving takes every error for the end.
type forgiving struct {
	io.ReadCloser
	read int64
}

func (f *forgiving) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	f.read += int64(n)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// padding fills up what is missing.
type padding struct {
	forgiving
	length int64
}

func (f *padding) Read(p []byte) (int, error) {
	n, err := f.forgiving.Read(p)
	if n == 0 && err != nil && f.read < f.length {
		n = int(min(int64(len(p)), f.length-f.read))
		clear(p[:n])
		f.read += int64(n)
		return n, nil
	}
	return n, err
}

// goingAway answers an upgrade to h2c with a frame of HTTP/2.
func goingAway(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "h2c" {
			h.ServeHTTP(w, r)
			return
		}
		nc, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return // the client has gone
		}
		defer nc.Close()
		_, _ = nc.Write([]byte("\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")) // nobody to tell
	})
}
