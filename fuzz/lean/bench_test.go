//go:build linux

package lean_test

import (
	"context"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/lean"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model"
)

// three is what the benchmark holds: three requests in one segment, the last with close.
var three = gen.Conversation{
	{Kind: gen.Request}, {Kind: gen.End}, {Kind: gen.Request}, {Kind: gen.End}, {Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.End},
}

// BenchmarkRace alternates between a plain loop of 64 goroutines (dial, write, read to the end, close)
// and conversations that are judged, on one target and on a unix socket of it, in slices of a third of a second. It
// tells conversations per second, and microseconds of this process for each; medians:
//
//	HANGUP_BENCH=http://127.0.0.1:18970 HANGUP_BENCH_UNIX=unix:/tmp/sock go test ./fuzz/lean -run XXX -bench Race
//
// Without these variables the built-in server of this process is the target, and takes part of the processors.
func BenchmarkRace(b *testing.B) {
	tcp, unix := benchTarget(b, "HANGUP_BENCH", "tcp"), benchTarget(b, "HANGUP_BENCH_UNIX", "unix")
	runners := []struct {
		name string
		run  func(context.Context) uint64
	}{
		{"plain", func(ctx context.Context) uint64 { return plainLoop(ctx, tcp) }},
		{"judged", func(ctx context.Context) uint64 { return judged(ctx, b, tcp) }},
		{"plain-unix", func(ctx context.Context) uint64 { return plainLoop(ctx, unix) }},
		{"judged-unix", func(ctx context.Context) uint64 { return judged(ctx, b, unix) }},
	}
	speeds, costs := make([][]float64, len(runners)), make([][]float64, len(runners))
	for b.Loop() {
		for i, r := range runners {
			ctx, stop := context.WithTimeout(b.Context(), time.Second/3)
			began, cost := time.Now(), processorTime()
			n := r.run(ctx)
			stop()
			speeds[i] = append(speeds[i], float64(n)/time.Since(began).Seconds())
			costs[i] = append(costs[i], float64((processorTime()-cost).Microseconds())/float64(n))
		}
	}
	for i, r := range runners {
		slices.Sort(speeds[i])
		slices.Sort(costs[i])
		b.ReportMetric(speeds[i][len(speeds[i])/2], r.name+"/s")
		b.ReportMetric(costs[i][len(costs[i])/2], r.name+"-us")
	}
}

// processorTime is what this process has used. On a machine that does other things too it says more than
// conversations per second do.
func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // never fails
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func benchTarget(b *testing.B, variable, network string) play.Target {
	if url := os.Getenv(variable); url != "" {
		target, err := play.ParseTarget(url, false)
		if err != nil {
			b.Fatal(err)
		}
		return target
	}
	address := "127.0.0.1:0"
	if network == "unix" {
		address = b.TempDir() + "/s"
	}
	return builtIn(b, "", network, address)
}

// plainLoop is what everybody would write.
func plainLoop(ctx context.Context, target play.Target) uint64 {
	var s gen.Script
	three.Render(&s, gen.Plain())
	octets := slices.Clone(s.Octets)
	var done atomic.Uint64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for ctx.Err() == nil {
				c, err := net.Dial(target.Network, target.Address)
				if err != nil {
					continue
				}
				_, _ = c.Write(octets)
				_, _ = io.Copy(io.Discard, c)
				c.Close()
				done.Add(1)
			}
		})
	}
	all.Wait()
	return done.Load()
}

// judged holds the same conversation in event loops, one for each processor.
func judged(ctx context.Context, b *testing.B, target play.Target) uint64 {
	var done atomic.Uint64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			err := lean.Hold(b.Context(), lean.Config{Target: target, Budgets: patient(), MaxReceive: 1 << 20, Limit: time.Minute, InFlight: 32},
				func() (lean.Job, lean.Supply) {
					if ctx.Err() != nil {
						return lean.Job{}, lean.Over
					}
					return lean.Job{Conversation: three}, lean.Ready
				}, func(r *lean.Result) {
					if r.Err != nil || r.Judge.Standing() >= model.Warning {
						b.Errorf("%v %v", r.Err, r.Judge.Report().Findings)
					}
					done.Add(1)
				})
			if err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	return done.Load()
}
