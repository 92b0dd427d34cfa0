package read

import (
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// contentKept bounds the content that is kept for comparison, in octets.
const contentKept = 1 << 20

// body is a message body while it is read.
type body struct {
	framing    framing
	strict     bool // sent by the server, to which nothing is forgiven that only recipients may put up with
	left       int  // octets left of the length or of the chunk
	begun      bool
	inChunk    bool
	inTrailer  bool
	chunks     int
	extensions int
	odd        bool
	kept       []byte        // the content, up to contentKept octets
	size       int           // of the content read so far
	bad        string        // why the chunks cannot be read
	events     []model.Input // noted and not yet reported
	noted      uint64        // set of all that were noted
}

// keep notes content.
func (b *body) keep(data []byte) {
	b.size += len(data)
	if room := contentKept - len(b.kept); room > 0 {
		b.kept = append(b.kept, data[:min(room, len(data))]...)
	}
}

// read consumes octets of the body; done tells that it has ended.
func (b *body) read(buf []byte) (used int, done bool) {
	for {
		n, more := 0, false
		switch b.framing {
		case byLength:
			n, done = b.readLength(buf[used:])
		case byChunks:
			n, done, more = b.readChunks(buf[used:])
		default: // endless
			n = len(buf) - used
			b.keep(buf[used:])
		}
		used += n
		if done || !more || b.bad != "" {
			return used, done
		}
	}
}

func (b *body) readLength(buf []byte) (used int, done bool) {
	n := min(b.left, len(buf))
	b.keep(buf[:n])
	b.left -= n
	return n, b.left == 0
}

// readChunks makes one move in a chunked body (RFC 9112, section 7.1).
func (b *body) readChunks(buf []byte) (used int, done, more bool) {
	if b.inChunk && b.left > 0 {
		n, _ := b.readLength(buf)
		return n, false, n > 0
	}
	l, rest, ok := cutLine(buf)
	if !ok {
		b.checkPartial(buf)
		return 0, false, false
	}
	used = len(buf) - len(rest)
	switch {
	case !b.endsWell(l):
		b.bad = "a line in the chunked body does not end in CRLF"
	case b.inChunk && l.text != "":
		b.bad = "no CRLF behind the chunk"
	case b.inChunk:
		b.inChunk = false
	case b.inTrailer && l.text == "":
		b.finish()
		b.noteEnd(l)
		return used, true, false
	case b.inTrailer:
		b.trailerLine(l.text)
	default:
		b.sizeLine(l.text)
	}
	if b.bad == "" {
		b.noteEnd(l)
	}
	return used, false, true
}

// endsWell tells whether a server may take a line for one. It may take LF alone for
// the end of a field line, but not of a chunk-size or of a chunk, and CR elsewhere for
// SP (RFC 9112, section 2.2).
func (b *body) endsWell(l line) bool {
	return !l.bareLF && !l.bareCR || !b.strict && (b.inTrailer || !l.bareLF)
}

// noteEnd notes what a server may refuse about the end of a line, too.
func (b *body) noteEnd(l line) {
	if l.bareLF {
		b.note(model.BareLF)
	}
	if l.bareCR {
		b.note(model.BareCR)
	}
}

// checkPartial finds what no further octet can cure.
func (b *body) checkPartial(buf []byte) {
	switch {
	case b.inChunk && len(buf) > 0 && buf[0] != '\r':
		b.bad = "no CRLF behind the chunk"
	case !b.inChunk && !b.inTrailer && len(buf) > longExtension:
		b.note(model.LongExtension)
	}
}

// sizeLine reads chunk-size [ chunk-ext ].
func (b *body) sizeLine(s string) {
	end := 0
	for end < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[end]) >= 0 {
		end++
	}
	size, ext := s[:end], s[end:]
	if size == "" || !extension(ext) {
		b.bad = "not a chunk-size: " + strconv.Quote(s)
		return
	}
	b.extensions += len(ext)
	if trim(ext) != "" {
		b.note(model.ChunkExtension)
	}
	if ext != strings.TrimRight(ext, " \t") || controls(ext) {
		b.note(model.Odd) // the grammar has whitespace before ";" and "=" only, and no controls in quotes
	}
	if b.extensions > longExtension {
		b.note(model.LongExtension)
	}
	if strings.ToLower(size) != size || len(size) > 1 && size[0] == '0' {
		b.odd = true
	}
	n, err := strconv.ParseUint(size, 16, 63)
	if err != nil {
		b.note(model.HugeChunk)
		b.framing = endless
		return
	}
	b.chunks++
	b.left = int(n)
	b.inChunk = n > 0
	b.inTrailer = n == 0
	if n == 0 {
		b.events = append(b.events, model.Input{Event: model.ChunksEnd})
	}
}

// extension tells whether s is *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ),
// perhaps with whitespace behind.
func extension(s string) bool {
	for s = trim(s); s != ""; s = trim(s) {
		if s[0] != ';' {
			return false
		}
		s = trim(s[1:])
		n := 0
		for n < len(s) && tchar(s[n]) {
			n++
		}
		if n == 0 {
			return false
		}
		s = trim(s[n:])
		if s == "" || s[0] != '=' {
			continue
		}
		rest, ok := extensionValue(trim(s[1:]))
		if !ok {
			return false
		}
		s = rest
	}
	return true
}

// extensionValue cuts a token or quoted-string off s.
func extensionValue(s string) (rest string, ok bool) {
	if s == "" {
		return "", false
	}
	if s[0] != '"' {
		n := 0
		for n < len(s) && tchar(s[n]) {
			n++
		}
		return s[n:], n > 0
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[i+1:], true
		}
	}
	return "", false
}

// trailerLine reads a field line of the trailer section, or the continuation of one
// (RFC 9112, section 5.2).
func (b *body) trailerLine(s string) {
	if (s[0] == ' ' || s[0] == '\t') && b.noted>>model.Trailer&1 != 0 && !b.strict {
		b.note(model.Fold)
		return
	}
	name, value, ok := strings.Cut(s, ":")
	if !ok || !token(name) {
		b.bad = "not a trailer field: " + strconv.Quote(s)
		return
	}
	b.note(model.Trailer)
	if controls(value) {
		b.note(model.Odd)
	}
	if forbidden[strings.ToLower(name)] {
		b.note(model.BadTrailer)
	}
}

// forbidden are fields that no sender may put into a trailer section (RFC 9110, section 6.5.1).
var forbidden = map[string]bool{
	"transfer-encoding": true, "content-length": true, "host": true, "connection": true, "te": true, "trailer": true,
	"upgrade": true, "expect": true, "keep-alive": true, "content-encoding": true, "content-type": true, "content-range": true,
}

// finish notes what is remarkable about valid chunks.
func (b *body) finish() {
	if b.odd || b.chunks > manyChunks {
		b.note(model.OddChunks)
	}
}

// note remembers a trait once, until it is reported.
func (b *body) note(t model.Trait) {
	if b.noted>>t&1 != 0 {
		return
	}
	b.noted |= 1 << t
	b.events = append(b.events, model.Input{Event: model.Has, Trait: t})
}

// readBody reads content of the current request.
func (r *Requests) readBody() bool {
	if len(r.buf) == 0 {
		return false
	}
	if !r.body.begun {
		r.body.begun = true
		r.emit(model.BodyBegins)
	}
	used, done := r.body.read(r.buf)
	r.take(used)
	req := r.current()
	req.Content = r.body.kept
	r.events = append(r.events, r.body.events...)
	r.body.events = nil
	switch {
	case r.body.bad != "":
		r.remark(model.BadChunk)
		r.emit(model.Malformed)
		r.stage, r.buf = lost, nil
		return false
	case done:
		req.Complete = true
		r.emit(model.BodyEnds)
		r.stage = between
		return true
	}
	return false
}
