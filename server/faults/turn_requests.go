package faults

import (
	"bytes"
	"net"
	"regexp"
	"strconv"
	"sync"

	"github.com/hangup-http/hangup/server"
)

// piece is what came at once of one request.
type piece struct {
	octets []byte
	nth    int  // which request of the connection; the first one is 0
	begins bool // it holds the beginning of the request
	inHead bool // it begins within the head
	head   bool // it holds the end of the head
	ends   bool // it holds the end of the request
	behind bool // it came together with the end of the request before it,
	plain  bool // which is a GET or a HEAD without content

	// Of a piece with the end of the head: what it says of the content.
	length int
	coded  bool
}

// splitter cuts what a client sends into requests. It expects them to be well-formed.
type splitter struct {
	nth    int
	seen   []byte // the head, or the chunks, so far
	inBody bool
	coded  bool
	left   int
	plain  bool // the head is that of a GET or a HEAD without content
	before bool // the same, of the request before
}

var (
	codingLine = regexp.MustCompile(`(?i)\r\ntransfer-encoding:[^\r\n]*chunked`)
	lengthLine = regexp.MustCompile(`(?i)\r\ncontent-length: *(\d{1,8})\r\n`)
	lastChunk  = regexp.MustCompile(`(?:^|\r\n)0+(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n`)
	emptyLines = regexp.MustCompile(`^(?:\r\n)+`)
)

// split cuts what came at once.
func (s *splitter) split(in []byte) (all []piece) {
	for behind := false; len(in) > 0; behind = true {
		p := piece{nth: s.nth, begins: !s.inBody && len(s.seen) == 0, inHead: !s.inBody, behind: behind, plain: s.before}
		n := 0
		if !s.inBody {
			n, p.head = s.takeHead(in)
			p.length, p.coded = s.left, s.coded
		}
		if s.inBody {
			n += s.takeBody(in[n:])
		}
		p.octets, in = in[:n], in[n:]
		p.ends = s.inBody && !s.coded && s.left == 0
		if p.ends {
			*s = splitter{nth: s.nth + 1, before: s.plain}
		}
		all = append(all, p)
	}
	return all
}

// takeHead returns how many octets belong to the head, and whether it ends with them.
func (s *splitter) takeHead(in []byte) (n int, ends bool) {
	before := len(s.seen)
	s.seen = append(s.seen, in...)
	skip := len(emptyLines.Find(s.seen))
	i := bytes.Index(s.seen[skip:], []byte("\r\n\r\n"))
	if i < 0 {
		return len(in), false
	}
	end := skip + i + len("\r\n\r\n")
	head := s.seen[:end]
	s.inBody, s.coded = true, codingLine.Match(head)
	if m := lengthLine.FindSubmatch(head); m != nil && !s.coded {
		s.left, _ = strconv.Atoi(string(m[1])) // it is a number
	}
	s.plain = !s.coded && s.left == 0 && (bytes.HasPrefix(head, []byte("GET ")) || bytes.HasPrefix(head, []byte("HEAD ")))
	s.seen = nil
	return end - before, true
}

// takeBody returns how many octets belong to the content.
func (s *splitter) takeBody(in []byte) int {
	if !s.coded {
		n := min(len(in), s.left)
		s.left -= n
		return n
	}
	before := len(s.seen)
	s.seen = append(s.seen, in...)
	at := lastChunk.FindIndex(s.seen)
	if at == nil {
		return len(in)
	}
	s.coded = false
	return at[1] - before
}

// attended is a connection with somebody who can tell the requests apart. Hear gets each
// piece and returns what the server reads instead; say gets what the server writes, and
// returns what is sent instead; last returns what is sent before FIN.
type attended struct {
	*socket
	hear func(piece) []byte
	say  func([]byte) []byte
	last func() []byte

	requests splitter
	rest     []byte
	mu       sync.Mutex // of what hear and say have in common
}

// attend returns seams with somebody for each connection, who is told by hand how to hear and say.
func attend(hand func(*attended)) server.Seams {
	return network(func(s *socket) net.Conn {
		a := &attended{socket: s, hear: func(p piece) []byte { return p.octets }}
		hand(a)
		return a
	})
}

func (a *attended) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		in := make([]byte, 64<<10)
		n, err := a.socket.Read(in)
		if n == 0 {
			return 0, err
		}
		a.listen(in[:n])
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

func (a *attended) listen(in []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rest = nil
	for _, p := range a.requests.split(in) {
		a.rest = append(a.rest, a.hear(p)...)
	}
}

func (a *attended) Write(p []byte) (int, error) {
	if a.say == nil {
		return a.socket.Write(p)
	}
	a.mu.Lock()
	out := a.say(p)
	a.mu.Unlock()
	if len(out) == 0 {
		return len(p), nil
	}
	if _, err := a.socket.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// CloseWrite sends FIN, behind what is to be the last.
func (a *attended) CloseWrite() error {
	if a.last != nil {
		a.mu.Lock()
		out := a.last()
		a.mu.Unlock()
		if _, err := a.socket.Write(out); err != nil {
			return err
		}
	}
	return a.socket.CloseWrite()
}
