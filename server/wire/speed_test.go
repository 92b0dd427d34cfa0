package wire_test

import (
	"bytes"
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
