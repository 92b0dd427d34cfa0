package faults

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// patienceInnocents have little patience with clients that send nothing, or not all.
var patienceInnocents = []Innocent{
	{
		Name:    "idle-closed-soon",
		Summary: "An idle connection is closed after 350 milliseconds.",
		Why:     "A server may close at any time, and how long it waits for a request is its own choice.",
		Clauses: []string{"RFC 9112, section 9.5"},
		URL:     "https://docs.gunicorn.org/en/stable/settings.html#keepalive",
		tune:    func(s *server.Server) { s.Timeouts.Idle = 350 * time.Millisecond },
	},
	{
		Name:    "idle-408",
		Summary: "An idle connection gets 408 with close before it is closed, one that was never used too.",
		Why:     "408 says that no complete request came in the time for which the server was prepared to wait.",
		Clauses: []string{"RFC 9110, section 15.5.9", "RFC 9112, section 9.5"},
		URL:     "https://docs.haproxy.org/3.0/configuration.html#option%20http-ignore-probes",
		seams:   rows(said408(model.TimerFires)),
		tune:    func(s *server.Server) { s.Timeouts.Idle = 200 * time.Millisecond },
	},
	{
		Name:    "clickhouse-408-idle-discussion",
		Summary: "A connection that is idle when the server stops gets 408 with close.",
		Why:     "The server is not prepared to wait any longer; that it stops is a good reason.",
		Clauses: []string{"RFC 9110, section 15.5.9", "RFC 9112, section 9.5"},
		URL:     "https://github.com/ClickHouse/ClickHouse/issues/61873",
		seams: func() server.Seams {
			s := rows(
				said408(model.ShutsDown),
				model.Rule{In: responding, On: on(model.ShutsDown), When: model.When{All: model.Begun}, To: model.Stay},
			)
			s.Stop = 200 * time.Millisecond
			return s
		}(),
	},
	{
		Name:    "unused-400",
		Summary: "A client that closes without having asked anything gets 400.",
		Why:     "To the server that is a request cut short, and it may send an error response before it closes.",
		Clauses: []string{"RFC 9112, section 8"},
		URL:     "https://docs.haproxy.org/3.0/configuration.html#option%20http-ignore-probes",
		seams: mistimed(model.Rule{
			In: idle, On: on(model.HalfCloses), When: model.When{Not: model.Served | model.Blank},
			To: model.Responding, Set: model.Refusing | model.PeerFIN, Last: model.PeerClosed, Do: model.Refuse,
		}),
	},
	{
		Name:    "half-sent-408",
		Summary: "A head, or content, that pauses for 80 milliseconds gets 408.",
		Why:     "How long a server waits for a complete request is its own choice.",
		Clauses: []string{"RFC 9110, section 15.5.9"},
		URL:     "https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html#requestreadtimeout",
		tune:    func(s *server.Server) { s.Timeouts.Head, s.Timeouts.Body = 80*time.Millisecond, 80*time.Millisecond },
	},
	{
		Name:    "half-sent-closed",
		Summary: "A head, or content, that pauses for 80 milliseconds ends the connection without a word.",
		Why:     "A server may close at any time, and 408 is not asked for.",
		Clauses: []string{"RFC 9112, section 9.5"},
		URL:     "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout",
		tune: func(s *server.Server) {
			chosen(func(p model.Policy) model.Policy { return p &^ model.Say408 })(s)
			s.Timeouts.Head, s.Timeouts.Body = 80*time.Millisecond, 80*time.Millisecond
		},
	},
	{
		Name:    "cut-short-400",
		Summary: "A request that the client's FIN cuts short gets 400 before the connection is closed.",
		Why:     "A server that received an incomplete request may send an error response before it closes.",
		Clauses: []string{"RFC 9112, section 8"},
		seams: mistimed(model.Rule{
			In: reading, On: on(model.HalfCloses), When: model.When{Not: model.Begun},
			To: model.Responding, Set: model.Refusing | model.PeerFIN, Last: model.PeerClosed, Do: model.Refuse,
		}),
	},
}

// said408 is the row that answers an idle connection with 408 and ends it.
func said408(e model.Event) model.Rule {
	return model.Rule{
		In: idle, On: on(e), To: model.Responding, Set: model.Refusing, Last: model.TimedOut, Do: model.Refuse,
	}
}
