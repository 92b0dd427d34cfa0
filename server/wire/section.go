package wire

// Field is one field line, without whitespace around its value.
type Field struct {
	Name  []byte // as received, in any case
	Value []byte
}

// span is where a field lies in the buffer. Offsets survive when the caller
// moves the octets to a larger buffer between two calls; slices would not.
type span struct{ name, nameEnd, value, valueEnd int }

type lineState uint8

const (
	atLineStart lineState = iota
	inName
	inValue
	atValueLF // behind the CR of a field line
	atLastLF  // behind the CR of the empty line
)

// section reads field lines up to the empty line: a header or a trailer section.
type section struct {
	opts   *Options
	state  lineState
	pos    int  // the next octet to look at
	end    int  // octets of the section lie before it
	excess Flaw // of an octet at end
	spans  []span
	fields []Field
}

// begin makes ready for a section that starts at pos and ends before end.
func (s *section) begin(pos, end int, excess Flaw) {
	s.state, s.pos, s.end, s.excess = atLineStart, pos, end, excess
	s.spans, s.fields = s.spans[:0], s.fields[:0]
}

// parse looks at the octets that it has not seen. When the section is whole, pos
// is behind its empty line.
func (s *section) parse(buf []byte) (whole bool, flaw Flaw) {
	seen := buf[:min(len(buf), s.end)]
	for s.pos < len(seen) {
		switch s.state {
		case atLineStart:
			if s.wholeLine(seen) {
				continue
			}
			whole, flaw = s.lineStart(seen)
		case inName:
			flaw = s.name(seen)
		case inValue:
			flaw = s.value(seen)
		case atValueLF:
			flaw = s.valueLF(seen)
		case atLastLF:
			whole, flaw = true, lineFeed(seen[s.pos])
			s.pos++
		}
		if flaw != NoFlaw {
			return false, flaw
		}
		if whole {
			s.resolve(buf)
			return true, NoFlaw
		}
	}
	if len(buf) > s.end {
		return false, s.excess
	}
	return false, NoFlaw
}

// wholeLine reads a field line at once if all of it is there and nothing is
// special about it. If not, it changes nothing, and the line is read state by state.
func (s *section) wholeLine(buf []byte) bool {
	i := s.pos
	for i < len(buf) && is(buf[i], tokenOctet) {
		i++
	}
	if i == s.pos || i == len(buf) || buf[i] != ':' || len(s.spans) == s.opts.Fields {
		return false
	}
	end := skipValue(buf, i+1)
	if len(buf)-end < 2 || buf[end] != '\r' || buf[end+1] != '\n' {
		return false
	}
	s.spans = append(s.spans, span{s.pos, i, i + 1, end})
	s.pos = end + 2
	return true
}

// lineFeed is the flaw of an octet that follows CR.
func lineFeed(octet byte) Flaw {
	if octet != '\n' {
		return BareCR
	}
	return NoFlaw
}

func (s *section) lineStart(buf []byte) (whole bool, flaw Flaw) {
	switch c := buf[s.pos]; {
	case c == '\r':
		s.state = atLastLF
		s.pos++
		return false, NoFlaw
	case c == '\n':
		if !s.opts.AcceptBareLF {
			return false, BareLF
		}
		s.pos++
		return true, NoFlaw
	case c == ' ' || c == '\t':
		return false, s.fold(buf)
	case len(s.spans) == s.opts.Fields:
		return false, TooManyFields
	default:
		s.spans = append(s.spans, span{name: s.pos})
		s.state = inName
		return false, NoFlaw
	}
}

// fold goes back into the value of the line before, whose end becomes spaces.
func (s *section) fold(buf []byte) Flaw {
	if len(s.spans) == 0 {
		return SpaceBeforeFirstField
	}
	if !s.opts.AcceptObsFold {
		return ObsFold
	}
	for i := s.pos - 1; buf[i] == '\n' || buf[i] == '\r'; i-- {
		buf[i] = ' '
	}
	s.state = inValue
	return NoFlaw
}

func (s *section) name(buf []byte) Flaw {
	i := s.pos
	for i < len(buf) && is(buf[i], tokenOctet) {
		i++
	}
	s.pos = i
	if i == len(buf) {
		return NoFlaw
	}
	f := &s.spans[len(s.spans)-1]
	switch c := buf[i]; {
	case i == f.name:
		return BadFieldName
	case c == ':':
		f.nameEnd, f.value = i, i+1
		s.state = inValue
		s.pos++
		return NoFlaw
	case c == ' ' || c == '\t':
		return SpaceBeforeColon
	default:
		return BadFieldName
	}
}

func (s *section) value(buf []byte) Flaw {
	s.pos = skipValue(buf, s.pos)
	if s.pos == len(buf) {
		return NoFlaw
	}
	switch buf[s.pos] {
	case '\r':
		s.state = atValueLF
	case '\n':
		if !s.opts.AcceptBareLF {
			return BareLF
		}
		s.state = atLineStart
	default:
		return BadFieldValue
	}
	s.spans[len(s.spans)-1].valueEnd = s.pos
	s.pos++
	return NoFlaw
}

func (s *section) valueLF(buf []byte) Flaw {
	flaw := lineFeed(buf[s.pos])
	s.state = atLineStart
	s.pos++
	return flaw
}

// resolve turns offsets into slices of buf.
func (s *section) resolve(buf []byte) {
	for i := range s.spans {
		f := &s.spans[i]
		s.fields = append(s.fields, Field{
			Name:  buf[f.name:f.nameEnd:f.nameEnd],
			Value: trim(buf[f.value:f.valueEnd:f.valueEnd]),
		})
	}
}
