package conn

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// ErrLength: the content is not as long as the Content-Length that was given.
var ErrLength = errors.New("content does not match its Content-Length")

// Answer is what a handler says in the head of its final response. Framing and
// connection options are not its business, apart from Close.
type Answer struct {
	Status int
	// Fields without those that this package writes: Connection, Keep-Alive,
	// Content-Length, Transfer-Encoding, Trailer. A field Upgrade is listed in
	// Connection.
	Fields []wire.Field
	// Length of the content, -1 where it is not known. For HEAD and 304 it is the
	// length that GET and 200 would have had.
	Length int64
	// Trailers are the names that the Trailer field announces, for content of unknown
	// length; EndAnswer is given the fields.
	Trailers []string
	// Undated: there is to be no Date.
	Undated bool
	// Close: the handler wants the connection to end with this response.
	Close bool
}

// AnswerHead is the head of a response as it is going to be written. HTTP10, IsHead,
// Flaw and Last are there to be read by Seams.Answer.
type AnswerHead struct {
	Status    int
	HTTP10    bool         // the request's version is HTTP/1.0
	IsHead    bool         // its method is HEAD
	Flaw      wire.Flaw    // what is wrong with it
	Last      model.Reason // why it is the last one, for Seams.Answer only
	Close     bool         // write the connection option close
	KeepAlive bool         // write the connection option keep-alive
	Length    int64        // write Content-Length, unless it is -1
	Chunked   bool         // write Transfer-Encoding, and chunks
	Content   bool         // write the content
}

// StartAnswer writes the head of the final response.
func (c *Conn) StartAnswer(a *Answer) error {
	if !c.x.handling || c.released || c.fin || c.finSent {
		return ErrGone
	}
	c.start(a)
	return nil
}

// Answer writes a whole response; a.Length is taken to be that of the content.
func (c *Conn) Answer(a *Answer, content []byte) error {
	if !c.x.handling || c.released || c.fin || c.finSent {
		return ErrGone
	}
	a.Length = int64(len(content))
	if a.Status == 304 && len(content) == 0 {
		a.Length = -1 // 0 would be that of another response (RFC 9110, section 8.6)
	}
	h := c.open(a)
	c.append(content)
	c.x.handling = false
	if h.Close || h.KeepAlive || h.Length < 0 || !h.Content || h.Chunked || !c.travel(c.routes.answer) {
		c.tellHead(&h)
		c.end()
	}
	return nil
}

// start opens the response and tells the machine what was written.
func (c *Conn) start(a *Answer) {
	h := c.open(a)
	c.tellHead(&h)
}

// open tells the machine that the response begins, lets it decide whether the
// connection goes on, and writes the head accordingly.
func (c *Conn) open(a *Answer) AnswerHead {
	if c.x.inBody && (c.x.chunked || c.x.left > c.cfg.UnreadBody) {
		c.tell(model.BodyIsLong)
	}
	c.x.started = true
	c.answerStarts(a.Status)
	h := c.frame(a)
	if h.Content && !h.Chunked && h.Length < 0 {
		c.tell(model.AnswerUndelimited)
	}
	// What follows CONNECT is meant for somebody else, whatever the response.
	h.Close = a.Close || c.x.isConnect || c.machine.Last() != model.NotLast
	h.KeepAlive = !h.Close && c.machine.Facts()&(model.V10|model.KeepAlive) == model.V10|model.KeepAlive
	if c.seams.Answer != nil {
		h = c.misheaded(h)
	}
	c.x.encoded, c.x.silent = h.Chunked, !h.Content
	c.x.endless = h.Content && !h.Chunked && h.Length < 0
	c.x.bounded, c.x.owed = h.Content && !h.IsHead && !h.Chunked && h.Length >= 0, h.Length
	c.writeHead(a, &h)
	return h
}

// misheaded is the head as a fault changes it.
func (c *Conn) misheaded(h AnswerHead) AnswerHead {
	h.Last = c.machine.Last()
	c.seams.Answer(&h)
	return h
}

// frame decides how the end of a response is found (RFC 9112, section 6.3).
func (c *Conn) frame(a *Answer) AnswerHead {
	h := AnswerHead{Status: a.Status, HTTP10: c.x.v10, IsHead: c.x.isHead, Flaw: c.x.flaw, Length: a.Length}
	tunnel := c.x.isConnect && a.Status/100 == 2
	h.Content = !c.x.isHead && !tunnel && a.Status != 204 && a.Status != 304
	if a.Status == 204 || tunnel {
		h.Length = -1
	}
	h.Chunked = h.Content && h.Length < 0 && !c.x.v10
	return h
}

func (c *Conn) writeHead(a *Answer, h *AnswerHead) {
	start := len(c.out)
	out := wire.AppendStatus(c.out, h.Status)
	dated, upgrade := a.Undated, false
	for _, f := range a.Fields {
		switch len(f.Name) {
		case len("Date"):
			dated = dated || bytes.EqualFold(f.Name, []byte("Date"))
		case len("Upgrade"):
			upgrade = upgrade || bytes.EqualFold(f.Name, []byte("Upgrade"))
		}
		out = wire.AppendField(out, f.Name, f.Value)
	}
	if c.date != nil && !dated {
		out = append(append(append(out, "Date: "...), c.date...), "\r\n"...)
	}
	if h.Length >= 0 {
		out = wire.AppendLength(out, h.Length)
	}
	if h.Chunked {
		out = append(out, "Transfer-Encoding: chunked\r\n"...)
		out = appendTrailers(out, a.Trailers)
	}
	if h.Close {
		out = append(out, "Connection: close\r\n"...)
	}
	if h.KeepAlive {
		out = append(out, "Connection: keep-alive\r\n"...)
	}
	if upgrade {
		out = append(out, "Connection: upgrade\r\n"...)
	}
	c.out = wire.AppendHeadEnd(out)
	if c.seams.Spell != nil {
		c.out = append(c.out[:start], c.seams.Spell(bytes.Clone(c.out[start:]), *h)...)
	}
}

func appendTrailers(out []byte, names []string) []byte {
	if len(names) == 0 {
		return out
	}
	return wire.AppendField(out, "Trailer", strings.Join(names, ", "))
}

// tellHead tells the machine what was written.
func (c *Conn) tellHead(h *AnswerHead) {
	if h.Close {
		c.tell(model.AnswerSaysClose)
	}
	if h.KeepAlive {
		c.tell(model.AnswerSaysKeepAlive)
	}
	if h.Chunked {
		c.tell(model.AnswerHasCoding)
	}
	if h.Length >= 0 {
		c.tell(model.AnswerHasLength)
	}
	if !h.Content {
		c.tell(model.AnswerIsBodyless)
	}
	c.tell(model.AnswerHeadEnds)
}

// WriteContent writes content of the response; for a response without content it
// is counted and dropped. Past the length that was given, ErrLength comes.
func (c *Conn) WriteContent(p []byte) (int, error) {
	if !c.x.handling || c.released {
		return 0, ErrGone
	}
	var err error
	if c.x.bounded && int64(len(p)) > c.x.owed {
		p, err = p[:c.x.owed], ErrLength
	}
	c.append(p)
	return len(p), err
}

func (c *Conn) append(p []byte) {
	c.x.owed -= int64(len(p))
	switch {
	case c.x.silent:
	case c.x.encoded && c.seams.Chunk != nil && len(p) > 0:
		c.out = c.seams.Chunk(c.out, p)
	case c.x.encoded:
		c.out = wire.AppendChunk(c.out, p)
	default:
		c.out = append(c.out, p...)
	}
}

// Owed is how much content of the response is missing where it is sent as it is given:
// with a known length. Otherwise it is -1.
func (c *Conn) Owed() int64 {
	if !c.x.handling || !c.x.started || !c.x.bounded || c.released {
		return -1
	}
	return c.x.owed
}

// Sent takes n octets of content for sent that the owner has sent himself, behind all
// of Output.
func (c *Conn) Sent(n int64) { c.x.owed -= n }

// EndAnswer ends the response that StartAnswer began. Where content is missing,
// the client could not tell: ErrLength, and the connection is given up. The trailer
// is sent behind content in chunks, and dropped behind any other; so is a field that
// no trailer may have (RFC 9110, section 6.5.1).
func (c *Conn) EndAnswer(trailer ...wire.Field) error {
	if !c.x.handling || c.released {
		return ErrGone
	}
	if c.x.bounded && c.x.owed > 0 {
		c.GiveUp()
		return ErrLength
	}
	c.end(trailer...)
	return nil
}

// GiveUp breaks off: the handler failed in the middle of its response. The
// connection is lost, as if the client had gone; it is reset where FIN would be
// taken for the end of the response.
func (c *Conn) GiveUp() {
	if !c.x.handling {
		return // refused meanwhile
	}
	c.x.handling = false
	c.tell(model.Aborts)
}

func (c *Conn) end(trailer ...wire.Field) {
	if c.x.encoded && !c.x.silent {
		c.out = wire.AppendLastChunk(c.out, permitted(trailer)...)
	}
	c.x.handling = false
	c.tell(model.AnswerEnds)
}

// permitted returns the fields that a trailer may have.
func permitted(trailer []wire.Field) []wire.Field {
	return slices.DeleteFunc(trailer, func(f wire.Field) bool { return wire.ForbiddenInTrailer(f.Name) })
}

// Interim writes an interim response other than 100 and 101, which are not a
// handler's business. HTTP/1.0 clients know none and get none.
func (c *Conn) Interim(code int, fields []wire.Field) error {
	if !c.x.handling || c.x.started || c.released {
		return ErrGone
	}
	if c.x.v10 {
		return nil
	}
	c.step(model.Input{Event: model.Interim, Status: model.StatusOf(code)})
	c.out = wire.AppendStatus(c.out, code)
	for _, f := range fields {
		c.out = wire.AppendField(c.out, f.Name, f.Value)
	}
	c.out = wire.AppendHeadEnd(c.out)
	return nil
}

func (c *Conn) sendContinue() {
	c.step(model.Input{Event: model.Interim, Status: model.S100})
	c.out = append(c.out, wire.Continue...)
}

// refuse answers with the server's own error. What a handler may still say about
// the request is not heard.
func (c *Conn) refuse() {
	status, why, bodyErr := 408, "no complete request came in time", ErrTimeout
	switch {
	case c.x.stalled:
		status, why, bodyErr = 503, "no response was ready in time", ErrGone
	case c.x.flaw != wire.NoFlaw:
		status, why = c.x.flaw.Status(), c.x.flaw.Error()
	case !c.x.handling && !c.x.inBody: // in the middle of a head
		c.x.isHead = c.saysHEAD()
	}
	if c.x.bodyErr == nil {
		c.x.bodyErr = bodyErr
	}
	c.x.handling = false
	why += "\n"
	c.start(&Answer{Status: status, Fields: textPlain, Length: int64(len(why))})
	c.append([]byte(why))
	c.end()
}

var textPlain = []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}
