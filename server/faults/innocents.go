package faults

import (
	"bytes"
	"net"
	"net/http"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// persistenceInnocents end connections earlier than others, and say so.
var persistenceInnocents = []Innocent{
	{
		Name:    "one-exchange",
		Summary: "Each response says close, and the connection ends with it.",
		Why:     "Persistence is a SHOULD, and a server without it MUST say close in every response; this one does.",
		Clauses: []string{"RFC 9112, section 9.3"},
		URL:     "https://httpd.apache.org/docs/2.4/mod/core.html#keepalive",
		Warns:   []string{"9112/9.3/persistence"},
		tune:    chosen(func(p model.Policy) model.Policy { return p | model.OneExchange }),
	},
	{
		Name:    "bun-http10-keepalive-refused",
		Summary: "An HTTP/1.0 client that asks for keep-alive gets close, and the connection ends.",
		Why:     "A recipient that is no proxy persists for HTTP/1.0 only if it wishes to honour keep-alive.",
		Clauses: []string{"RFC 9112, section 9.3"},
		URL:     "https://github.com/oven-sh/bun/pull/32945",
		tune:    chosen(func(p model.Policy) model.Policy { return p &^ model.HonourKeepAlive10 }),
	},
	{
		Name:    "httpsys-http10-close",
		Summary: "An HTTP/1.0 client that asks for keep-alive gets no option at all, and the connection ends.",
		Why:     "Without keep-alive in the response HTTP/1.0 does not persist: there is nothing to announce.",
		Clauses: []string{"RFC 9112, section 9.3", "RFC 9112, appendix C.2.2"},
		URL:     "https://github.com/dotnet/aspnetcore/pull/56558",
		seams: answering(func(h *conn.AnswerHead) {
			if h.HTTP10 {
				h.Close, h.KeepAlive = false, false
			}
		}),
		tune: chosen(func(p model.Policy) model.Policy { return p &^ model.HonourKeepAlive10 }),
	},
	{
		Name:    "third-request-is-the-last",
		Summary: "The third response of a connection says close, and the connection ends.",
		Why:     "A server may close a connection at any time, and announces it.",
		Clauses: []string{"RFC 9112, section 9.5", "RFC 9112, section 9.6"},
		URL:     "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests",
		tune:    func(s *server.Server) { s.MaxRequests = 3 },
	},
	{
		Name:    "close-behind-errors",
		Summary: "Every response that is no success says close, 404 and the like too.",
		Why:     "A server may close a connection at any time, and announces it.",
		Clauses: []string{"RFC 9112, section 9.5", "RFC 9112, section 9.6"},
		handler: heading(func(_ *http.Request, status int, h http.Header) {
			if status >= 400 {
				h.Set("Connection", "close")
			}
		}),
	},
	{
		Name:    "close-behind-content",
		Summary: "Every response to a request with another method than GET or HEAD says close.",
		Why:     "A server may close a connection at any time, and announces it.",
		Clauses: []string{"RFC 9112, section 9.5", "RFC 9112, section 9.6"},
		handler: heading(func(r *http.Request, _ int, h http.Header) {
			if !isPlain(r) {
				h.Set("Connection", "close")
			}
		}),
	},
	{
		Name:    "pipelining-refused",
		Summary: "Where a second request waits, the response to the first one says close, and the second is not answered.",
		Why:     "The client knows from the close that what it sent behind was not processed, and may send it again.",
		Clauses: []string{"RFC 9112, section 9.3.2", "RFC 9112, section 9.6"},
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerStarts), When: model.When{All: model.Held, Last: notLast},
			To: model.Stay, Set: model.Begun, Last: model.NoPersistence,
		}),
	},
	{
		Name:    "keep-alive-in-every-response",
		Summary: "Each response that does not say close says keep-alive, with Keep-Alive: timeout=5, max=100.",
		Why:     "Keep-alive says nothing new in HTTP/1.1 and is listed where its field is sent.",
		Clauses: []string{"RFC 9112, section 9.3", "RFC 9110, section 7.6.1"},
		URL:     "https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout",
		seams: spelling(func(head []byte, h conn.AnswerHead) []byte {
			switch {
			case h.KeepAlive:
				return behind(head, "Keep-Alive: timeout=5, max=100")
			case h.Close || h.HTTP10:
				return head
			}
			return behind(head, "Connection: Keep-Alive", "Keep-Alive: timeout=5, max=100")
		}),
	},
}

// closeInnocents close in their own way.
var closeInnocents = []Innocent{
	{
		Name:    "fin-five-seconds-late",
		Summary: "FIN comes five seconds after the last response.",
		Why:     "The server has to initiate the close after the response, but no clause says how soon.",
		Clauses: []string{"RFC 9112, section 9.6"},
		Within:  6 * time.Second,
		seams:   network(func(s *socket) net.Conn { return &tardy{s} }),
	},
	{
		Name:    "nginx-pipeline-flag-sticky",
		Summary: "FIN comes at once, but the server holds a connection that was ever pipelined for five seconds more.",
		Why:     "The close in stages: read on after FIN, until the client has closed or there was time enough for it.",
		Clauses: []string{"RFC 9112, section 9.6"},
		URL:     "https://github.com/nginx/nginx/pull/1600",
		seams:   network(func(s *socket) net.Conn { return &lingering{socket: s} }),
	},
	{
		Name:    "linger-two-minutes",
		Summary: "After FIN the server reads, for two minutes, whatever the client still sends.",
		Why:     "It reads until it has the client's close or is reasonably certain that its response has arrived.",
		Clauses: []string{"RFC 9112, section 9.6"},
		URL:     "https://nginx.org/en/docs/http/ngx_http_core_module.html#lingering_time",
		tune:    func(s *server.Server) { s.Timeouts.Linger = 2 * time.Minute },
	},
	{
		Name:    "capnproto-drain-after-headers",
		Summary: "The connection ends behind a response that did not say so: the server was told to stop when its head was out.",
		Why:     "A server may close a connection at any time, and could not announce what it did not know.",
		Clauses: []string{"RFC 9112, section 9.5", "RFC 9112, section 9.6"},
		URL:     "https://github.com/capnproto/capnproto/pull/1598",
		Warns:   []string{"9112/9.6/announce-close"},
		seams: func() server.Seams {
			s := rows(
				model.Rule{In: idle | reading, On: on(model.ShutsDown), To: model.Stay},
				model.Rule{In: responding, On: on(model.ShutsDown), When: model.When{Not: model.Begun}, To: model.Stay},
			)
			s.Stop = 60 * time.Millisecond
			return s
		}(),
		handler: draggingOn,
	},
	{
		Name:    "close-in-a-list",
		Summary: "Close stands in a list, among empty members and an unknown option.",
		Why:     "Connection is a list of options, and empty members are ignored.",
		Clauses: []string{"RFC 9110, section 7.6.1", "RFC 9110, section 5.6.1.2"},
		seams:   replacing("Connection: close\r\n", "Connection: , x-hop,close ,\r\n"),
	},
	{
		Name:    "close-in-odd-case",
		Summary: "Close is spelled cLoSe.",
		Why:     "Connection options are case-insensitive.",
		Clauses: []string{"RFC 9110, section 7.6.1"},
		seams:   replacing("Connection: close\r\n", "CONNECTION:cLoSe\r\n"),
	},
	{
		Name:    "close-on-the-second-line",
		Summary: "There are two Connection lines, and close stands on the second one.",
		Why:     "Several lines of a list make one list.",
		Clauses: []string{"RFC 9110, section 5.2", "RFC 9110, section 7.6.1"},
		seams:   replacing("Connection: close\r\n", "Connection: x-hop\r\nX-Hop: 1\r\nConnection: close\r\n"),
	},
	{
		Name:    "half-close-noticed-late",
		Summary: "The client's FIN is noticed half a second after it came.",
		Why:     "The client still wants its answer; how soon its FIN is to be noticed is not said.",
		Clauses: []string{"RFC 9112, section 9.5", "RFC 9112, section 9.6"},
		seams:   network(func(s *socket) net.Conn { return &distracted{s} }),
	},
}

// answering returns seams that change the heads of responses.
func answering(change func(*conn.AnswerHead)) server.Seams {
	return server.Seams{Conn: conn.Seams{Answer: change}}
}

// spelling returns seams that write heads of responses another way.
func spelling(spell func([]byte, conn.AnswerHead) []byte) server.Seams {
	return server.Seams{Conn: conn.Seams{Spell: spell}}
}

// replacing returns seams that write part of a head another way, where it stands.
func replacing(part, by string) server.Seams {
	return spelling(func(head []byte, _ conn.AnswerHead) []byte {
		return bytes.Replace(head, []byte(part), []byte(by), 1)
	})
}

// behind adds field lines to a head.
func behind(head []byte, lines ...string) []byte {
	head = head[:len(head)-len("\r\n")]
	for _, line := range lines {
		head = append(append(head, line...), "\r\n"...)
	}
	return append(head, "\r\n"...)
}

// chosen changes the choices of a server.
func chosen(choose func(model.Policy) model.Policy) func(*server.Server) {
	return func(s *server.Server) {
		policy := model.DefaultPolicy
		if s.Policy != nil {
			policy = *s.Policy
		}
		policy = choose(policy)
		s.Policy = &policy
	}
}

// isPlain tells whether a request has a method that says nothing about content.
func isPlain(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions || r.Method == http.MethodConnect
}

// heading changes the fields of final responses.
func heading(change func(r *http.Request, status int, h http.Header)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&headed{ResponseWriter: w, change: func(status int) { change(r, status, w.Header()) }}, r)
		})
	}
}

// headed calls change before the head of the final response is written.
type headed struct {
	http.ResponseWriter
	change func(status int)
	said   bool
}

func (h *headed) WriteHeader(status int) {
	if !h.said && status >= 200 {
		h.said = true
		h.change(status)
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *headed) Write(p []byte) (int, error) {
	if !h.said {
		h.WriteHeader(http.StatusOK)
	}
	return h.ResponseWriter.Write(p)
}

func (h *headed) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// draggingOn takes a while between the head of a streamed response and its end.
func draggingOn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&dragged{w}, r)
	})
}

type dragged struct{ http.ResponseWriter }

func (d *dragged) FlushError() error {
	err := http.NewResponseController(d.ResponseWriter).Flush()
	time.Sleep(30 * time.Millisecond)
	return err
}

func (d *dragged) Unwrap() http.ResponseWriter { return d.ResponseWriter }
