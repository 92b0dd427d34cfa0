package corpus

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

const (
	// maxOctets is how much one case may send, and the largest answer that it may ask for.
	maxOctets = 64 << 20
	// maxSlow is the longest delay of an answer that a case may ask for, in milliseconds.
	maxSlow = 30_000
)

// mistake is what is wrong in a line of data, and where.
type mistake struct {
	column int
	text   string
}

func mistaken(at int, format string, args ...any) *mistake {
	return &mistake{at, fmt.Sprintf(format, args...)}
}

// data reads a line that begins with '>'.
func (p *parser) data(text string) []Piece {
	var pieces []Piece
	var wrong *mistake
	switch {
	case text == ">":
		pieces = []Piece{{Data: []byte("\r\n")}}
	case strings.HasPrefix(text, "> "):
		r := &reader{text: text, at: 2}
		pieces, wrong = r.raw()
	case strings.HasPrefix(text, ">> "):
		r := &reader{text: text, at: 3}
		pieces, wrong = r.quoted()
	case strings.HasPrefix(text, ">>"):
		wrong = mistaken(3, "write a space and quotes behind '>>': for example >> \"GET\"")
	default:
		wrong = mistaken(2, "write a space behind '>': for example > GET {answer} HTTP/1.1")
	}
	if wrong != nil {
		p.fail(wrong.column, "%s", wrong.text)
		return nil
	}
	return pieces
}

// reader reads the data of one line.
type reader struct {
	text    string
	at      int // offset of the next octet
	pieces  []Piece
	literal []byte // not yet in pieces
}

func (r *reader) octet(b byte) {
	r.literal = append(r.literal, b)
	if b == '\n' {
		r.endLiteral()
	}
}

func (r *reader) endLiteral() {
	if len(r.literal) > 0 {
		r.pieces = append(r.pieces, Piece{Data: r.literal})
		r.literal = nil
	}
}

// raw reads text that stands for itself, and adds CRLF.
func (r *reader) raw() ([]Piece, *mistake) {
	for r.at < len(r.text) {
		c := r.text[r.at]
		switch c {
		case '\\':
			return nil, mistaken(r.at+1, "a backslash means nothing behind '>': write the line in quotes, as in >> \"a\\tb\\r\\n\"")
		case '{', '}':
			if wrong := r.brace(); wrong != nil {
				return nil, wrong
			}
		default:
			r.octet(c)
			r.at++
		}
	}
	r.octet('\r')
	r.octet('\n')
	return r.pieces, nil
}

// quoted reads text in quotes, and how often it is repeated.
func (r *reader) quoted() ([]Piece, *mistake) {
	if r.at >= len(r.text) || r.text[r.at] != '"' {
		return nil, mistaken(r.at+1, "quotes are missing: write for example >> \"GET\"")
	}
	open := r.at + 1
	r.at++
	for {
		if r.at >= len(r.text) {
			return nil, mistaken(open, "the quotes are not closed: end the text with '\"'")
		}
		switch c := r.text[r.at]; c {
		case '"':
			r.at++
			return r.repeated(open)
		case '\\':
			if wrong := r.escape(); wrong != nil {
				return nil, wrong
			}
		case '{', '}':
			if wrong := r.brace(); wrong != nil {
				return nil, wrong
			}
		default:
			r.octet(c)
			r.at++
		}
	}
}

var escapes = map[byte]byte{'r': '\r', 'n': '\n', 't': '\t', '\\': '\\', '"': '"', '0': 0}

func (r *reader) escape() *mistake {
	rest := r.text[r.at+1:]
	if rest == "" {
		return mistaken(r.at+1, "the escape is cut short: write \\\\ for a backslash")
	}
	if b, ok := escapes[rest[0]]; ok {
		r.octet(b)
		r.at += 2
		return nil
	}
	if rest[0] != 'x' {
		return mistaken(r.at+1, "\\%c is no escape: use \\r \\n \\t \\\\ \\\" \\0 or \\xHH", rest[0])
	}
	if len(rest) >= 3 {
		if b, err := strconv.ParseUint(rest[1:3], 16, 8); err == nil {
			r.octet(byte(b))
			r.at += 4
			return nil
		}
	}
	return mistaken(r.at+1, "\\x takes two hexadecimal digits: for example \\x0b")
}

// brace reads a doubled brace or a placeholder.
func (r *reader) brace() *mistake {
	rest := r.text[r.at:]
	if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
		r.octet(rest[0])
		r.at += 2
		return nil
	}
	end := strings.IndexByte(rest, '}')
	if rest[0] == '}' || end < 0 {
		return mistaken(r.at+1, "a lone '%c': write '%c%c' for the brace itself, or a placeholder such as {answer}", rest[0], rest[0], rest[0])
	}
	piece, text := placeholder(rest[1:end])
	if text != "" {
		return mistaken(r.at+1, "%s", text)
	}
	r.endLiteral()
	r.pieces = append(r.pieces, piece)
	r.at += end + 1
	return nil
}

// placeholder reads what stands between braces; the second result is what is wrong with it.
func placeholder(text string) (Piece, string) {
	if text == "host" {
		return Piece{Host: true}, ""
	}
	name, arg, given := strings.Cut(text, ":")
	h, ok := model.ParseHandler(name)
	limit := map[model.Handler]int{model.Slow: maxSlow, model.Size: maxOctets}[h]
	switch {
	case !ok:
		known := append(handlerNames(), "host")
		return Piece{}, fmt.Sprintf("{%s} is no placeholder: %s", text, suggest(name, known, "write {{ for the brace itself"))
	case limit == 0 && given:
		return Piece{}, fmt.Sprintf("{%s} takes no argument: write {%s}", name, name)
	case limit == 0:
		return Piece{Handler: h}, ""
	}
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > limit || strconv.Itoa(n) != arg {
		return Piece{}, fmt.Sprintf("{%s} takes a number from 1 to %d: write for example {%s:300}", name, limit, name)
	}
	return Piece{Handler: h, Arg: n}, ""
}

// repeated ends a quoted text that began at column open, with its optional count.
func (r *reader) repeated(open int) ([]Piece, *mistake) {
	r.endLiteral()
	if len(r.pieces) == 0 {
		return nil, mistaken(open, "the quotes are empty and send nothing: remove the line")
	}
	rest := strings.TrimRight(r.text[r.at:], " ")
	if rest == "" {
		return r.pieces, nil
	}
	count, ok := strings.CutPrefix(rest, " * ")
	if !ok {
		return nil, mistaken(r.at+1, "only a count may follow the quotes: for example >> \"a\" * 100")
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 2 || strconv.Itoa(n) != count {
		return nil, mistaken(r.at+4, "the count is a number of at least 2: for example >> \"a\" * 100")
	}
	var data []byte
	for _, piece := range r.pieces {
		if piece.Data == nil {
			return nil, mistaken(open, "a text with a placeholder cannot be repeated: write the lines out")
		}
		data = append(data, piece.Data...)
	}
	if n > maxOctets/len(data) {
		return nil, mistaken(r.at+4, "this sends more than %d octets: lower the count", maxOctets)
	}
	return []Piece{{Data: bytes.Clone(data), Repeat: n}}, nil
}
