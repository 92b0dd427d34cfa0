package wire_test

import (
	"bytes"
	"testing"

	"github.com/hangup-http/hangup/server/wire/internal/mutant"
)

// chunkedHead announces the chunked coding.
const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

// FuzzChunked: how a chunked body arrives does not change what it says, with any options;
// and the judge's reader, clause by clause from the ABNF, finds the same content, the same end of the
// body and the same request behind it, or a reason why it may be refused.
func FuzzChunked(f *testing.F) {
	for i, body := range append(mutant.ChunkedBodies(), mutant.Bodies...) {
		f.Add([]byte(body), uint16(i*7), i%2 == 0, i%3 == 0)
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint16, lenient, small bool) {
		o := options(lenient, small)
		whole := decodeInPieces(o, in)
		if got := decodeInPieces(o, in, int(cut)%(len(in)+1)); got != whole {
			t.Fatalf("cut at %d\nwhole: %+v\nsplit: %+v", int(cut)%(len(in)+1), whole, got)
		}
		if len(in) > 1<<10 {
			return
		}
		if got := decodeInPieces(o, in, everyOctet(in)...); got != whole {
			t.Fatalf("whole: %+v\noctet by octet: %+v", whole, got)
		}
		checkAgreement(t, append([]byte(chunkedHead), in...))
	})
}

// TestChunkedSeeds: the seeds have what fuzzing starts from, flaws and all.
func TestChunkedSeeds(t *testing.T) {
	bodies := mutant.ChunkedBodies()
	for _, part := range []string{"0\r\n\r\n", ";", "Connection: close"} {
		found := false
		for _, b := range bodies {
			found = found || bytes.Contains([]byte(b), []byte(part))
		}
		if !found {
			t.Errorf("no seed of %d has %q", len(bodies), part)
		}
	}
}
