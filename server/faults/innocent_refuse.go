package faults

import (
	"net/http"
	"slices"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// refusalInnocents refuse what others accept, or with another status, or accept what
// others refuse.
var refusalInnocents = []Innocent{
	{
		Name:    "chunks-411",
		Summary: "Content in chunks gets 411 with close.",
		Why:     "A server may refuse content without Content-Length with 411.",
		Clauses: []string{"RFC 9112, section 6.3"},
		handler: refusing(http.StatusLengthRequired, func(r *http.Request) bool { return r.ContentLength < 0 && !isPlain(r) }),
	},
	{
		Name:    "bare-post-411",
		Summary: "POST without Content-Length and Transfer-Encoding gets 411.",
		Why:     "411 refuses to accept a request without a defined Content-Length.",
		Clauses: []string{"RFC 9110, section 15.5.12"},
		handler: refusing(http.StatusLengthRequired, func(r *http.Request) bool {
			return r.Method == http.MethodPost && r.ContentLength == 0 && r.Header.Get("Content-Length") == ""
		}),
	},
	{
		Name:    "content-413",
		Summary: "Every request with content gets 413 with close, before its content has come.",
		Why:     "A server may refuse content that is larger than it likes, and close so that the client sends no more.",
		Clauses: []string{"RFC 9110, section 15.5.14"},
		URL:     "https://pkg.go.dev/net/http#MaxBytesReader",
		handler: refusing(http.StatusRequestEntityTooLarge, func(r *http.Request) bool { return r.ContentLength != 0 }),
	},
	{
		Name:    "content-403-at-once",
		Summary: "Every request with content gets 403 with close, before its content has come.",
		Why:     "A server may answer before it has all of the content, and has to read the rest or close.",
		Clauses: []string{"RFC 9110, section 10.1.1", "RFC 9112, section 9.3"},
		handler: refusing(http.StatusForbidden, func(r *http.Request) bool { return r.ContentLength != 0 }),
	},
	{
		Name:    "unknown-methods-501",
		Summary: "A method that the server does not know gets 501 with close.",
		Why:     "501 is for methods that are not recognised.",
		Clauses: []string{"RFC 9110, section 9.1", "RFC 9110, section 15.6.2"},
		handler: refusing(http.StatusNotImplemented, func(r *http.Request) bool {
			return !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT"}, r.Method)
		}),
	},
	{
		Name:    "codings-501",
		Summary: "A request whose last transfer coding is not chunked gets 501, not 400.",
		Why:     "A transfer coding that the server does not understand is answered with 501; the connection closes all the same.",
		Clauses: []string{"RFC 9112, section 6.1"},
		seams:   restating(http.StatusNotImplemented, wire.CodingNotFinal),
	},
	{
		Name:    "400-for-all-that-is-odd",
		Summary: "A version that is not served, too many fields and extensions that are too long get 400.",
		Why:     "505, 431 and 413 are more exact, but no clause asks for them.",
		Clauses: []string{"RFC 9110, section 15.6.6", "RFC 6585, section 5", "RFC 9112, section 7.1.1"},
		URL:     "https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",
		seams: restating(http.StatusBadRequest, wire.BadVersion, wire.TooManyFields, wire.HeadTooLarge, wire.LongExtension,
			wire.TrailerTooLarge),
	},
	{
		Name:    "https-targets-421",
		Summary: "A target in absolute-form with another scheme than http gets 421 with close.",
		Why:     "A server refuses requests that were directed to it by mistake.",
		Clauses: []string{"RFC 9110, section 7.4", "RFC 9110, section 15.5.20"},
		handler: refusing(http.StatusMisdirectedRequest, func(r *http.Request) bool { return r.URL.Scheme != "" && r.URL.Scheme != "http" }),
	},
	{
		Name:    "upgrade-required",
		Summary: "Every request with content that offers no upgrade gets 426, which names h2c.",
		Why:     "A server may refuse to perform a request over the current protocol.",
		Clauses: []string{"RFC 9110, section 15.5.22", "RFC 9110, section 7.8"},
		handler: upgradeRequired,
	},
	{
		Name:    "one-empty-line",
		Summary: "One empty line before a request is ignored; two get 400 with close.",
		Why:     "At least one empty line is to be ignored.",
		Clauses: []string{"RFC 9112, section 2.2"},
		tune:    func(s *server.Server) { s.Limits.Wire.EmptyLines = 1 },
	},
	{
		Name:    "small-limits",
		Summary: "A head of more than 9 KiB, or with more than 20 fields, gets 431, a request-line of more than 8000 octets 414.",
		Why:     "There is no limit for a head but 8000 octets for the request-line, and that is a SHOULD.",
		Clauses: []string{"RFC 9112, section 3", "RFC 9110, section 5.4"},
		URL:     "https://nodejs.org/api/cli.html#--max-http-header-sizesize",
		tune: func(s *server.Server) {
			s.Limits.Wire.RequestLine, s.Limits.Wire.Head, s.Limits.Wire.Fields = 8000, 9<<10, 20
			s.Limits.Wire.ChunkExtensions, s.Limits.Wire.Trailer = 64, 256
		},
	},
	{
		Name:    "bare-lf-accepted",
		Summary: "LF alone ends a line.",
		Why:     "A recipient may take a single LF for the end of a line.",
		Clauses: []string{"RFC 9112, section 2.2"},
		tune:    func(s *server.Server) { s.Limits.Wire.AcceptBareLF = true },
	},
	{
		Name:    "bare-lf-refused-silently",
		Summary: "A line that ends in LF alone ends the connection without a word.",
		Why:     "To accept it is a MAY, and a server may close at any time.",
		Clauses: []string{"RFC 9112, section 2.2", "RFC 9112, section 9.5"},
		seams: rows(model.Rule{
			In: reading, On: on(model.Malformed), When: model.When{Trait: uint64(1) << model.BareLF},
			To: model.Draining, Last: model.Refused, Do: model.FinishFIN,
		}),
	},
	{
		Name:    "obs-fold-read",
		Summary: "A folded field line is read as one with a space.",
		Why:     "A server refuses the fold, or replaces it by spaces.",
		Clauses: []string{"RFC 9112, section 5.2"},
		tune:    func(s *server.Server) { s.Limits.Wire.AcceptObsFold = true },
	},
}

// restating answers these flaws with another status.
func restating(status int, flaws ...wire.Flaw) server.Seams {
	return answering(func(h *conn.AnswerHead) {
		if h.Status == h.Flaw.Status() && slices.Contains(flaws, h.Flaw) {
			h.Status = status
		}
	})
}

// upgradeRequired wants another protocol for content.
func upgradeRequired(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPlain(r) || r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Upgrade", "h2c")
		http.Error(w, "ask over HTTP/2", http.StatusUpgradeRequired)
	})
}
