package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/wire"
)

var chunked = wire.Semantics{Framing: wire.BodyChunked}

// decoded is the result of a whole body.
type decoded struct {
	consumed int
	content  string
	done     bool
	flaw     wire.Flaw
	trailer  string
}

// decode feeds a Body with in, the next octets only after all before were offered.
// cuts are the ends of the pieces, in ascending order.
func decode(b *wire.Body, in []byte, cuts ...int) (d decoded) {
	content := ""
	for _, cut := range append(cuts, len(in)) {
		for {
			n, data, done, flaw := b.Decode(in[d.consumed:cut])
			if n < 0 || n > cut-d.consumed || len(data) > n {
				panic(fmt.Sprintf("consumed %d of %d, %d of data", n, cut-d.consumed, len(data)))
			}
			d.consumed += n
			content += string(data)
			d.done, d.flaw = done, flaw
			if n == 0 || done || flaw != wire.NoFlaw {
				break
			}
		}
	}
	d.content = content
	for _, f := range b.Trailer() {
		d.trailer += fmt.Sprintf("%s=%s;", f.Name, f.Value)
	}
	for _, f := range b.ForbiddenTrailer() {
		d.trailer += fmt.Sprintf("!%s=%s;", f.Name, f.Value)
	}
	return d
}

func TestLengthBody(t *testing.T) {
	b := wire.NewBody(wire.Options{})
	b.Begin(&wire.Semantics{Framing: wire.BodyLength, Length: 5})
	if d := decode(b, []byte("helloGET"), 2, 3); d.consumed != 5 || d.content != "hello" || !d.done {
		t.Errorf("%+v", d)
	}
	b.Begin(&wire.Semantics{Framing: wire.BodyLength, Length: 5})
	if d := decode(b, []byte("hell")); d.consumed != 4 || d.done {
		t.Errorf("%+v", d)
	}
	for _, s := range []wire.Semantics{{}, {Framing: wire.BodyLength}} {
		b.Begin(&s)
		if d := decode(b, []byte("GET")); d.consumed != 0 || d.content != "" || !d.done {
			t.Errorf("%+v", d)
		}
	}
}

// TestChunks: RFC 9112, sections 7.1 to 7.1.2.
func TestChunks(t *testing.T) {
	for _, c := range []struct{ in, content, trailer string }{
		{"0\r\n\r\n", "", ""},
		{"00000\r\n\r\n", "", ""},
		{"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!", ""},
		{"00000000000000000000000A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", ""},
		{"1;a\r\nx\r\n0;b=cd\r\n\r\n", "x", ""},
		{"1 \t; a = b ;c= \t\"d\"\r\nx\r\n0\r\n\r\n", "x", ""},
		{"1;a=\"\\\"\\\\ ;,\t\x80\" ;b=\"\"\r\nx\r\n0\r\n\r\n", "x", ""},
		{"0\r\nConnection: close\r\nA: b\r\nCONTENT-length: 5\r\nIf-Range: 1\r\nC: d\r\n\r\n", "", "A=b;C=d;!Connection=close;!CONTENT-length=5;!If-Range=1;"},
		{"2\r\n\r\n\r\n0\r\n\r\n", "\r\n", ""},
	} {
		b := wire.NewBody(wire.Options{})
		b.Begin(&chunked)
		d := decode(b, []byte(c.in+"GET"))
		if want := (decoded{len(c.in), c.content, true, wire.NoFlaw, c.trailer}); d != want {
			t.Errorf("%q: got %+v, want %+v", c.in, d, want)
		}
	}
}

// TestChunkFlaws: each is found at the last octet, and not before.
func TestChunkFlaws(t *testing.T) {
	for _, c := range []struct {
		in   string
		want wire.Flaw
	}{
		{"\r", wire.BadChunkSize},
		{" ", wire.BadChunkSize},
		{"-", wire.BadChunkSize},
		{"+", wire.BadChunkSize},
		{"g", wire.BadChunkSize},
		{";", wire.BadChunkSize},
		{"0x", wire.BadChunkSize},
		{"5x", wire.BadChunkSize},
		{"8000000000000000", wire.BadChunkSize},
		{"10000000000000005", wire.BadChunkSize},
		{"5 \r", wire.BadChunkSize},
		{"5 5", wire.BadChunkSize},
		{"5\n", wire.BareLF},
		{"5;a\n", wire.BareLF},
		{"5;a=\"\n", wire.BareLF},
		{"5 \n", wire.BareLF},
		{"5\rh", wire.BareCR},
		{"5;a\rb", wire.BareCR},
		{"5;\r", wire.BadChunkExtension},
		{"5;;", wire.BadChunkExtension},
		{"5;a=\r", wire.BadChunkExtension},
		{"5;a \r", wire.BadChunkExtension},
		{"5;a b", wire.BadChunkExtension},
		{"5;a=b \r", wire.BadChunkExtension},
		{"5;a=b=", wire.BadChunkExtension},
		{"5;a=\"\r", wire.BadChunkExtension},
		{"5;a=\"\\\r", wire.BadChunkExtension},
		{"5;a=\"\"x", wire.BadChunkExtension},
		{"5;a=\x00", wire.BadChunkExtension},
		{"5;a=\"\x7f", wire.BadChunkExtension},
		{"1\r\nxx", wire.BadChunkEnd},
		{"1\r\nx\n", wire.BadChunkEnd},
		{"1\r\nx\rx", wire.BadChunkEnd},
		{"1;" + strings.Repeat("a", 4096), wire.LongExtension},
		{strings.Repeat("0", 4098), wire.LongExtension},
		{strings.Repeat("1;aaa\r\nx\r\n", 1024) + "1;", wire.LongExtension},
		{"0\r\nA ", wire.SpaceBeforeColon},
		{"0\r\n ", wire.SpaceBeforeFirstField},
		{"0\r\nA: b\n", wire.BareLF},
		{"0\r\nA: b\r\n ", wire.ObsFold},
		{"0\r\n\rx", wire.BareCR},
		{"0\r\nx\x00", wire.BadFieldName},
		{"0\r\n" + strings.Repeat("A:b\r\n", 100) + "A", wire.TooManyFields},
		{"0\r\nA:" + strings.Repeat("b", 8<<10-1), wire.TrailerTooLarge},
	} {
		b := wire.NewBody(wire.Options{})
		b.Begin(&chunked)
		in := []byte(c.in)
		if d := decode(b, in[:len(in)-1]); d.flaw != wire.NoFlaw || d.done {
			t.Errorf("%.60q without its last octet: %+v", c.in, d)
		}
		b.Begin(&chunked)
		d := decode(b, in, len(in)-1)
		if d.flaw != c.want || d.done || !d.flaw.Fatal() || d.consumed >= len(in) {
			t.Errorf("%.60q: %v done %t consumed %d of %d, want %v", c.in, d.flaw, d.done, d.consumed, len(in), c.want)
		}
		if n, _, done, flaw := b.Decode([]byte("0\r\n\r\n")); n != 0 || done || flaw != c.want {
			t.Errorf("%.60q: the flaw is forgotten: %d %t %v", c.in, n, done, flaw)
		}
	}
}

// TestBodyBeginsAnew: the limits are those of one body, and no trailer is left.
func TestBodyBeginsAnew(t *testing.T) {
	b := wire.NewBody(wire.Options{ChunkExtensions: 2})
	for range 3 {
		b.Begin(&chunked)
		if d := decode(b, []byte("1;a\r\nx\r\n0\r\nA: b\r\n\r\n")); !d.done || d.content != "x" || d.trailer != "A=b;" {
			t.Errorf("%+v", d)
		}
	}
	b.Begin(&wire.Semantics{})
	if d := decode(b, nil); !d.done || d.trailer != "" {
		t.Errorf("%+v", d)
	}
}

// TestBareLFInChunks: the leniency for lines of fields is none for chunks.
func TestBareLFInChunks(t *testing.T) {
	b := wire.NewBody(wire.Options{AcceptBareLF: true})
	b.Begin(&chunked)
	if d := decode(b, []byte("0\n\n")); d.flaw != wire.BareLF {
		t.Errorf("%+v", d)
	}
	b.Begin(&chunked)
	if d := decode(b, []byte("0\r\nA: b\n\n")); !d.done || d.trailer != "A=b;" {
		t.Errorf("%+v", d)
	}
}

// TestLargestChunk: a chunk may be as large as 63 bits say.
func TestLargestChunk(t *testing.T) {
	b := wire.NewBody(wire.Options{})
	b.Begin(&chunked)
	if d := decode(b, []byte("7fffffffffffffff\r\nx")); d.flaw != wire.NoFlaw || d.content != "x" {
		t.Errorf("%+v", d)
	}
}
