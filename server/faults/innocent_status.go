package faults

import (
	"net/http"
	"sync/atomic"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// statusInnocents answer with other statuses than one would expect.
var statusInnocents = []Innocent{
	{
		Name:    "503-every-third-time",
		Summary: "Every third request gets 503 with close: the server has enough to do.",
		Why:     "A server that is overloaded may say so, or close.",
		Clauses: []string{"RFC 9110, section 15.6.4"},
		URL:     "https://www.uvicorn.org/settings/#resource-limits",
		handler: overloaded,
	},
	{
		Name:    "redirect-of-content",
		Summary: "Every request with content gets 307 to another place at once; the connection persists where its content comes.",
		Why:     "Any final status may come before the content, which is read, or the connection closed.",
		Clauses: []string{"RFC 9110, section 15.4.8", "RFC 9112, section 9.3"},
		handler: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isPlain(r) {
					next.ServeHTTP(w, r)
					return
				}
				http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			})
		},
	},
	{
		Name:    "early-final-kept",
		Summary: "A request with 100-continue gets 401 instead, and the connection waits for the content all the same.",
		Why:     "A server that answers before the content shows whether it closes or reads on.",
		Clauses: []string{"RFC 9110, section 10.1.1"},
		handler: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Expect") == "" || !r.ProtoAtLeast(1, 1) {
					next.ServeHTTP(w, r)
					return
				}
				w.Header().Set("WWW-Authenticate", "Basic")
				http.Error(w, "who are you?", http.StatusUnauthorized)
			})
		},
		tune: chosen(func(p model.Policy) model.Policy { return p &^ model.CloseUnread }),
	},
	{
		Name:    "statuses-nobody-knows",
		Summary: "404 is 499, 204 is 299 without content of any length, and 199 comes before each response to HTTP/1.1.",
		Why:     "A client takes an unknown status for the first one of its class.",
		Clauses: []string{"RFC 9110, section 15"},
		seams: server.Seams{Conn: conn.Seams{
			Answer: func(h *conn.AnswerHead) {
				switch h.Status {
				case http.StatusNotFound:
					h.Status = 499
				case http.StatusNoContent:
					h.Status, h.Length, h.Content = 299, 0, true
				}
			},
			Spell: func(head []byte, h conn.AnswerHead) []byte {
				if h.HTTP10 || h.Status >= 400 {
					return head
				}
				return append([]byte("HTTP/1.1 199 \r\n\r\n"), head...)
			},
		}},
	},
}

// overloaded refuses every third request.
func overloaded(next http.Handler) http.Handler {
	var requests atomic.Int64
	refuse := refusing(http.StatusServiceUnavailable, func(*http.Request) bool { return requests.Add(1)%3 == 0 })
	return refuse(next)
}
