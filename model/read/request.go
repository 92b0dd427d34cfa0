package read

import (
	"bytes"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Request is what was read of one request.
type Request struct {
	Method   string
	Target   string
	TargetAt int // offset of the target in the octets of the connection
	Handler  model.Handler
	Arg      int           // argument of the handler
	Takes    time.Duration // what the handler is known to take, also where the target is in absolute-form
	Offers   []string      // protocols named in Upgrade
	Content  []byte
	Complete bool // head and content have been read to their end
}

// Sizes past which a request is remarkable.
const (
	longMethod    = 1000
	longTarget    = 32 << 10
	line8000      = 8000
	shortLine     = 4000
	manyFields    = 100
	longHead      = 8000 // what most servers take by default (RFC 9110, section 5.4 leaves it to them)
	longExtension = 16 << 10
	manyChunks    = 10
)

// Requests reads the octets that a client sends on one connection. The zero value is
// ready. It is not safe for concurrent use.
type Requests struct {
	// Handler, when set, tells which handler a request-target at that offset addresses.
	Handler func(targetAt int) (h model.Handler, arg int)
	All     []*Request // in the order in which they began

	buf     []byte
	offset  int // of buf[0] in the octets of the connection
	stage   stage
	ignored bool // an empty line was skipped before the request-line
	head    head
	body    body
	events  []model.Input
}

type stage uint8

const (
	between stage = iota // before a request-line
	inHead
	inBody
	lost // nothing behind can be read as HTTP
)

// Add reads more octets and returns the events that they complete.
func (r *Requests) Add(data []byte) []model.Input {
	r.events = nil
	r.buf = append(r.buf, data...)
	for r.step() {
	}
	return r.events
}

// Method returns the method of request n, from 0, also where its request-line is not
// whole yet; empty where it is not known.
func (r *Requests) Method(n int) string {
	switch {
	case n >= len(r.All):
		return ""
	case r.All[n].Method == "" && r.open(n):
		method, _, _ := bytes.Cut(r.buf[:min(len(r.buf), longMethod)], []byte(" "))
		if string(method) == "HEAD" {
			return perhapsHEAD // who answers now need not have looked at it
		}
		if len(method) < len(r.buf) && token(string(method)) {
			return string(method)
		}
	}
	return r.All[n].Method
}

// open tells whether the request-line of request n is not whole yet.
func (r *Requests) open(n int) bool {
	return n == len(r.All)-1 && r.stage == inHead && r.head.lines == 0
}

// Unversioned tells whether request n has not ended, and names no version of HTTP/1 yet.
func (r *Requests) Unversioned(n int) bool {
	return r.open(n) || n == len(r.All)-1 && r.stage == inHead && r.head.broken
}

// emit appends an event.
func (r *Requests) emit(e model.Event) { r.events = append(r.events, model.Input{Event: e}) }

// remark appends a trait.
func (r *Requests) remark(t model.Trait) {
	r.events = append(r.events, model.Input{Event: model.Has, Trait: t})
}

// take consumes n octets of the buffer.
func (r *Requests) take(n int) {
	r.buf = r.buf[n:]
	r.offset += n
}

// current returns the request that is being read.
func (r *Requests) current() *Request { return r.All[len(r.All)-1] }

// step makes one move, and tells whether there may be another one.
func (r *Requests) step() bool {
	switch r.stage {
	case between:
		return r.skipEmptyLines()
	case inHead:
		return r.readLine()
	case inBody:
		return r.readBody()
	}
	return false
}

// skipEmptyLines reads what may stand before a request-line (RFC 9112, section 2.2): one
// empty line. LF alone need not be taken for one, and a second one need not be ignored:
// there a request begins.
func (r *Requests) skipEmptyLines() bool {
	switch {
	case len(r.buf) == 0:
		return false
	case r.buf[0] == '\r' && len(r.buf) == 1:
		return false
	case r.buf[0] == '\n':
		r.begin()
		r.remark(model.BareLF)
	case r.buf[0] != '\r' || r.buf[1] != '\n':
		r.begin()
	case r.ignored:
		r.begin()
		r.remark(model.Odd)
	default:
		r.take(2)
		r.ignored = true
		r.emit(model.EmptyLine)
	}
	return true
}

// begin begins a request.
func (r *Requests) begin() {
	r.stage, r.head = inHead, head{}
	if r.ignored {
		r.head.empty = 1
	}
	r.ignored = false
	r.All = append(r.All, &Request{})
	r.emit(model.Begins)
}

// readLine reads one line of a head.
func (r *Requests) readLine() bool {
	l, rest, ok := cutLine(r.buf)
	if !ok {
		r.seeLongTarget()
		return false
	}
	at := r.offset
	r.take(len(r.buf) - len(rest))
	h := &r.head
	if h.lines == 0 && l.text == "" {
		h.empty++
		h.bare = h.bare || l.bareLF
		return true
	}
	if h.lines > 0 {
		h.size += len(l.text)
	}
	if l.bareLF {
		h.remark(model.BareLF)
	}
	if l.bareCR {
		h.remark(model.BareCR)
	}
	switch {
	case h.lines == 0:
		h.requestLine(l.text)
		req := r.current()
		req.Method, req.Target, req.TargetAt = h.method, h.target, at+len(h.method)+1
		if h.simple {
			r.giveUp()
		}
	case l.text == "":
		r.endHead()
	default:
		h.fieldLine(l.text)
	}
	h.lines++
	return true
}

// seeLongTarget remarks a request-target as too long before its line has ended, because a
// server may answer before, too.
func (r *Requests) seeLongTarget() {
	if h := &r.head; h.lines == 0 && !h.long && len(r.buf) > longMethod+longTarget {
		if method, _, spaced := bytes.Cut(r.buf[:longMethod], []byte(" ")); spaced && token(string(method)) {
			h.long = true
			r.remark(model.LongTarget)
		}
	}
}

// giveUp reports what was remarkable and stops reading.
func (r *Requests) giveUp() {
	for _, t := range r.head.traits {
		r.remark(t)
	}
	r.emit(model.Malformed)
	if bytes.Contains(r.buf, []byte("HEAD ")) {
		r.current().Method = perhapsHEAD // who reads on may find it there
	}
	r.stage, r.buf = lost, nil
}

// endHead derives the meaning of a complete head (RFC 9112, sections 3, 6 and 9).
func (r *Requests) endHead() {
	h := &r.head
	if h.old {
		r.emit(model.IsHTTP10)
	}
	h.checkHost()
	h.checkSize()
	if e, ok := h.connection(); ok {
		r.emit(e)
	}
	framing := h.framing()
	h.expectations()
	r.current().Offers = h.offers()
	r.reportHead(framing)
	if h.broken {
		r.giveUp()
		return
	}
	for _, t := range h.traits {
		r.remark(t)
	}
	r.emit(model.HeadEnds)
	switch framing {
	case noBody:
		r.current().Complete = true
		r.stage = between
	default:
		r.stage, r.body = inBody, body{framing: framing, left: h.length}
	}
	if h.old && h.coded { // faulty framing: nothing behind the head can be relied upon
		r.stage, r.buf = lost, nil
	}
}

// reportHead emits what the framing, the expectation and the target say.
func (r *Requests) reportHead(framing framing) {
	h := &r.head
	if h.old && h.coded {
		r.emit(model.HasCodingIn10)
	}
	if !h.old && h.coded && h.measured {
		r.emit(model.HasBothLengths)
	}
	if framing != noBody && !(h.old && h.coded) {
		r.emit(model.HasBody)
	}
	if h.expects {
		r.emit(h.expectEvent)
	}
	req := r.current()
	if r.Handler != nil {
		req.Handler, req.Arg = r.Handler(req.TargetAt)
		if h, ms := r.Handler(req.TargetAt + pathAt(req.Target)); h == model.Slow {
			req.Takes = time.Duration(ms) * time.Millisecond
		}
	}
	safe := h.method == "GET" || h.method == "HEAD"
	// Content in a GET may be refused by any server (RFC 9110, section 9.3.1): nothing is promised then.
	if req.Handler != model.Unknown && !(safe && framing != noBody) && (safe || h.method == "POST" || h.method == "PUT") {
		r.events = append(r.events, model.Input{Event: model.Addresses, Handler: req.Handler, Safe: safe})
	}
}
