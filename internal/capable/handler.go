package capable

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Bounds of what a request can ask for. An argument past its bound is answered
// with 400, content past MaxBytes with 413.
const (
	MaxSlow  = 10 * time.Second
	MaxBytes = 64 << 20
	MaxKeys  = 10_000 // keys counted at once; the oldest is forgotten first
	MaxKey   = 128    // octets of a key
)

// Handler returns the reference handler with counters of its own. It may serve
// any number of requests at once. A path without a capability is answered with 404.
func Handler() http.Handler {
	runs := newCounters(MaxKeys)
	routes := map[string]http.HandlerFunc{
		"/":             answer,
		"/slow":         slow,
		"/read":         read,
		"/echo":         echo,
		"/ignore":       answer, // what makes it ignore is that it leaves r.Body alone
		"/size":         size,
		"/stream":       stream,
		"/close":        closes,
		"/no-content":   status(http.StatusNoContent),
		"/not-modified": status(http.StatusNotModified),
		"/count":        runs.serve,
	}
	// A map and not http.ServeMux: the mux redirects paths that it finds unclean
	// and says close for some targets, and the connection is not a handler's business.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serve, ok := routes[r.URL.Path]
		if !ok {
			http.Error(w, "no such capability", http.StatusNotFound)
			return
		}
		serve(w, r)
	})
}

func answer(w http.ResponseWriter, _ *http.Request) { text(w, "ok\n") }

// slow waits whatever becomes of the connection: net/http cancels the request's
// context on a half-close, and the answer is owed all the same (RFC 9112, section 9.6).
func slow(w http.ResponseWriter, r *http.Request) {
	ms, err := argument(r, "ms", MaxSlow.Milliseconds())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	time.Sleep(time.Duration(ms) * time.Millisecond)
	text(w, "slow\n")
}

func read(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, MaxBytes))
	if err != nil {
		refuseBody(w, err)
		return
	}
	text(w, strconv.FormatInt(n, 10))
}

// echo reads everything before it answers, because a response begun earlier
// would promise success for a body that may yet break off.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBytes))
	if err != nil {
		refuseBody(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func refuseBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		http.Error(w, "body too large", http.StatusRequestEntityTooLarge)
		return
	}
	http.Error(w, "body incomplete or malformed", http.StatusBadRequest)
}

var filler = []byte(strings.Repeat("x", 32<<10))

func size(w http.ResponseWriter, r *http.Request) {
	n, err := argument(r, "bytes", MaxBytes)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
	if r.Method == http.MethodHead {
		return
	}
	for n > 0 {
		written, err := w.Write(filler[:min(n, int64(len(filler)))])
		if err != nil {
			return // the client is gone: nobody is left to tell
		}
		n -= int64(written)
	}
}

func stream(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	flusher := http.NewResponseController(w)
	for _, part := range []string{"one\n", "two\n", "three\n"} {
		if _, err := io.WriteString(w, part); err != nil {
			return // the client is gone
		}
		if err := flusher.Flush(); err != nil {
			return // the client is gone, or this server can not stream
		}
	}
}

func closes(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Connection", "close")
	text(w, "close\n")
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func text(w http.ResponseWriter, content string) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	io.WriteString(w, content)
}

// argument reads a number between 0 and limit from the query.
func argument(r *http.Request, name string, limit int64) (int64, error) {
	return number(r.URL.Query(), name, limit)
}
