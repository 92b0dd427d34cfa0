package faults

import (
	"net"
	"net/http"
	"slices"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// expectInnocents send fewer, other or more interim responses than one would expect.
var expectInnocents = []Innocent{
	{
		Name:    "golang-expect-zero-length",
		Summary: "A request with 100-continue and without content gets no 100.",
		Why:     "100 may be omitted where the framing indicates that there is no content.",
		Clauses: []string{"RFC 9110, section 10.1.1"},
		URL:     "https://github.com/golang/go/issues/16799",
		seams: server.Seams{Conn: conn.Seams{Head: func(h *wire.Head) {
			if h.Framing == wire.BodyNone || h.Framing == wire.BodyLength && h.Length == 0 {
				h.ExpectsContinue = false
			}
		}}},
	},
	{
		Name:    "content-came-no-100",
		Summary: "A request with 100-continue gets no 100 where some of its content came with its head.",
		Why:     "100 may be omitted where content has been received already.",
		Clauses: []string{"RFC 9110, section 10.1.1"},
		seams:   network(func(s *socket) net.Conn { return &withContent{s} }),
	},
	{
		Name:    "expectation-refused",
		Summary: "Every request of HTTP/1.1 with an expectation gets 417 with close, and its content is not wanted.",
		Why:     "A final status may come instead of 100, and 417 tells the client to try again without.",
		Clauses: []string{"RFC 9110, section 10.1.1", "RFC 9110, section 15.5.18"},
		URL:     "https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_ConfigurationOptions",
		handler: refusing(http.StatusExpectationFailed, func(r *http.Request) bool {
			return r.ProtoAtLeast(1, 1) && len(r.Header["Expect"]) > 0
		}),
	},
	{
		Name:    "other-expectation-refused",
		Summary: "A request with an expectation that nobody knows gets 417.",
		Why:     "A server may answer 417 to an expectation other than 100-continue.",
		Clauses: []string{"RFC 9110, section 10.1.1"},
		handler: refusing(http.StatusExpectationFailed, func(r *http.Request) bool {
			return r.ProtoAtLeast(1, 1) && slices.ContainsFunc(r.Header["Expect"], func(v string) bool { return !continues.MatchString(v) })
		}),
	},
	{
		Name:    "several-100s",
		Summary: "Each response to HTTP/1.1 that is no error comes behind two 100 (Continue) that nobody asked for.",
		Why:     "A client has to read any number of interim responses, also those that it does not expect.",
		Clauses: []string{"RFC 9110, section 15.2"},
		seams: spelling(func(head []byte, h conn.AnswerHead) []byte {
			if h.HTTP10 || h.Status >= 400 { // an error may come before the end of the head
				return head
			}
			return slices.Concat([]byte(wire.Continue+wire.Continue), head)
		}),
	},
	{
		Name:    "interim-102-and-103",
		Summary: "Each response to HTTP/1.1 comes behind 102 (Processing) and 103 (Early Hints).",
		Why:     "A client has to read any number of interim responses, and may ignore those that it does not know.",
		Clauses: []string{"RFC 9110, section 15.2", "RFC 8297, section 2"},
		URL:     "https://nodejs.org/api/http.html#responsewriteearlyhintshints-callback",
		handler: hinting,
	},
	{
		Name:    "vertx-h2c-persistent",
		Summary: "An offer to upgrade is taken up in the first request of a connection, and ignored in later ones.",
		Why:     "A server may ignore Upgrade, whenever it likes.",
		Clauses: []string{"RFC 9110, section 7.8"},
		URL:     "https://github.com/eclipse-vertx/vert.x/issues/5289",
		handler: upgrading,
		tune:    countingRequests,
	},
}

// refusing answers some requests at once, without a look at their content, and closes.
func refusing(status int, which func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !which(r) {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Connection", "close")
			http.Error(w, http.StatusText(status), status)
		})
	}
}

// hinting sends two interim responses before the final one.
func hinting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusProcessing)
		w.Header().Set("Link", "</style.css>; rel=preload; as=style")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
		next.ServeHTTP(w, r)
	})
}
