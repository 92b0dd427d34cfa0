package rivals

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/valyala/fasthttp"

	"github.com/hangup-http/hangup/server/wire"
)

// Reading is what a reader made of the first request in some octets.
type Reading struct {
	Refused string // why the request was refused, "" if it was not
	Partial bool   // more octets are needed

	Method, Target string
	Host           string
	Content        string
	Chunked        bool

	CodingIn10 bool // Transfer-Encoding in HTTP/1.0, as server/wire sees it
}

// limits are options under which no limit decides.
var limits = wire.Options{
	RequestLine: 1 << 16, Method: 1 << 16, Head: 1 << 16, Fields: 1 << 16, EmptyLines: 1 << 16,
	ChunkExtensions: 1 << 16, Trailer: 1 << 16,
}

// Wire reads with server/wire.
func Wire(in []byte) (r Reading) {
	p := wire.NewParser(limits)
	n, flaw := p.Parse(in)
	h := p.Head()
	r = Reading{
		Refused: refusal(flaw), Partial: n == 0 && flaw == wire.NoFlaw, CodingIn10: h.CodingIn10,
		Method: string(h.Method), Target: string(h.Target), Host: string(h.Authority), Chunked: h.Framing == wire.BodyChunked,
	}
	if n == 0 || flaw != wire.NoFlaw {
		return r
	}
	b := wire.NewBody(limits)
	b.Begin(&h.Semantics)
	for {
		used, data, done, flaw := b.Decode(in[n:])
		n += used
		r.Content += string(data)
		switch {
		case flaw != wire.NoFlaw:
			r.Refused = refusal(flaw)
			return r
		case done:
			return r
		case used == 0:
			r.Partial = true
			return r
		}
	}
}

func refusal(f wire.Flaw) string {
	if f == wire.NoFlaw {
		return ""
	}
	return f.String()
}

// NetHTTP reads with net/http.
func NetHTTP(in []byte) Reading {
	q, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(in)))
	if err != nil {
		return refused(err)
	}
	content, err := io.ReadAll(q.Body)
	if err != nil {
		return refused(err)
	}
	return Reading{
		Method: q.Method, Target: q.RequestURI, Host: q.Host, Content: string(content),
		Chunked: len(q.TransferEncoding) > 0,
	}
}

// Fasthttp reads with fasthttp, with a limit: without one, fasthttp 1.77 panics when
// a chunk says that it is as long as an int can be.
func Fasthttp(in []byte) Reading {
	var q fasthttp.Request
	octets := bufio.NewReader(bytes.NewReader(in))
	err := q.ReadLimitBody(octets, 1<<16)
	if err == nil && q.MayContinue() {
		err = q.ContinueReadBody(octets, 1<<16)
	}
	if err != nil {
		return refused(err)
	}
	return Reading{
		Method: string(q.Header.Method()), Target: string(q.Header.RequestURI()), Host: string(q.Header.Host()),
		Content: string(q.Body()), Chunked: q.Header.ContentLength() == -1,
	}
}

// refused makes a Reading of an error, whose text is cut before what it quotes.
func refused(err error) Reading {
	var small *fasthttp.ErrSmallBuffer
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &small) {
		return Reading{Partial: true}
	}
	text := err.Error()
	if i := strings.IndexAny(text, "\"'%0123456789"); i >= 0 {
		text = text[:i]
	}
	if strings.Contains(text, "unexpected EOF") || strings.HasSuffix(text, "EOF") {
		return Reading{Partial: true}
	}
	text = strings.TrimPrefix(text, "error when reading request headers: ")
	text = strings.TrimPrefix(text, "error when reading response headers: ") // as fasthttp calls trailers
	return Reading{Refused: strings.Trim(strings.TrimSuffix(text, ": buffer size="), " :")}
}

// Kind names how a rival's reading differs from that of server/wire, in words that
// are the same for all inputs of the kind; "" if it does not.
func Kind(ours, theirs Reading) string {
	if ours.CodingIn10 && (ours.Refused != theirs.Refused || ours.Chunked != theirs.Chunked) {
		return "Transfer-Encoding in HTTP/1.0"
	}
	switch {
	case ours.Partial || theirs.Partial, ours.Refused != "" && theirs.Refused != "":
		return "" // or found at another time
	case ours.Refused != "":
		return "reads what is refused: " + ours.Refused
	case theirs.Refused != "":
		return "refuses what is read: " + theirs.Refused
	case ours.Method != theirs.Method:
		return "method"
	case ours.Target != theirs.Target:
		return "target"
	case ours.Chunked != theirs.Chunked:
		return "framing"
	case ours.Content != theirs.Content:
		return "content"
	case !strings.EqualFold(ours.Host, theirs.Host):
		return "host"
	}
	return ""
}
