package wire_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/wire"
)

// head152 is a head of 152 octets with four fields.
var head152 = []byte("GET /plaintext/of/some/length?q=1 HTTP/1.1\r\nHost: localhost:8080\r\n" +
	"User-Agent: hangup-benchmark/1 (linux)\r\nAccept: text/plain\r\nConnection: keep-alive\r\n\r\n")

func TestNoAllocations(t *testing.T) {
	p, b := wire.NewParser(wire.Options{}), wire.NewBody(wire.Options{})
	post := []byte("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
	body := []byte("5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n")
	bad := []byte("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
	out := make([]byte, 0, 512)
	value := "value"
	var err error
	exchange := func() {
		for _, head := range [][]byte{head152, post, bad} {
			if n, _ := p.Parse(head); n != len(head) {
				t.Fatal(n)
			}
			err = p.Head().Flaw.Err()
		}
		p.Reset()
		b.Begin(&chunked)
		for in := body; len(in) > 0; {
			n, _, _, flaw := b.Decode(in)
			if n == 0 {
				t.Fatal(flaw)
			}
			in = in[n:]
		}
		out = wire.AppendStatus(out[:0], 200)
		out = wire.AppendField(out, "Name", value)
		out = wire.AppendLength(out, 5)
		out = wire.AppendHeadEnd(out)
		out = wire.AppendChunk(out, body)
		out = wire.AppendLastChunk(out)
	}
	if n := testing.AllocsPerRun(100, exchange); n != 0 || err == nil {
		t.Errorf("%v allocations for an exchange", n)
	}
}

// TestDribble: a head that comes in single octets costs one look at each. Octets
// of a field that Parse has seen are spoilt, which it would notice if it began anew.
func TestDribble(t *testing.T) {
	head := append([]byte("GET / HTTP/1.1\r\nHost: a\r\nA"), bytes.Repeat([]byte("a"), 1000)...)
	head = append(append(head, ": b"...), bytes.Repeat([]byte("b"), 1000)...)
	head = append(head, "b\r\n\r\n"...)
	p := wire.NewParser(wire.Options{})
	for i := 1; i < len(head); i++ {
		if n, flaw := p.Parse(head[:i]); n != 0 || flaw != wire.NoFlaw {
			t.Fatalf("after %d octets: %d %v", i, n, flaw)
		}
		if c := head[i-1]; c == 'a' || c == 'b' && head[i] == 'b' {
			head[i-1] = 0
		}
	}
	if n, flaw := p.Parse(head); n != len(head) || flaw.Fatal() {
		t.Errorf("%d of %d octets: %v", n, len(head), flaw)
	}
}

// TestLooks counts how often each octet of a dribbled head is looked at: in the
// call that brings it, and at most once more, where the target or the value ends
// in which it lies. An octet counts as looked at by a call if another in its place
// would have changed what this call or a later one found.
func TestLooks(t *testing.T) {
	const head = "\r\nPOST /a?b HTTP/1.1\r\nHost: a\r\nX:\r\nLonger-Name: \t v \r\nContent-Length: 5\r\n\r\n"
	want := dribble(head, 0, 0, 0)
	looks := make([]int, len(head))
	for call := 1; call < len(head); call++ {
		for i := range call {
			looked := false
			for _, octet := range []byte("\x00\n: a") {
				looked = looked || dribble(head, call, i, octet) != want
			}
			if looked {
				looks[i]++
			} else if i == call-1 {
				t.Errorf("octet %d, %q, is not looked at when it comes", i, head[i])
			}
		}
	}
	for i, n := range looks {
		if n > 2 {
			t.Errorf("octet %d, %q, is looked at %d times", i, head[i], n)
		}
	}
}

// dribble parses a head that comes in single octets. In one of the calls one octet
// is another.
func dribble(head string, call, at int, octet byte) string {
	p := wire.NewParser(wire.Options{})
	buf := []byte(head)
	for end := 1; end <= len(head); end++ {
		if end == call {
			buf[at] = octet
		}
		if n, flaw := p.Parse(buf[:end]); n > 0 || flaw != wire.NoFlaw {
			return describe(n, flaw, p) + fmt.Sprint(end)
		}
		buf[at] = head[at]
	}
	return "needs more"
}

// BenchmarkDribble is the time for one octet of a head that comes in single octets.
func BenchmarkDribble(b *testing.B) {
	for _, lines := range []int{1, 10, 90} {
		b.Run(strconv.Itoa(lines), func(b *testing.B) {
			head := []byte("GET / HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("Name: some value\r\n", lines) + "\r\n")
			p := wire.NewParser(wire.Options{})
			for i := 0; b.Loop(); i++ {
				p.Parse(head[:1+i%len(head)])
			}
		})
	}
}

func BenchmarkHead(b *testing.B) {
	if len(head152) != 152 {
		b.Fatal(len(head152))
	}
	p := wire.NewParser(wire.Options{})
	b.SetBytes(int64(len(head152)))
	b.ReportAllocs()
	for b.Loop() {
		if n, _ := p.Parse(head152); n != len(head152) {
			b.Fatal(n)
		}
	}
}

func BenchmarkChunked(b *testing.B) {
	body := wire.NewBody(wire.Options{})
	in := wire.AppendLastChunk(wire.AppendChunk(nil, make([]byte, 4096)))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		body.Begin(&chunked)
		for rest := in; len(rest) > 0; {
			n, _, _, flaw := body.Decode(rest)
			if n == 0 {
				b.Fatal(flaw)
			}
			rest = rest[n:]
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	out := make([]byte, 0, 512)
	date := []byte("Sun, 06 Nov 1994 08:49:37 GMT")
	b.ReportAllocs()
	for b.Loop() {
		out = wire.AppendStatus(out[:0], 200)
		out = wire.AppendField(out, "Date", date)
		out = wire.AppendField(out, "Content-Type", "text/plain")
		out = wire.AppendLength(out, 13)
		out = wire.AppendHeadEnd(out)
	}
}
