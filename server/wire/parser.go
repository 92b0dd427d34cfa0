package wire

// Head is the head of a request. Its slices lie in the buffer that was given to
// Parse and hold until that buffer changes or Parse or Reset is called.
type Head struct {
	Method []byte
	Target []byte
	Major  int // always 1 in a whole head
	Minor  int // 0 to 9; above 1 it is to be treated as 1 (RFC 9110, section 6.2)
	Fields []Field
	Semantics
}

type headState uint8

const (
	atStart headState = iota
	atEmptyLF
	inMethod
	inTarget
	inVersion
	atVersionEnd
	atVersionLF
	inFields
	isWhole
)

// Parser reads heads of requests. Make it with NewParser.
type Parser struct {
	opts  Options
	state headState
	pos   int // the next octet of the request-line to look at
	start int // of the request-line, behind empty lines
	empty int // lines skipped before it

	methodEnd, targetEnd   int
	plain                  bool // the request-target has only plainOctets so far
	form                   Form
	authority, authorityTo int // offsets in the request-target

	section section
	head    Head
	flaw    Flaw
}

// NewParser returns a Parser that is ready for the first request.
func NewParser(o Options) *Parser {
	p := &Parser{opts: o.withDefaults()}
	p.section.opts = &p.opts
	return p
}

// Reset forgets the request, and a flaw, and makes ready for the next one. It drops
// all references to buffers; between two requests Parse needs no Reset.
func (p *Parser) Reset() {
	p.state, p.pos, p.empty, p.flaw = atStart, 0, 0, NoFlaw
	p.head = Head{}
	clear(p.section.fields[:cap(p.section.fields)])
}

// Head returns the head that Parse found last; it is the same one each time. It
// holds nothing of use until Parse returns a number of octets.
func (p *Parser) Head() *Head { return &p.head }

// Begun says that at least one octet of a request-line has been seen and its head
// is not whole yet.
func (p *Parser) Begun() bool { return p.state > atEmptyLF && p.state < isWhole }

// Parse reads a head, with the empty lines before it, at the start of buf. It
// returns the number of octets of the head once it is whole and 0 as long as more
// are needed. A later call must be given the same octets again, with more behind
// them; they may have moved. After a whole head, Parse begins with the next.
//
// A flaw in the head's syntax comes with 0, as soon as the first wrong octet is
// there; a flaw in what the fields mean comes with the number of octets, and
// then the Head is as complete as the flaw allows. After a fatal flaw Parse
// returns nothing but that flaw until Reset. Without Options.AcceptObsFold the
// buffer is only read.
func (p *Parser) Parse(buf []byte) (n int, flaw Flaw) {
	if p.flaw != NoFlaw && p.flaw.Fatal() {
		return 0, p.flaw
	}
	if p.state == isWhole {
		p.state, p.pos, p.empty, p.flaw = atStart, 0, 0, NoFlaw
	}
	if p.state == atStart && p.wholeLine(buf) && p.section.wholeLines(p.section.within(buf)) {
		return p.finish(buf)
	}
	if p.state != inFields {
		if p.flaw = p.requestLine(buf); p.flaw != NoFlaw || p.state != inFields {
			return 0, p.flaw
		}
	}
	whole, flaw := p.section.parse(buf)
	if !whole {
		p.flaw = flaw
		return 0, flaw
	}
	return p.finish(buf)
}

// finish fills in the Head of a whole request.
func (p *Parser) finish(buf []byte) (n int, flaw Flaw) {
	p.state = isWhole
	h := &p.head
	h.Method = cut(buf, p.start, p.methodEnd)
	h.Target = cut(buf, p.methodEnd+1, p.targetEnd)
	h.Fields = p.section.fields
	h.Semantics = Semantics{Form: p.form}
	if p.authorityTo > 0 {
		h.Authority = cut(h.Target, p.authority, p.authorityTo)
	}
	h.derive()
	p.flaw = h.Flaw
	return p.section.pos, p.flaw
}

// wholeLine reads a request-line at once if all of it is there and nothing is
// special about it. If not, it changes nothing, and the line is read state by state.
func (p *Parser) wholeLine(buf []byte) bool {
	const tail = " HTTP/1.1\r\n"
	method := skip(buf, p.pos, tokenOctet)
	if method == p.pos || len(buf)-method < len(" /"+tail) || buf[method] != ' ' || buf[method+1] != '/' {
		return false
	}
	target := skipPath(buf, method+2)
	if len(buf)-target < len(tail) {
		return false
	}
	end := buf[target : target+len(tail)]
	if string(end[:8]) != tail[:8] || !is(end[8], digitOctet) || end[9] != '\r' || end[10] != '\n' ||
		method-p.pos > p.opts.Method || target-p.pos > p.opts.RequestLine-len(" HTTP/1.1") ||
		string(buf[p.pos:method]) == "CONNECT" {
		return false
	}
	p.start, p.methodEnd, p.targetEnd = p.pos, method, target
	p.form, p.authority, p.authorityTo = OriginForm, 0, 0
	p.head.Major, p.head.Minor = 1, int(end[8]-'0')
	p.state = inFields
	p.section.begin(target+len(tail), p.start+p.opts.Head, HeadTooLarge)
	return true
}

// requestLine goes on reading empty lines and the request-line.
func (p *Parser) requestLine(buf []byte) (flaw Flaw) {
	for p.pos < len(buf) && flaw == NoFlaw {
		switch p.state {
		case atStart:
			flaw = p.emptyLine(buf[p.pos])
		case atEmptyLF:
			flaw = lineFeed(buf[p.pos])
			p.state = atStart
			p.pos++
		case inMethod:
			flaw = p.method(buf)
		case inTarget:
			flaw = p.target(buf)
		case inVersion:
			flaw = p.version(buf)
		case atVersionEnd, atVersionLF:
			flaw = p.versionEnd(buf[p.pos])
		case inFields:
			return NoFlaw
		}
	}
	return flaw
}

// emptyLine looks at the first octet of a line before the request-line.
func (p *Parser) emptyLine(octet byte) Flaw {
	if octet != '\r' && octet != '\n' {
		p.start = p.pos
		p.state = inMethod
		return NoFlaw
	}
	if p.empty == p.opts.EmptyLines {
		return BadRequestLine
	}
	p.empty++
	p.pos++
	if octet == '\r' {
		p.state = atEmptyLF
		return NoFlaw
	}
	if !p.opts.AcceptBareLF {
		return BareLF
	}
	return NoFlaw
}

func (p *Parser) method(buf []byte) Flaw {
	limit := p.start + p.opts.Method
	i := p.pos
	for i < len(buf) && i <= limit && is(buf[i], tokenOctet) {
		i++
	}
	p.pos = i
	switch {
	case i > limit:
		return LongMethod
	case i == len(buf):
		return NoFlaw
	case buf[i] == ' ' && i > p.start:
		p.methodEnd = i
		p.plain = true
		p.state = inTarget
		p.pos++
		return NoFlaw
	case is(buf[i], valueOctet) && buf[i] < 0x80, buf[i] == '\r', buf[i] == '\n':
		return BadRequestLine
	default:
		return NotHTTP
	}
}

// target reads the request-target. Its limit leaves room for the rest of the
// request-line, so that what is too long is found before the line ends.
func (p *Parser) target(buf []byte) Flaw {
	allowed := targetOctet
	if p.opts.AcceptUnescapedTarget {
		allowed |= unescapedOctet
	}
	limit := p.start + p.opts.RequestLine - len(" HTTP/1.1")
	i := p.pos
	for i < len(buf) && i <= limit && is(buf[i], plainOctet) {
		i++
	}
	if i < len(buf) && i <= limit && buf[i] != ' ' {
		p.plain = false
		for i < len(buf) && i <= limit && is(buf[i], allowed) {
			i++
		}
	}
	p.pos = i
	switch {
	case i > limit:
		return LongTarget
	case i == len(buf):
		return NoFlaw
	case buf[i] != ' ':
		return BadRequestLine
	}
	p.targetEnd = i
	p.state = inVersion
	p.pos++
	return p.targetFlaw(buf)
}

// targetFlaw checks the form of the request-target. Most are a plain path, which
// the loop over its octets has checked already.
func (p *Parser) targetFlaw(buf []byte) Flaw {
	if p.plain && buf[p.methodEnd+1] == '/' && string(buf[p.start:p.methodEnd]) != "CONNECT" {
		p.form, p.authority, p.authorityTo = OriginForm, 0, 0
		return NoFlaw
	}
	var ok bool
	p.form, p.authority, p.authorityTo, ok = targetForm(
		buf[p.start:p.methodEnd], buf[p.methodEnd+1:p.targetEnd], p.opts.AcceptUnescapedTarget)
	if !ok {
		return BadRequestLine
	}
	return NoFlaw
}

// version reads the HTTP-version, which is case-sensitive (RFC 9112, section 2.3).
func (p *Parser) version(buf []byte) Flaw {
	const pattern, usual = "HTTP/d.d", "HTTP/1."
	if p.pos == p.targetEnd+1 && len(buf)-p.pos >= len(usual) && string(buf[p.pos:p.pos+len(usual)]) == usual {
		p.head.Major = 1
		p.pos += len(usual)
	}
	for p.pos < len(buf) {
		c := buf[p.pos]
		at := p.pos - p.targetEnd - 1
		if pattern[at] != 'd' && c != pattern[at] || pattern[at] == 'd' && !is(c, digitOctet) {
			return BadRequestLine
		}
		p.pos++
		switch at {
		case 5:
			p.head.Major = int(c - '0')
		case 7:
			p.head.Minor = int(c - '0')
			p.state = atVersionEnd
			return NoFlaw
		}
	}
	return NoFlaw
}

// versionEnd looks at the octets that end the request-line.
func (p *Parser) versionEnd(octet byte) Flaw {
	p.pos++
	switch {
	case p.state == atVersionEnd && octet == '\r':
		p.state = atVersionLF
		return NoFlaw
	case p.state == atVersionEnd && octet != '\n':
		return BadRequestLine
	case p.state == atVersionEnd && !p.opts.AcceptBareLF:
		return BareLF
	case octet != '\n':
		return BareCR
	case p.head.Major != 1:
		return BadVersion
	}
	p.state = inFields
	p.section.begin(p.pos, p.start+p.opts.Head, HeadTooLarge)
	return NoFlaw
}
