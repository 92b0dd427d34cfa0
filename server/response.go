package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// bufferSize is how much content is collected before the response starts without
// a length, and then before a chunk is written.
const bufferSize = 4 << 10

// response is the handler's side of the final response. Like that of net/http it
// is for one goroutine.
type response struct {
	c       *connection
	isHead  bool
	header  http.Header
	status  int // 0 until WriteHeader
	length  int64
	fields  []wire.Field
	close   bool
	buf     []byte
	started bool  // the head is out
	done    bool  // the response is over
	err     error // nothing more can be written
}

var _ interface {
	http.ResponseWriter
	http.Flusher
	FlushError() error
} = (*response)(nil)

// Header returns the fields to send; changes after WriteHeader have no effect.
func (w *response) Header() http.Header { return w.header }

// WriteHeader chooses the status. Interim statuses are sent at once, as in net/http.
func (w *response) WriteHeader(code int) {
	switch {
	case code < 100 || code > 999:
		panic(fmt.Sprintf("invalid status code %d", code))
	case w.status != 0 || w.done || code == http.StatusContinue:
		return
	case code == http.StatusSwitchingProtocols:
		w.c.srv.log().Error("a handler tried to switch protocols")
		code = http.StatusInternalServerError
	case code < 200:
		w.interim(code)
		return
	}
	w.status = code
	w.readHeader()
}

func (w *response) interim(code int) {
	var scratch response
	scratch.header = w.header
	scratch.readHeader()
	w.c.mu.Lock()
	err := w.c.core.Interim(code, scratch.fields)
	w.c.mu.Unlock()
	if err == nil {
		w.c.settle(true)
	}
}

// readHeader takes from the handler's fields what this package writes itself.
func (w *response) readHeader() {
	w.length = -1
	names := make([]string, 0, len(w.header))
	for name := range w.header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := w.header[name]
		switch name {
		case "Connection":
			w.close = w.close || saysClose(values)
		case "Content-Length":
			w.length = parseLength(values)
		case "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Trailer":
		default:
			if strings.HasPrefix(name, http.TrailerPrefix) {
				continue
			}
			for _, value := range values {
				w.fields = append(w.fields, wire.Field{Name: []byte(name), Value: []byte(value)})
			}
		}
	}
}

func saysClose(values []string) bool {
	for _, list := range values {
		for option := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(option), "close") {
				return true
			}
		}
	}
	return false
}

func parseLength(values []string) int64 {
	if len(values) == 1 {
		if n, err := strconv.ParseInt(values[0], 10, 64); err == nil && n >= 0 {
			return n
		}
	}
	return -1
}

// Write sends content, or collects it.
func (w *response) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	switch {
	case w.err != nil:
		return 0, w.err
	case w.done:
		return 0, conn.ErrGone
	case w.status == http.StatusNoContent || w.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	}
	if len(w.buf)+len(p) <= bufferSize {
		w.buf = append(w.buf, p...)
		return len(p), nil
	}
	return w.push(p)
}

// push sends what was collected, and p.
func (w *response) push(p []byte) (int, error) {
	w.c.mu.Lock()
	w.start(p)
	if w.err == nil {
		_, w.err = w.c.core.WriteContent(w.buf)
		w.buf = w.buf[:0]
	}
	n := 0
	if w.err == nil {
		n, w.err = w.c.core.WriteContent(p)
	}
	err := w.err
	w.c.mu.Unlock()
	w.c.settle(true)
	return n, err
}

// start sends the head, once; next is content that is not in buf. It needs c.mu.
func (w *response) start(next []byte) {
	if w.started {
		return
	}
	w.started = true
	sample := w.buf
	if len(sample) == 0 {
		sample = next
	}
	if len(sample) > 0 && w.header["Content-Type"] == nil && w.header.Get("Content-Encoding") == "" {
		kind := http.DetectContentType(sample)
		w.fields = append(w.fields, wire.Field{Name: []byte("Content-Type"), Value: []byte(kind)})
	}
	w.err = w.c.core.StartAnswer(&conn.Answer{Status: w.status, Fields: w.fields, Length: w.length, Close: w.close})
}

// Flush sends what was collected.
func (w *response) Flush() { _ = w.FlushError() }

// FlushError is Flush for http.ResponseController.
func (w *response) FlushError() error {
	if w.done {
		return conn.ErrGone
	}
	w.WriteHeader(http.StatusOK)
	_, err := w.push(nil)
	return err
}

// finish ends the response. All of a short one is known now, its length too.
func (w *response) finish() {
	w.WriteHeader(http.StatusOK)
	if !w.started && w.length < 0 && (len(w.buf) > 0 || !w.isHead && w.status != http.StatusNotModified) {
		w.length = int64(len(w.buf))
	}
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	w.start(nil)
	if w.err == nil {
		_, w.err = w.c.core.WriteContent(w.buf)
	}
	if w.err == nil {
		w.err = w.c.core.EndAnswer()
	}
	if w.err == conn.ErrLength {
		w.c.core.EndAnswer() // what fitted in was sent
		w.c.srv.log().Error("a handler's content does not match its Content-Length")
	}
	w.done = true
}

// fail ends the response of a handler that panicked: with 500 where nothing was
// sent yet, else by giving up the connection.
func (w *response) fail() {
	w.done = true
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	if w.started {
		w.c.core.GiveUp()
		return
	}
	if w.c.core.StartAnswer(&conn.Answer{Status: http.StatusInternalServerError, Length: 0, Close: true}) == nil {
		w.c.core.EndAnswer() // it has no content that could be missing
	}
}
