package wire

// Field is one field line, without whitespace around its value.
type Field struct {
	Name  []byte // as received, in any case
	Value []byte
}

// place is where a field lies in the buffer. Offsets survive when the caller moves
// the octets to another buffer between two calls; slices would not.
type place struct{ name, value uint32 }

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
	pos    int     // the next octet to look at
	end    int     // octets of the section lie before it
	excess Flaw    // of an octet at end
	fields []Field // slices of the buffers that were given when each line ended
	places []place // of each field

	resumed bool // parse has been called since begin
}

// begin makes ready for a section that starts at pos and ends before end.
func (s *section) begin(pos, end int, excess Flaw) {
	s.state, s.pos, s.end, s.excess, s.resumed = atLineStart, pos, end, excess, false
	s.fields, s.places = s.fields[:0], s.places[:0]
}

// parse looks at the octets that it has not seen. When the section is whole, pos
// is behind its empty line.
func (s *section) parse(buf []byte) (whole bool, flaw Flaw) {
	whole, flaw = s.read(s.within(buf))
	switch {
	case whole && s.resumed:
		s.follow(buf)
	case !whole && flaw == NoFlaw && len(buf) > s.end:
		flaw = s.excess
	}
	s.resumed = true
	return whole, flaw
}

// within is the part of buf that the section may fill.
func (s *section) within(buf []byte) []byte { return buf[:min(len(buf), s.end)] }

// read goes on at pos, up to the end of the section, a flaw or the last octet.
func (s *section) read(buf []byte) (whole bool, flaw Flaw) {
	for s.pos < len(buf) && !whole && flaw == NoFlaw {
		switch s.state {
		case atLineStart:
			if whole = s.wholeLines(buf); !whole && s.pos < len(buf) {
				whole, flaw = s.lineStart(buf)
			}
		case inName:
			flaw = s.name(buf)
		case inValue:
			flaw = s.value(buf)
		case atValueLF:
			flaw = s.valueLF(buf)
		case atLastLF:
			flaw = lineFeed(buf[s.pos])
			whole = flaw == NoFlaw
			s.pos++
		}
	}
	return whole, flaw
}

// follow makes all fields slices of buf, of which only their lengths hold before.
func (s *section) follow(buf []byte) {
	for i, at := range s.places {
		f := &s.fields[i]
		f.Name = cut(buf, int(at.name), int(at.name)+len(f.Name))
		f.Value = cut(buf, int(at.value), int(at.value)+len(f.Value))
	}
}

// cut is a part of buf that cannot be appended to.
func cut(buf []byte, from, to int) []byte { return buf[from:to:to] }

// wholeLines reads the field lines that are all there and written as nearly
// everyone writes them, and the empty line behind them if it is there too. What
// stops it is left to be read state by state.
func (s *section) wholeLines(buf []byte) (whole bool) {
	fields, pos := s.fields, s.pos
	for len(fields) < s.opts.Fields {
		colon, end, ok := usualLine(buf, pos)
		if !ok {
			break
		}
		fields = append(fields, Field{})
		f := &fields[len(fields)-1] // filled in place, which is quicker than from a copy
		f.Name = cut(buf, pos, colon)
		f.Value = cut(buf, colon+2, end)
		pos = end + 2
	}
	whole = isCRLF(buf, pos)
	if !whole || s.resumed {
		s.note(fields)
	}
	s.fields, s.pos = fields, pos
	if whole {
		s.pos += 2
	}
	return whole
}

// usualLine says whether a whole line "name: value" with nothing special about it
// is at i, and where its colon and its value end.
func usualLine(b []byte, i int) (colon, end int, ok bool) {
	for colon = i; len(b)-colon >= 8; colon += 8 {
		if marked := notInName(load(b, colon)); marked != 0 {
			colon += first(marked)
			break
		}
	}
	colon = skip(b, colon, tokenOctet)
	if colon == i || len(b)-colon < len(": \r\n") || b[colon] != ':' || b[colon+1] != ' ' {
		return 0, 0, false
	}
	value := colon + 2
	for end = value; len(b)-end >= 8; end += 8 {
		if marked := controls(load(b, end)); marked != 0 {
			end += first(marked)
			break
		}
	}
	end = skip(b, end, valueOctet)
	return colon, end, isCRLF(b, end) && b[value] > ' ' && b[end-1] > ' ' // whitespace is not a part of the value
}

// note takes down the places of fields that wholeLines has read: their lengths
// tell, because it reads no line that is written otherwise.
func (s *section) note(fields []Field) {
	pos := s.pos
	for _, f := range fields[len(s.fields):] {
		value := pos + len(f.Name) + len(": ")
		s.places = append(s.places, place{uint32(pos), uint32(value)})
		pos = value + len(f.Value) + len("\r\n")
	}
}

// isCRLF says whether a whole line end is at i.
func isCRLF(buf []byte, i int) bool { return len(buf)-i >= 2 && string(buf[i:i+2:i+2]) == "\r\n" }

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
	case isSpace(c):
		return false, s.fold(buf)
	case len(s.fields) == s.opts.Fields:
		return false, TooManyFields
	default:
		s.fields = append(s.fields, Field{})
		s.places = append(s.places, place{name: uint32(s.pos)})
		s.state = inName
		return false, NoFlaw
	}
}

// fold goes back into the value of the line before, whose end becomes spaces.
func (s *section) fold(buf []byte) Flaw {
	if len(s.fields) == 0 {
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
	last := len(s.fields) - 1
	at := &s.places[last]
	switch c := buf[i]; {
	case i == int(at.name):
		return BadFieldName
	case c == ':':
		s.fields[last].Name = cut(buf, int(at.name), i)
		at.value = uint32(i + 1)
		s.state = inValue
		s.pos++
		return NoFlaw
	case isSpace(c):
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
	s.endValue(buf)
	s.pos++
	return NoFlaw
}

// endValue takes what lies before pos, without whitespace around it, as the value
// of the last field.
func (s *section) endValue(buf []byte) {
	last := len(s.fields) - 1
	from, to := int(s.places[last].value), s.pos
	for from < to && isSpace(buf[from]) {
		from++
	}
	for from < to && isSpace(buf[to-1]) {
		to--
	}
	s.places[last].value = uint32(from)
	s.fields[last].Value = cut(buf, from, to)
}

func (s *section) valueLF(buf []byte) Flaw {
	flaw := lineFeed(buf[s.pos])
	s.state = atLineStart
	s.pos++
	return flaw
}
