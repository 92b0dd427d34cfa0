package wire_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/server/wire"
	"github.com/hangup-http/hangup/server/wire/internal/mutant"
)

// options are strict or lenient, with limits small enough to be met.
func options(lenient, small bool) wire.Options {
	o := wire.Options{AcceptBareLF: lenient, AcceptObsFold: lenient, AcceptUnescapedTarget: lenient}
	if small {
		o.RequestLine, o.Method, o.Head, o.Fields, o.EmptyLines = 24, 6, 60, 2, 1
		o.ChunkExtensions, o.Trailer = 6, 12
	}
	return o
}

// parseInPieces gives a growing part of in to a new Parser, each time in a new
// buffer as a connection may do, and returns what came first.
func parseInPieces(o wire.Options, in []byte, cuts ...int) string {
	p := wire.NewParser(o)
	var buf []byte
	for _, cut := range append(cuts, len(in)) {
		buf = append(slices.Clone(buf), in[len(buf):cut]...)
		n, flaw := p.Parse(buf)
		if n > len(buf) {
			panic("consumed more than there is")
		}
		if n > 0 || flaw != wire.NoFlaw {
			return describe(n, flaw, p)
		}
	}
	return "needs more"
}

func decodeInPieces(o wire.Options, in []byte, cuts ...int) decoded {
	b := wire.NewBody(o)
	b.Begin(&chunked)
	return decode(b, bytes.Clone(in), cuts...)
}

// everyOctet cuts behind each octet.
func everyOctet(in []byte) []int {
	cuts := make([]int, len(in))
	for i := range cuts {
		cuts[i] = i
	}
	return cuts
}

// drawMutant draws one of the samples with a few octets put in, cut out or changed.
func drawMutant(t *rapid.T, samples []string) []byte {
	in := []byte(rapid.SampledFrom(samples).Draw(t, "sample"))
	octet := rapid.OneOf(rapid.SampledFrom([]byte("\r\n \t:;,\"\\0aA%[]/\x00\x7f\x80")), rapid.Byte())
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		at := rapid.IntRange(0, len(in)).Draw(t, "at")
		switch put := octet.Draw(t, "octet"); {
		case rapid.Bool().Draw(t, "insert"):
			in = slices.Insert(in, at, put)
		case at < len(in) && put%2 == 0:
			in = slices.Delete(in, at, at+1)
		case at < len(in):
			in[at] = put
		}
	}
	return in
}

func drawCuts(t *rapid.T, length int) []int {
	cuts := rapid.SliceOfN(rapid.IntRange(0, length), 0, 6).Draw(t, "cuts")
	slices.Sort(cuts)
	return cuts
}

// TestAnySplitOfAHead: how the octets arrive does not change what they mean.
func TestAnySplitOfAHead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawMutant(t, mutant.Heads)
		o := options(rapid.Bool().Draw(t, "lenient"), rapid.Bool().Draw(t, "small"))
		whole := parseInPieces(o, in)
		if got := parseInPieces(o, in, drawCuts(t, len(in))...); got != whole {
			t.Fatalf("%q\nwhole: %s\nsplit: %s", in, whole, got)
		}
		if got := parseInPieces(o, in, everyOctet(in)...); got != whole {
			t.Fatalf("%q\nwhole: %s\noctet by octet: %s", in, whole, got)
		}
	})
}

// TestEveryOctetEverywhere puts each octet in each place of a head. The head as a
// whole is read by words, in single octets by the table of classes.
func TestEveryOctetEverywhere(t *testing.T) {
	const head = "GET /0123456789abcdef/?x=%41 HTTP/1.1\r\nHost: a.example.com:80\r\n" +
		"Some-Longer-Name: some longer value\r\n\r\n"
	for i := range len(head) {
		for octet := range 256 {
			in := []byte(head)
			in[i] = byte(octet)
			whole := parseInPieces(wire.Options{}, in)
			if got := parseInPieces(wire.Options{}, in, everyOctet(in)...); got != whole {
				t.Errorf("%q\nwhole: %s\noctet by octet: %s", in, whole, got)
			}
		}
	}
}

// TestAnySplitOfChunks: the same for a chunked body.
func TestAnySplitOfChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawMutant(t, mutant.Bodies)
		o := options(rapid.Bool().Draw(t, "lenient"), rapid.Bool().Draw(t, "small"))
		whole := decodeInPieces(o, in)
		if got := decodeInPieces(o, in, drawCuts(t, len(in))...); got != whole {
			t.Fatalf("%q\nwhole: %+v\nsplit: %+v", in, whole, got)
		}
		if got := decodeInPieces(o, in, everyOctet(in)...); got != whole {
			t.Fatalf("%q\nwhole: %+v\noctet by octet: %+v", in, whole, got)
		}
	})
}

// FuzzHead: no panic, and no split changes the result.
func FuzzHead(f *testing.F) {
	for i, head := range mutant.Heads {
		f.Add([]byte(head), uint16(i*7), i%2 == 0, i%3 == 0)
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint16, lenient, small bool) {
		o := options(lenient, small)
		whole := parseInPieces(o, in)
		if got := parseInPieces(o, in, int(cut)%(len(in)+1)); got != whole {
			t.Fatalf("cut at %d\nwhole: %s\nsplit: %s", int(cut)%(len(in)+1), whole, got)
		}
		if len(in) > 1<<10 {
			return
		}
		if got := parseInPieces(o, in, everyOctet(in)...); got != whole {
			t.Fatalf("whole: %s\noctet by octet: %s", whole, got)
		}
	})
}
