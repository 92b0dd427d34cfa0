package wire_test

import (
	"bytes"
	"net/textproto"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/server/wire"
)

func TestAppendStatus(t *testing.T) {
	for code, want := range map[int]string{
		100: "HTTP/1.1 100 Continue\r\n",
		200: "HTTP/1.1 200 OK\r\n",
		414: "HTTP/1.1 414 URI Too Long\r\n",
		511: "HTTP/1.1 511 Network Authentication Required\r\n",
		299: "HTTP/1.1 299 \r\n", // RFC 9112, section 4: the space stays
		999: "HTTP/1.1 999 \r\n",
		0:   "HTTP/1.1 500 Internal Server Error\r\n",
		-1:  "HTTP/1.1 500 Internal Server Error\r\n",
		1e6: "HTTP/1.1 500 Internal Server Error\r\n",
	} {
		if got := wire.AppendStatus([]byte("x"), code); string(got) != "x"+want {
			t.Errorf("%d: %q", code, got)
		}
	}
	if got := wire.AppendHeadEnd(wire.AppendStatus(nil, 100)); string(got) != wire.Continue {
		t.Errorf("%q", got)
	}
}

func TestAppendField(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"A", "b", "A: b\r\n"},
		{"A", "", "A: \r\n"},
		{"A", "b\r\nC: d", "A: b  C: d\r\n"},
		{"A", "b\r\n\r\nHTTP/1.1 200 OK", "A: b    HTTP/1.1 200 OK\r\n"},
		{"A", "\x00\x1f\x7f\t\xff", "A:    \t\xff" + "\r\n"},
		{"A\r\nB", "c", ""},
		{"A:", "c", ""},
		{"", "c", ""},
	} {
		if got := wire.AppendField(nil, c.name, c.value); string(got) != c.want {
			t.Errorf("%q %q: %q, want %q", c.name, c.value, got, c.want)
		}
		if got := wire.AppendField(nil, []byte(c.name), []byte(c.value)); string(got) != c.want {
			t.Errorf("%q %q as octets: %q, want %q", c.name, c.value, got, c.want)
		}
	}
	if got := wire.AppendLength(nil, 1<<62); string(got) != "Content-Length: 4611686018427387904\r\n" {
		t.Errorf("%q", got)
	}
}

// TestNoFieldSplitsAResponse: whatever a handler sets, there is one line at most.
func TestNoFieldSplitsAResponse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		octets := rapid.SliceOf(rapid.OneOf(rapid.SampledFrom([]byte("\r\n\x00: ")), rapid.Byte()))
		out := wire.AppendField(nil, octets.Draw(t, "name"), octets.Draw(t, "value"))
		if len(out) == 0 {
			return
		}
		line := strings.TrimSuffix(string(out), "\r\n")
		if strings.ContainsAny(line, "\r\n\x00") || len(line)+2 != len(out) {
			t.Fatalf("%q", out)
		}
	})
}

// TestChunksReadBack: what AppendChunk and AppendLastChunk write, Body reads.
func TestChunksReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out, content []byte
		for _, data := range rapid.SliceOf(rapid.SliceOf(rapid.Byte())).Draw(t, "chunks") {
			out = wire.AppendChunk(out, data)
			content = append(content, data...)
		}
		out = wire.AppendLastChunk(out, wire.Field{Name: []byte("A"), Value: []byte("b\r\nc")})
		b := wire.NewBody(wire.Options{})
		b.Begin(&chunked)
		if d := decode(b, out); d.content != string(content) || !d.done || d.consumed != len(out) || d.trailer != "A=b  c;" {
			t.Fatalf("%q: %+v", out, d)
		}
	})
	if got := wire.AppendLastChunk(nil); string(got) != "0\r\n\r\n" {
		t.Errorf("%q", got)
	}
}

// TestReadsWhatItWrites: fields survive the way through serialiser and parser,
// and the parser of the standard library reads the same.
func TestReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := strings.Trim(rapid.StringMatching(`[ -~\t]{0,40}`).Draw(t, "value"), " \t")
		out := wire.AppendHeadEnd(wire.AppendField([]byte("GET / HTTP/1.1\r\nHost: a\r\n"), "X-A", value))
		p := wire.NewParser(wire.Options{})
		if n, flaw := p.Parse(out); n != len(out) || flaw != wire.NoFlaw || string(p.Head().Fields[1].Value) != value {
			t.Fatalf("%q: %s", out, describe(n, flaw, p))
		}
		if !bytes.Contains(out, []byte("X-A: "+textproto.TrimString(value)+"\r\n")) {
			t.Fatalf("%q", out)
		}
	})
}
