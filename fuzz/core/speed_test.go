package core_test

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
)

// spent is the processor time of this process, which says more than the clock where others use the processors too.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkClean is one check: a variant of a conversation, played and judged, with its share of
// generating, rendering and reading the conversation.
func BenchmarkClean(b *testing.B) {
	for _, mix := range []struct {
		name string
		ops  int
	}{{"24 operations", 24}, {"12 operations", 12}, {"6 operations", 6}} {
		b.Run(mix.name, func(b *testing.B) { clean(b, mix.ops) })
	}
}

func clean(b *testing.B, ops int) {
	a := gen.Everything()
	a.Ops = ops
	r := rand.New(rand.NewPCG(1, 2))
	choose := func(_ string, n int) int { return r.IntN(n) }
	p := core.New(standard())
	var s gen.Script
	var c gen.Conversation
	doubted := 0
	before := spent()
	b.ReportAllocs()
	for n := 0; n < b.N; n += core.Ways {
		c = gen.AppendBuilt(c[:0], choose, a)
		c.Render(&s, gen.Plain())
		if p.Check(&s, r.Uint32(), core.Ways) != nil {
			doubted++
		}
	}
	b.ReportMetric(float64(spent()-before)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(doubted)/float64(b.N)*core.Ways, "doubted/conversation")
}
