package rivals_test

import (
	_ "embed"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/wire/internal/mutant"
	"github.com/hangup-http/hangup/server/wire/internal/rivals"
)

// disagreements lists the kinds that a clause decides.
//
//go:embed testdata/disagreements.tsv
var disagreements string

// decided holds rival and kind, with a tab between.
var decided = func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(disagreements) {
		if columns := strings.Split(line, "\t"); len(columns) == 5 {
			all[columns[0]+"\t"+columns[1]] = true
		}
	}
	return all
}()

func check(t *testing.T, in []byte) {
	t.Helper()
	ours := rivals.Wire(in)
	for rival, read := range map[string]func([]byte) rivals.Reading{"nethttp": rivals.NetHTTP, "fasthttp": rivals.Fasthttp} {
		theirs := read(in)
		if kind := rivals.Kind(ours, theirs); kind != "" && !decided[rival+"\t"+kind] {
			t.Fatalf("%q\nnot in testdata/disagreements.tsv: %s\t%s\nwire: %+v\n%s: %+v", in, rival, kind, ours, rival, theirs)
		}
	}
}

// TestRivals checks some variants of each sample.
func TestRivals(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, in := range mutant.Conversations {
		check(t, []byte(in))
		for range 500 {
			check(t, mutant.Variant([]byte(in), random))
		}
	}
}

// FuzzRivals: where net/http or fasthttp reads a request otherwise, it is known why.
func FuzzRivals(f *testing.F) {
	for _, in := range mutant.Conversations {
		f.Add([]byte(in), uint64(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, seed uint64) {
		if len(in) > 1<<10 {
			return
		}
		check(t, in)
		random := rand.New(rand.NewPCG(seed, uint64(len(in))))
		for range 15 {
			check(t, mutant.Variant(in, random))
		}
	})
}

// chunkedHead announces the chunked coding.
const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

// FuzzChunkedRivals: where net/http or fasthttp takes a chunked body apart otherwise, it is known why.
func FuzzChunkedRivals(f *testing.F) {
	for _, body := range append(mutant.ChunkedBodies(), mutant.Bodies...) {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) <= 1<<10 {
			check(t, append([]byte(chunkedHead), in...))
		}
	})
}
