package faults

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// spelledFaults: a response says what it must not, or does not come when it is due.
var spelledFaults = []Fault{
	{
		Name:      "bjoern-204-chunked",
		Class:     "bodyless-has-body",
		Summary:   "A 204 response on a connection that persists has Transfer-Encoding, and nothing behind it.",
		Mechanism: "What has no length comes in chunks where the connection persists, whatever the status.",
		URL:       "https://github.com/jonashaag/bjoern/issues/139",
		Breaks:    []string{"9112/6.1/no-coding-in-bodyless"},
		Opposite:  "applepie-empty-length",
		seams: answer(func(h *conn.AnswerHead) {
			h.Chunked = h.Chunked || h.Status == http.StatusNoContent && !h.HTTP10 && !h.Close
		}),
	},
	{
		Name:      "applepie-empty-length",
		Class:     "bodyless-has-body",
		Summary:   "A 204 response on a connection that persists has Content-Length.",
		Mechanism: "Where the connection persists, what is empty has the length 0, whatever the status.",
		URL:       "https://github.com/Luukdegram/apple_pie/pull/63",
		Breaks:    []string{"9110/8.6/no-length-in-bodyless"},
		Opposite:  "bjoern-204-chunked",
		seams: answer(func(h *conn.AnswerHead) {
			if h.Status == http.StatusNoContent && !h.Close {
				h.Length = 0
			}
		}),
	},
	{
		Name:      "reelrack-both-lengths",
		Class:     "unsolicited-response",
		Summary:   "A response in chunks has a Content-Length too.",
		Mechanism: "The length is what the application says, and the coding what the server does.",
		URL:       "https://github.com/celluloid/reel-rack/pull/17",
		Breaks:    []string{"9112/6.2/no-length-with-coding"},
		seams: answer(func(h *conn.AnswerHead) {
			if h.Chunked && !h.Close {
				h.Length = 14
			}
		}),
	},
	{
		Name:      "carapace-keep-alive-passed-on",
		Class:     "connection-token-parsing",
		Summary:   "A response to a client that says keep-alive has Keep-Alive, which Connection does not list.",
		Mechanism: "The fields of the origin server are passed on as they came, and Connection is the proxy's own.",
		URL:       "https://github.com/diennea/carapaceproxy/pull/583",
		Breaks:    []string{"9110/7.6.1/listed-in-connection"},
		Opposite:  "h2o-upgrade-not-listed",
		handler: marked(func(r *http.Request) bool {
			return r.ProtoMinor > 0 && len(r.Header["Connection"]) == 1 && r.Header.Get("Connection") == "keep-alive"
		}),
		seams: signedAs(func(head []byte) []byte { return append(head[:len(head)-2], "Keep-Alive: timeout=5\r\n\r\n"...) }),
	},
	{
		Name:      "async-benches-early-eof",
		Class:     "conn-leak-abort",
		Summary:   "A connection whose client closes within a request stays open.",
		Mechanism: "The end of the input leads nowhere until the request is complete.",
		URL:       "https://github.com/aturon/async-benches/pull/1",
		Breaks:    []string{"9112/9.5/notice-close"},
		seams: rows(
			model.Rule{In: reading, On: on(model.HalfCloses), When: model.When{Not: model.Begun}, To: model.Stay, Set: model.PeerFIN},
			model.Rule{In: responding, On: on(model.HalfCloses), When: model.When{All: model.Body, Not: model.Begun}, To: model.Stay, Set: model.PeerFIN},
			model.Rule{In: reading | responding, On: on(model.TimerFires), When: model.When{All: model.PeerFIN}, To: model.Stay},
		),
		handler: waitsAtTheEnd,
	},
	{
		Name:      "squid-1xx-to-http10",
		Class:     "unsolicited-response",
		Summary:   "An HTTP/1.0 client gets an interim response while the response takes its time.",
		Mechanism: "What the origin server says meanwhile is passed on, whatever the version of the client.",
		URL:       "https://github.com/squid-cache/squid/pull/2048",
		Breaks:    []string{"9110/15.2/no-1xx-to-1.0"},
		seams: attend(func(a *attended) {
			a.hear = func(p piece) []byte {
				if line, _, _ := bytes.Cut(p.octets, []byte("\r\n")); p.begins && p.head &&
					bytes.HasPrefix(line, []byte("GET /slow")) && bytes.HasSuffix(line, []byte(" HTTP/1.0")) {
					_, _ = a.socket.Write([]byte("HTTP/1.1 103 Early Hints\r\n\r\n")) // where it fails, the client has gone
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "httplib-drains-pipelined",
		Class:     "over-drain",
		Summary:   "A request that is pipelined behind a POST without a length is lost.",
		Mechanism: "Behind the response to a request without a length what is in the buffer is read as its content.",
		URL:       "https://github.com/yhirose/cpp-httplib/issues/2450",
		Breaks:    []string{"9112/6.3/no-length-no-body"},
		Opposite:  "hyper-unread-body",
		seams: attend(func(a *attended) {
			bare := false
			a.hear = func(p piece) []byte {
				if bare && p.behind {
					return nil
				}
				bare = p.ends && !p.coded && p.head && p.length == 0 && bytes.HasPrefix(p.octets, []byte("POST "))
				return p.octets
			}
		}),
	},
	{
		Name:      "rxnetty-http10",
		Class:     "http10-keepalive",
		Summary:   "Behind the response to an HTTP/1.0 client that keeps its connection comes the end of chunks that there are none of.",
		Mechanism: "What ends chunks is always written behind a response.",
		URL:       "https://github.com/ReactiveX/RxNetty/issues/126",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "vibed-http10-chunked",
		seams: attend(func(a *attended) {
			old := false
			a.hear = func(p piece) []byte {
				if p.begins {
					old = keptOpen.Match(p.octets)
				}
				return p.octets
			}
			a.say = func(out []byte) []byte {
				if old && bytes.HasPrefix(out, []byte("HTTP/1.1 200")) {
					return append(bytes.Clone(out), "0\r\n\r\n"...)
				}
				return out
			}
		}),
	},
	{
		Name:      "fasthttp-partial-blocks-answers",
		Class:     "pipeline-stuck",
		Summary:   "A response waits until the next request, of which some octets have come, is complete.",
		Mechanism: "What was written is flushed when nothing is left to read.",
		URL:       "https://github.com/valyala/fasthttp/issues/1043",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "lws-second-pipelined-lost",
		seams: attend(func(a *attended) {
			var held []byte
			begun, closing := false, false
			a.hear = func(p piece) []byte {
				begun = !p.head && (begun || p.begins && p.behind && p.octets[0] != '\r')
				return p.octets
			}
			a.say = func(out []byte) []byte {
				held = append(held, out...)
				closing = closing || bytes.Contains(out, []byte("\r\nConnection: close\r\n"))
				if begun && !closing {
					return nil
				}
				all := held
				held = nil
				return all
			}
		}),
	},
	{
		Name:      "bun-handler-close-ignored",
		Class:     "says-close-keeps-open",
		Summary:   "A response says close because its handler does, and the connection goes on.",
		Mechanism: "The fields of the handler are written, and not read.",
		URL:       "https://github.com/oven-sh/bun/pull/33609",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"},
		Opposite:  "nhttp-silent-close",
		handler: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(unheard{w}, r)
			})
		},
		seams: signedAs(func(head []byte) []byte { return append(head[:len(head)-2], "Connection: close\r\n\r\n"...) }),
	},
	{
		Name:      "netdata-408-head",
		Class:     "error-keeps-open",
		Summary:   "A request that does not come in time gets 408, and the rest of it is read as the next one.",
		Mechanism: "What has come is thrown away, and the connection stays one that persists.",
		URL:       "https://github.com/netdata/netdata/pull/23187",
		Breaks:    []string{"9110/15.5.9/timeout-408", "9112/9.6/announce-close"},
		Opposite:  "node-headers-timeout-stays-open",
		seams: rows(
			model.Rule{In: reading, On: on(model.TimerFires), When: model.When{Not: model.Begun}, To: model.Responding, Set: model.Refusing, Do: model.Refuse},
			model.Rule{
				In: responding, On: on(model.TimerFires), When: model.When{All: model.Body, Not: model.Begun}, To: model.Stay,
				Set: model.Refusing, Clear: model.Body | model.Owe100, Do: model.Refuse,
			},
			model.Rule{In: responding, On: on(model.AnswerStarts), When: model.When{Status: status(model.S408)}, To: model.Stay, Set: model.Begun},
		),
		tune: func(s *server.Server) { s.Timeouts.Head, s.Timeouts.Body = 80*time.Millisecond, 80*time.Millisecond },
	},
}

var keptOpen = regexp.MustCompile(`(?is)^GET [!-~]+ HTTP/1\.0\r\n.*\r\nconnection:[^\r\n]*keep-alive`)

// unheard has the close of a handler written, and nobody told.
type unheard struct{ http.ResponseWriter }

func (u unheard) WriteHeader(status int) {
	if u.Header().Get("Connection") == "close" {
		u.Header().Del("Connection")
		u.Header().Set(sign, "1")
	}
	u.ResponseWriter.WriteHeader(status)
}

func (u unheard) Write(p []byte) (int, error) {
	if u.Header().Get("Connection") == "close" {
		u.WriteHeader(http.StatusOK)
	}
	return u.ResponseWriter.Write(p)
}

func (u unheard) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// waitsAtTheEnd has a body that was cut short wait for more.
func waitsAtTheEnd(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = hopeful{r.Body}
		next.ServeHTTP(w, r)
	})
}

type hopeful struct{ io.ReadCloser }

func (h hopeful) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		time.Sleep(5 * time.Second)
	}
	return n, err
}
