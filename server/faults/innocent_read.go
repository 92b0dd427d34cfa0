package faults

import (
	"bytes"
	"net"
	"regexp"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// readingInnocents read what others refuse, or refuse what others read.
var readingInnocents = []Innocent{
	{
		Name:    "space-led-lines-dropped",
		Summary: "Lines that begin with whitespace, right behind the request-line, are dropped.",
		Why:     "A recipient refuses such a message, or consumes the lines without processing them.",
		Clauses: []string{"RFC 9112, section 2.2"},
		seams: rewriting(func(head []byte) []byte {
			return spaceLed.ReplaceAll(head, []byte("$1"))
		}),
	},
	{
		Name:    "bare-cr-as-space",
		Summary: "CR without LF is read as a space.",
		Why:     "A recipient takes the element for invalid, or replaces each bare CR with a space.",
		Clauses: []string{"RFC 9112, section 2.2"},
		seams: rewriting(func(head []byte) []byte {
			return bareCR.ReplaceAll(head, []byte(" $1"))
		}),
	},
	{
		Name:    "equal-lengths-read",
		Summary: "A list of lengths that agree is read as one of them.",
		Why:     "A recipient refuses the message, or replaces the list by the one valid length.",
		Clauses: []string{"RFC 9110, section 8.6", "RFC 9112, section 6.3"},
		seams:   rewriting(func(head []byte) []byte { return lengthList.ReplaceAllFunc(head, oneLength) }),
	},
	{
		Name:    "both-lengths-400",
		Summary: "A request with Content-Length and Transfer-Encoding gets 400 with close.",
		Why:     "A server may refuse such a request.",
		Clauses: []string{"RFC 9112, section 6.1"},
		seams: server.Seams{Conn: conn.Seams{Head: func(h *wire.Head) {
			if h.HasBothLengths && h.Flaw == wire.NoFlaw {
				h.Flaw = wire.BadLength
			}
		}}},
	},
	{
		Name:    "coding-in-http10-400",
		Summary: "An HTTP/1.0 request with Transfer-Encoding gets 400 with close.",
		Why:     "Its framing is faulty, and a request with faulty framing is refused.",
		Clauses: []string{"RFC 9112, section 6.1"},
		seams: server.Seams{Conn: conn.Seams{Head: func(h *wire.Head) {
			if h.CodingIn10 && h.Flaw == wire.NoFlaw {
				h.Flaw = wire.BadLength
			}
		}}},
	},
}

var (
	spaceLed   = regexp.MustCompile(`^([^\r\n]+ HTTP/1\.1\r\n)(?:[ \t][^\r\n]*\r\n)+`)
	bareCR     = regexp.MustCompile(`\r([^\n])`)
	lengthList = regexp.MustCompile(`(?i)\r\nContent-Length:[0-9, ]+`)
	digits     = regexp.MustCompile(`[0-9]+`)
)

// oneLength is the line with one length, where all agree.
func oneLength(line []byte) []byte {
	all := digits.FindAll(line, -1)
	for _, n := range all {
		if !bytes.Equal(n, all[0]) {
			return line
		}
	}
	if len(all) == 0 {
		return line
	}
	return append([]byte("\r\nContent-Length: "), all[0]...)
}

// rewriting returns seams that change a head before the server sees it, where all of it
// comes at once. It must not get longer.
func rewriting(rewrite func([]byte) []byte) server.Seams {
	return network(func(s *socket) net.Conn { return &rewritten{s, rewrite} })
}

type rewritten struct {
	*socket
	rewrite func([]byte) []byte
}

func (r *rewritten) Read(p []byte) (int, error) {
	n, err := r.socket.Read(p)
	end := bytes.Index(p[:n], []byte("\r\n\r\n"))
	if end < 0 {
		return n, err
	}
	head := r.rewrite(bytes.Clone(p[:end]))
	if len(head) > end {
		return n, err
	}
	return copy(p, append(head, p[end:n]...)), err
}
