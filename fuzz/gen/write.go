package gen

import (
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// The octets of requests.

// Bits of Request's C.
const (
	version10 = 1 << iota // HTTP/1.0
	withoutHost
	absolute // the target is in absolute-form
	lengthy  // Content-Length: 5 stands behind Host
	inChunks // Transfer-Encoding: chunked does
	wordy    // the target has a long query, in a request-line that a server has to read (RFC 9112, section 3)
)

// requestForms is how many values the bits before lengthy have.
const requestForms = lengthy

// framings are how Request's C frames content: mostly in one way, or not.
var framings = [...]uint8{0, 0, 0, 0, 0, 0, 0, lengthy, lengthy, lengthy, inChunks, inChunks, inChunks, inChunks, lengthy | inChunks, wordy}

var query = "?" + strings.Repeat("q", 7900)

func (s *Script) request(op Op) {
	s.begin()
	s.text(pick(methods[:], op.A))
	s.text(" ")
	t := pick(targets[:], op.B)
	if s.names.Has != nil && t.handler != model.Unknown && !s.names.Has(t.handler) {
		t = targets[0]
	}
	if op.C&absolute != 0 && t.handler != model.Unknown && t.handler != model.Count { // whose runs are counted by the path
		s.text("http://")
		s.mark(Mark{Host: true}, s.names.Host)
	}
	if t.handler == model.Unknown {
		s.text(t.text)
	} else {
		s.odd = t.handler == model.Closing
		s.mark(Mark{Handler: t.handler, Arg: t.arg}, s.names.Path(t.handler, t.arg))
		if op.C&wordy != 0 && t.handler == model.Answer { // others may have a query of their own
			s.text(query)
		}
	}
	if op.C&version10 != 0 {
		s.text(" HTTP/1.0\r\n")
	} else {
		s.text(" HTTP/1.1\r\n")
	}
	if op.C&withoutHost == 0 {
		s.text("Host: ")
		s.mark(Mark{Host: true}, s.names.Host)
		s.text("\r\n")
	}
	if op.C&lengthy != 0 {
		s.line(contentLength, "5")
	}
	if op.C&inChunks != 0 {
		s.line(transferEncoding, "chunked")
	}
}

const (
	contentLength    = "Content-Length"
	transferEncoding = "Transfer-Encoding"
)

// line writes a field line as it is mostly written.
func (s *Script) line(name, value string) {
	s.announce(name, value)
	s.text(name)
	s.text(": ")
	s.text(value)
	s.text("\r\n")
}

// begin notes where a request begins.
func (s *Script) begin() {
	s.place, s.open, s.odd = inHead, request{}, false
	s.begun = [2]int{len(s.Octets), len(s.Marks)}
	s.count++
}

const manyTimes = 10 // is how often Again sends at most

// again sends once more all from the beginning of the last request on. A server that had a reason to close
// is not asked the same on other connections: three in a row that end look like one that never persists. On the
// same one it is asked once more: each offer to upgrade doubles what a judge has to keep in mind.
func (s *Script) again(op Op) {
	s.finish()
	from, to := s.begun[0], len(s.Octets)
	marks, odd := s.Marks[s.begun[1]:], s.odd
	times := 1 + int(op.A%manyTimes)
	if odd {
		times = 1
	}
	for range times {
		if how := op.B % (1 + uint8(len(connects))); how > 0 {
			s.leave(Op{Kind: Connect, A: how - 1})
			if odd {
				continue
			}
		}
		at, mark := len(s.Octets), len(s.Marks)
		s.Octets = append(s.Octets, s.Octets[from:to]...)
		for _, m := range marks {
			m.At += at - from
			s.Marks = append(s.Marks, m)
		}
		s.begun = [2]int{at, mark}
		s.count++
	}
}

func (s *Script) field(op Op) {
	f := pick(fields[:], op.A)
	value := pick(f.values, op.B)
	s.announce(f.name, value)
	letters, spelling := int(op.C)%letterCases, pick(spellings[:], op.C/letterCases)
	at := len(s.Octets)
	s.text(f.name)
	for i, b := range s.Octets[at:] {
		switch {
		case letters == 1 && b >= 'A' && b <= 'Z':
			s.Octets[at+i] = b | 0x20
		case letters == 2 && b >= 'a' && b <= 'z':
			s.Octets[at+i] = b &^ 0x20
		}
	}
	s.text(spelling.before)
	s.text(value)
	s.text(spelling.after)
	s.text("\r\n")
}

// announce notes how the content of the request is to be delimited. What cannot be
// read announces nothing: the flaw is in the head.
func (s *Script) announce(name, value string) {
	s.odd = s.odd || name == transferEncoding || name == contentLength || name == "Upgrade"
	switch name {
	case transferEncoding:
		s.open.coded = true
		if strings.EqualFold(value, "chunked") || strings.HasSuffix(value, ", chunked") || value == ",chunked" {
			s.open.framing = chunked
		}
	case contentLength:
		if n, err := strconv.ParseUint(value, 10, 16); err == nil && !s.open.coded && n > 0 {
			s.open.framing, s.open.length = counted, int(n)
		}
	}
}

// endHead writes the empty line.
func (s *Script) endHead() {
	if s.place != inHead {
		return
	}
	s.text("\r\n")
	s.place = inContent
	if s.open.framing == noContent {
		s.place = between
	}
}

// literal writes octets as they are. In content with a length they count.
func (s *Script) literal(octets []byte) {
	s.Octets = append(s.Octets, octets...)
	if s.place != inContent {
		return
	}
	s.open.literal = true
	if s.open.framing == counted {
		s.open.begun = true
		if s.open.length -= len(octets); s.open.length <= 0 {
			s.place = between
		}
	}
}

// finish completes the request that is being written, in the plainest way. Literal
// content is taken to be complete.
func (s *Script) finish() {
	s.endHead()
	if s.place == inContent {
		if !s.open.literal {
			s.content(Op{Kind: Content})
		}
		s.place = between
	}
}

// content writes some of the content.
func (s *Script) content(op Op) {
	switch how := int(op.A) % numContents; {
	case s.place != inContent:
	case how == more:
		s.content(Op{Kind: Content})
		s.filler(int(op.C) + 1)
	case s.open.framing == counted:
		s.counted(how, op)
	default:
		s.chunks(how, op)
	}
}

// counted writes content behind Content-Length. An odd C makes it look like a request.
func (s *Script) counted(how int, op Op) {
	n := s.open.length
	if how == part {
		n = min(int(op.B)+1, n-1)
	}
	switch evil := s.evil(n); {
	case op.C%2 == 1 && !s.open.begun && len(evil) <= n:
		s.text(evil)
		s.filler(n - len(evil))
	default:
		s.filler(n)
	}
	s.open.begun = true
	s.open.length -= n
	if s.open.length == 0 {
		s.place = between
	}
}

// evil is a request that stands in content, where nobody may answer it.
func (s *Script) evil(n int) string {
	if n < 100 {
		return "GET / HTTP/1.1\r\n"
	}
	return "GET /evil HTTP/1.1\r\nHost: a\r\n\r\n"
}

// filler writes octets that tell which request they belong to.
func (s *Script) filler(n int) {
	for range n {
		s.Octets = append(s.Octets, 'a'+byte(s.count%26))
	}
}

const plainChunks = 2 // as many chunks has a whole content

func (s *Script) chunks(how int, op Op) {
	switch how {
	case badChunk:
		s.text(pick(badChunks[:], op.B))
		return
	case part:
		s.chunk(op)
		return
	case whole:
		for range plainChunks {
			s.chunk(op)
		}
		op.C = 0
	}
	s.text("0\r\n")
	s.text(pick(trailers[:], op.C))
	s.text("\r\n")
	s.place = between
}

func (s *Script) chunk(op Op) {
	n := pick(chunkSizes[:], op.B)
	s.Octets = strconv.AppendInt(s.Octets, int64(n), 16)
	s.text(pick(extensions[:], op.C))
	s.text("\r\n")
	s.filler(n)
	s.text("\r\n")
}
