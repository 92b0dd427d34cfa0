package server

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// bufferSize is how much content is collected before the response starts without
// a length, and then before a chunk is written.
const bufferSize = 4 << 10

// response is the handler's side of the final response. Like that of net/http it
// is for one goroutine.
type response struct {
	s        *Server
	x        *native.Exchange
	e        *exchange
	isHead   bool
	header   http.Header // nil until the handler asks for it
	status   int         // 0 until WriteHeader
	said     said
	length   int64    // of the content, or -1
	written  int64    // by the handler
	accepted int64    // of that
	room     *room    // nil until WriteHeader
	hijacked net.Conn // whoever has it says what is sent
	started  bool     // the head is out
	done     bool     // the response is over
	err      error    // nothing more can be written
}

var _ interface {
	http.ResponseWriter
	http.Flusher
	http.Hijacker
	http.CloseNotifier //lint:ignore SA1019 handlers still use it
	io.ReaderFrom
	io.StringWriter
	FlushError() error
} = (*response)(nil)

// Header returns the fields to send; changes after WriteHeader have no effect, apart
// from trailers.
func (w *response) Header() http.Header {
	if w.header == nil {
		w.header = make(http.Header)
	}
	return w.header
}

// WriteHeader chooses the status. Interim statuses are sent at once, as in net/http.
func (w *response) WriteHeader(code int) {
	switch {
	case w.hijacked != nil:
		w.misused("WriteHeader behind Hijack")
	case w.status != 0 || w.done:
		w.misused("superfluous WriteHeader")
	case code < 100 || code > 999:
		panic(fmt.Sprintf("invalid WriteHeader code %v", code))
	case code == http.StatusContinue:
		w.x.Read(nil) // sends it if the client waits for it; errors come again
	case code < 200 && code != http.StatusSwitchingProtocols:
		w.interim(code)
	default:
		w.status = code
		w.takeRoom()
		w.readHeader()
		w.length = w.said.length
	}
}

func (w *response) interim(code int) {
	w.takeRoom()
	w.readHeader()
	w.x.Interim(code, w.said.fields) // an error comes again with the response
	w.said = said{}
}

// Write sends content, or collects it.
func (w *response) Write(p []byte) (int, error) {
	if err := w.admit(len(p)); err != nil || len(p) == 0 {
		return 0, err
	}
	return w.collect(p)
}

// WriteString is Write without a copy of what is collected.
func (w *response) WriteString(s string) (int, error) {
	if err := w.admit(len(s)); err != nil || len(s) == 0 {
		return 0, err
	}
	if len(w.room.content)+len(s) <= bufferSize {
		w.room.content = append(w.room.content, s...)
		return len(s), nil
	}
	return w.collect([]byte(s))
}

// admit tells whether so much content can be written now.
func (w *response) admit(n int) error {
	switch {
	case w.hijacked != nil:
		if n > 0 {
			w.misused("Write behind Hijack")
		}
		return http.ErrHijacked
	case w.err != nil:
		return w.err
	case w.done:
		return conn.ErrGone
	case w.status == 0:
		w.WriteHeader(http.StatusOK)
	}
	switch w.written += int64(n); {
	case n == 0:
		return nil
	case !hasContent(w.status):
		return http.ErrBodyNotAllowed
	case w.said.declared >= 0 && w.written > w.said.declared:
		return http.ErrContentLength
	}
	w.accepted += int64(n)
	return nil
}

// hasContent tells whether responses of a status may have content.
func hasContent(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// collect keeps p until there is enough to be sent. The first that is sent tells the
// content's type, so it is long, if it can.
func (w *response) collect(p []byte) (int, error) {
	content := w.room.content
	n := min(len(p), bufferSize-len(content))
	w.room.content = append(content, p[:n]...)
	if n == len(p) {
		return n, nil
	}
	if err := w.push(); err != nil {
		return 0, err
	}
	var m int
	m, w.err = w.x.Write(p[n:])
	return n + m, w.err
}

// push sends what was collected.
func (w *response) push() error {
	w.start()
	if w.err == nil && len(w.room.content) > 0 {
		_, w.err = w.x.Write(w.room.content)
		w.room.content = w.room.content[:0]
	}
	return w.err
}

// start sends the head, once.
func (w *response) start() {
	if w.started {
		return
	}
	w.started = true
	content := w.room.content
	if len(content) > 0 && hasContent(w.status) && !w.said.typed {
		w.said.fields = append(w.said.fields, wire.Field{Name: contentType, Value: w.room.keep(http.DetectContentType(content))})
	}
	w.room.answer = conn.Answer{
		Status: w.status, Fields: w.said.fields, Length: w.length, Trailers: w.said.trailers,
		Undated: w.said.undated, Close: w.said.close || w.e.body.late.Load(),
	}
	w.err = w.x.Start(&w.room.answer)
}

var contentType = []byte("Content-Type")

// Flush sends what was collected.
func (w *response) Flush() { _ = w.FlushError() }

// FlushError is Flush for http.ResponseController.
func (w *response) FlushError() error {
	switch {
	case w.hijacked != nil:
		return http.ErrHijacked
	case w.done:
		return conn.ErrGone
	case w.status == 0:
		w.WriteHeader(http.StatusOK)
	case w.status == http.StatusSwitchingProtocols:
		return nil // the head is sent by Hijack
	}
	if err := w.push(); err != nil {
		return err
	}
	w.err = w.x.Flush()
	return w.err
}

// finish ends the response. All of a short one is known now, its length too.
func (w *response) finish() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.status == http.StatusSwitchingProtocols {
		w.s.log().Error("a handler said 101 and did not take the connection over")
		w.x.Fail()
		return
	}
	trailers := len(w.said.trailers) > 0 || w.hasPrefixed()
	if !w.started && !w.said.framed && !trailers && hasContent(w.status) && (!w.isHead || len(w.room.content) > 0) {
		w.length = int64(len(w.room.content))
	}
	w.push()
	if w.err == nil && w.length > w.accepted && !w.isHead && hasContent(w.status) {
		w.err = w.x.Flush() // what there is, before the connection is given up
	}
	if w.err == nil && trailers {
		w.err = w.x.End(w.trailer()...)
	} else if w.err == nil {
		w.err = w.x.End()
	}
	if errors.Is(w.err, conn.ErrLength) {
		w.s.log().Error("a handler's content does not match its Content-Length")
	}
}

// release gives back what the next response can use.
func (w *response) release() {
	w.done = true
	if w.room != nil {
		w.room.giveBack()
		w.room, w.said = nil, said{}
	}
}
