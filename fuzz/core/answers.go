package core

import (
	"bytes"
	"strconv"

	"github.com/hangup-http/hangup/model"
)

// answers reads responses as the server's serialiser writes them, and nothing else: every other
// spelling is left to the judge's own reader. It keeps slices of what it is given.
type answers struct {
	seen map[string]*answerHead // heads that were read before

	status   int
	bodyless bool
	endless  bool // its content ends with the connection
	chunked  bool
	lost     bool // nobody can tell whether content is what follows: it ends at its head, and nothing behind is read
	bad      bool // what came is not a whole response in the expected spelling
	left     int
	size     int
	kept     []byte // its content
	joined   []byte // memory of content in several pieces
}

// answerHead is the head of a response.
type answerHead struct {
	status  int
	class   model.Status
	length  int // -1 without
	chunked bool
	close   bool
	keep    bool
}

func (h *answerHead) interim() bool { return h.status < 200 }

// maxHeads bounds how many heads are remembered.
const maxHeads = 1 << 12

func (a *answers) reset() { a.endless, a.lost, a.bad = false, false, false }

// head cuts a head off data; nil where it is none that the serialiser writes.
func (a *answers) head(data []byte) (*answerHead, []byte) {
	end := bytes.Index(data[:min(len(data), 512)], []byte("\r\n\r\n"))
	if end < 0 {
		return nil, data
	}
	text, rest := data[:end+2], data[end+4:]
	if h, ok := a.seen[string(text)]; ok {
		return h, rest
	}
	h := &answerHead{length: -1}
	if !h.parse(string(text)) {
		h = nil
	}
	if a.seen == nil || len(a.seen) >= maxHeads {
		a.seen = map[string]*answerHead{}
	}
	a.seen[string(text)] = h
	return h, rest
}

// parse reads the lines of a head.
func (h *answerHead) parse(text string) bool {
	line, rest, _ := cutCRLF(text)
	if len(line) < 13 || line[:9] != "HTTP/1.1 " || line[12] != ' ' {
		return false
	}
	var err error
	if h.status, err = strconv.Atoi(line[9:12]); err != nil || h.status == 101 || h.status == 426 {
		return false
	}
	if h.class = model.StatusOf(h.status); h.class == model.NoStatus {
		return false
	}
	for rest != "" {
		if h.interim() {
			return false
		}
		if line, rest, _ = cutCRLF(rest); !h.field(line) {
			return false
		}
	}
	return true
}

func cutCRLF(text string) (line, rest string, ok bool) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\r' && text[i+1] == '\n' {
			return text[:i], text[i+2:], true
		}
	}
	return text, "", false
}

// field reads one line: one of those that the serialiser writes, each at most once.
func (h *answerHead) field(line string) bool {
	const length = "Content-Length: "
	switch {
	case line == "Content-Type: text/plain":
	case line == "Transfer-Encoding: chunked" && !h.chunked && h.length < 0:
		h.chunked = true
	case line == "Connection: close" && !h.close && !h.keep:
		h.close = true
	case line == "Connection: keep-alive" && !h.close && !h.keep:
		h.keep = true
	case len(line) > len(length) && line[:len(length)] == length && h.length < 0 && !h.chunked:
		digits := line[len(length):]
		n, err := strconv.Atoi(digits)
		if err != nil || strconv.Itoa(n) != digits {
			return false
		}
		h.length = n
	default:
		return false
	}
	return true
}

// frame decides where the content ends.
func (a *answers) frame(h *answerHead, toHEAD bool) {
	a.status, a.left, a.size, a.kept, a.joined = h.status, 0, 0, nil, a.joined[:0]
	a.bodyless = toHEAD || h.status == 204 || h.status == 304
	a.chunked = !a.bodyless && h.chunked
	a.endless = !a.bodyless && !h.chunked && h.length < 0
	if !a.bodyless && !h.chunked {
		a.left = max(h.length, 0)
	}
}

// content cuts the content of the current response off data.
func (a *answers) content(data []byte) (rest []byte, whole bool) {
	switch {
	case a.bodyless, a.lost:
		return data, true
	case a.endless:
		a.joined = append(a.joined, data...)
		a.kept, a.size = a.joined, len(a.joined)
		return nil, false
	case a.chunked:
		return a.chunks(data)
	case len(data) < a.left:
		a.bad = true
		return nil, false
	}
	a.kept, a.size = data[:a.left], a.left
	return data[a.left:], true
}

// chunks reads all chunks up to the last one: size in lower case, no extension, no trailer section.
func (a *answers) chunks(data []byte) (rest []byte, whole bool) {
	for {
		n, digits := 0, 0
		for ; digits < min(len(data), 7); digits++ {
			d, ok := hex(data[digits])
			if !ok {
				break
			}
			n = n<<4 | d
		}
		data = data[digits:]
		if digits == 0 || len(data) < n+4 || data[0] != '\r' || data[1] != '\n' || data[n+2] != '\r' || data[n+3] != '\n' {
			a.bad = true
			return nil, false
		}
		a.joined = append(a.joined, data[2:n+2]...)
		data = data[n+4:]
		if n == 0 {
			a.kept, a.size = a.joined, len(a.joined)
			return data, true
		}
	}
}

func hex(b byte) (int, bool) {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0'), true
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10, true
	}
	return 0, false
}

// ends tells that FIN ends a response.
func (a *answers) ends() bool {
	ends := a.endless
	a.endless = false
	return ends
}

// counts tells whether the content is a number of the counting handler, and no higher than n.
func (a *answers) counts(n int) bool {
	ran, err := strconv.Atoi(string(a.kept))
	return err == nil && ran <= n
}
