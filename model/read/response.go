package read

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Response is what was read of one final response.
type Response struct {
	Status   int
	Content  []byte // up to one mebibyte of it
	Size     int    // octets of content received
	Complete bool
}

// Responses reads the octets that a server sends on one connection. It is not safe
// for concurrent use.
type Responses struct {
	// Method returns the method of the n-th request (from 0), on which the end of its response depends.
	Method func(n int) string
	// Offers, when set, returns the protocols that the n-th request offered.
	Offers func(n int) []string
	// Unversioned, when set, tells whether the n-th request has not ended, and names no version of HTTP/1 yet. Who answers it
	// may take it for HTTP/0.9, which has no head.
	Unversioned func(n int) bool

	Finals []*Response // in the order in which they began
	Blind  bool        // nobody can tell what the octets from here on are

	buf     []byte
	stage   stage
	old     bool
	fields  fields
	status  int
	started bool // the status-line of a final response was reported
	body    body
	events  []model.Input
}

// Add reads more octets and returns the events that they complete.
func (r *Responses) Add(data []byte) []model.Input {
	r.events = nil
	if r.stage != lost {
		r.buf = append(r.buf, data...)
	}
	for r.step() {
	}
	return r.events
}

// End reads the server's FIN: it ends a response that has neither length nor coding.
func (r *Responses) End() []model.Input {
	r.events = nil
	if r.stage == inBody && r.body.framing == endless {
		r.finish()
	}
	return r.events
}

// Begun tells whether a final response has begun and not ended.
func (r *Responses) Begun() bool {
	return len(r.Finals) > 0 && !r.Finals[len(r.Finals)-1].Complete
}

func (r *Responses) emit(e model.Event) { r.events = append(r.events, model.Input{Event: e}) }

// stray gives up: these octets begin no response, or continue none.
func (r *Responses) stray() bool {
	r.emit(model.Stray)
	r.stage, r.buf = lost, nil
	return false
}

// giveUp reads no more: these octets may mean this or that.
func (r *Responses) giveUp() bool {
	r.Blind, r.stage, r.buf = true, lost, nil
	return false
}

// step makes one move, and tells whether there may be another one.
func (r *Responses) step() bool {
	switch r.stage {
	case between:
		return r.statusLine()
	case inHead:
		return r.fieldLine()
	case inBody:
		return r.content()
	}
	return false
}

// statusLine reads HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112, section 4).
func (r *Responses) statusLine() bool {
	const begin = "HTTP/"
	if len(r.buf) == 0 {
		return false
	}
	if n := min(len(begin), len(r.buf)); string(r.buf[:n]) != begin[:n] {
		if r.Unversioned != nil && r.Unversioned(len(r.Finals)) {
			return r.giveUp()
		}
		return r.stray()
	}
	l, rest, ok := cutLine(r.buf)
	if !ok {
		return false
	}
	if len(l.text) < 12 || !digits(l.text[5:6]) || l.text[6] != '.' || !digits(l.text[7:8]) || l.text[8] != ' ' || !digits(l.text[9:12]) ||
		len(l.text) > 12 && l.text[12] != ' ' {
		return r.stray()
	}
	r.buf = rest
	r.old = l.text[5:8] <= "1.0"
	r.status, _ = strconv.Atoi(l.text[9:12])
	r.fields, r.started, r.stage = nil, false, inHead
	if model.StatusOf(r.status) == model.NoStatus {
		return r.stray()
	}
	if r.status >= 200 {
		r.started = true
		r.Finals = append(r.Finals, &Response{Status: r.status})
		if r.old {
			r.emit(model.AnswerIs10)
		}
		r.events = append(r.events, model.Input{Event: model.AnswerStarts, Status: model.StatusOf(r.status)})
	}
	return true
}

// fieldLine reads one line of the field section; an empty one ends it.
func (r *Responses) fieldLine() bool {
	l, rest, ok := cutLine(r.buf)
	if !ok {
		return false
	}
	r.buf = rest
	if l.text == "" {
		r.endHead()
		return true
	}
	if (l.text[0] == ' ' || l.text[0] == '\t') && len(r.fields) > 0 {
		last := &r.fields[len(r.fields)-1]
		last.value = trim(last.value + " " + trim(l.text))
		return true
	}
	name, value, _ := strings.Cut(l.text, ":")
	r.fields = append(r.fields, field{trim(name), trim(value)})
	return true
}

// endHead reports the fields that matter to the connection, and finds the framing.
func (r *Responses) endHead() {
	r.stage = between
	if !r.started {
		r.events = append(r.events, model.Input{Event: model.Interim, Status: model.StatusOf(r.status)})
	}
	if len(r.fields.values("Upgrade")) > 0 && !r.fields.has("Connection", "upgrade") {
		r.emit(model.AnswerHidesUpgrade)
	}
	coded, measured := r.fields.values("Transfer-Encoding"), r.fields.values("Content-Length")
	if len(coded) > 0 {
		r.emit(model.AnswerHasCoding)
	}
	if len(measured) > 0 {
		r.emit(model.AnswerHasLength)
	}
	if r.status == 101 {
		r.switches()
		r.emit(model.AnswerHeadEnds)
		r.stage, r.buf = lost, nil // the octets behind are of another protocol
	}
	if !r.started {
		return
	}
	r.connection()
	r.frame(coded, measured)
}

// switches compares the protocol of a 101 response with what was offered (RFC 9110, section 7.8).
func (r *Responses) switches() {
	names := r.fields.list("Upgrade")
	if len(names) == 0 {
		r.emit(model.AnswerLacksUpgrade)
		return
	}
	var offers []string
	if r.Offers != nil {
		offers = r.Offers(len(r.Finals))
	}
	for _, p := range names {
		if !offered(p, offers) {
			r.emit(model.AnswerUnoffered)
			return
		}
	}
}

// offered tells whether a protocol is among those offered. Their versions are left to them.
func offered(protocol string, offers []string) bool {
	name, _, _ := strings.Cut(protocol, "/")
	for _, o := range offers {
		if o, _, _ = strings.Cut(o, "/"); strings.EqualFold(o, name) {
			return true
		}
	}
	return false
}

// connection reports the connection options of a final response.
func (r *Responses) connection() {
	if len(r.fields.values("Keep-Alive")) > 0 && !r.fields.has("Connection", "keep-alive") {
		r.emit(model.AnswerHasUnlisted)
	}
	if r.status == 426 && len(r.fields.values("Upgrade")) == 0 {
		r.emit(model.AnswerLacksUpgrade)
	}
	switch {
	case r.fields.has("Connection", "close"):
		r.emit(model.AnswerSaysClose)
	case r.fields.has("Connection", "keep-alive"):
		r.emit(model.AnswerSaysKeepAlive)
	}
}

// frame decides the length of the content (RFC 9112, section 6.3).
func (r *Responses) frame(coded, measured []string) {
	method := r.Method(len(r.Finals) - 1)
	if method == perhapsHEAD || method == "HEAD" && r.status == 408 { // which may be older than the request-line
		r.emit(model.AnswerHeadEnds)
		r.finish()
		r.giveUp() // nobody can tell whether content is what follows
		return
	}
	tunnel := method == "CONNECT" && r.status/100 == 2
	bodyless := method == "HEAD" || tunnel || r.status == 204 || r.status == 304
	r.body = body{strict: true}
	switch codings := r.fields.list("Transfer-Encoding"); {
	case bodyless:
		r.emit(model.AnswerIsBodyless)
	case len(coded) > 0 && len(codings) > 0 && strings.EqualFold(codings[len(codings)-1], "chunked"):
		r.body.framing = byChunks
	case len(coded) == 0 && len(measured) > 0:
		value, _ := r.fields.lengthValue()
		n, err := strconv.Atoi(value)
		if err != nil {
			r.stray()
			return
		}
		r.body.framing, r.body.left = byLength, n
	default:
		r.body.framing = endless
		r.emit(model.AnswerUndelimited)
	}
	r.emit(model.AnswerHeadEnds)
	if bodyless || r.body.framing == byLength && r.body.left == 0 {
		r.finish()
		if tunnel {
			r.stage, r.buf = lost, nil // the octets behind are of another protocol
		}
		return
	}
	r.stage = inBody
}

// content reads octets of the content.
func (r *Responses) content() bool {
	used, done := r.body.read(r.buf)
	r.buf = r.buf[used:]
	final := r.Finals[len(r.Finals)-1]
	final.Content, final.Size = r.body.kept, r.body.size
	switch {
	case r.body.bad != "":
		return r.stray()
	case done:
		r.finish()
		return true
	}
	return false
}

// finish ends a final response.
func (r *Responses) finish() {
	r.Finals[len(r.Finals)-1].Complete = true
	r.emit(model.AnswerEnds)
	r.stage = between
	r.buf = bytes.Clone(r.buf)
}
