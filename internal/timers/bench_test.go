package timers_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// bare is an owner that does nothing.
type bare struct{ timer timers.Timer }

func (b *bare) Timer() *timers.Timer { return &b.timer }
func (b *bare) Ring()                {}

// present returns Timers with n timers set for an hour and more.
func present(n int) (*timers.Timers, []*bare) {
	ts := new(timers.Timers)
	owners := make([]*bare, n)
	hour := ts.Now().Add(time.Hour)
	for i := range owners {
		owners[i] = new(bare)
		ts.Set(owners[i], hour.Add(time.Duration(i*7919%n)))
	}
	return ts, owners
}

func BenchmarkNow(b *testing.B) {
	var ts timers.Timers
	for b.Loop() {
		ts.Now()
	}
}

// A request on an idle connection: its deadline moves later.
func BenchmarkSetLater(b *testing.B) {
	ts, owners := present(64)
	at := ts.Now().Add(2 * time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		at++
		ts.Set(owners[0], at)
	}
}

// The same on all cores, on different connections.
func BenchmarkSetLaterParallel(b *testing.B) {
	ts, owners := present(64)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		at := ts.Now().Add(2 * time.Hour)
		o := new(bare)
		ts.Set(o, at)
		for pb.Next() {
			at++
			ts.Set(o, at)
		}
		ts.Remove(o)
	})
	runtime.KeepAlive(owners)
}

// A connection comes and goes; its deadline is the latest.
func BenchmarkSetRemove(b *testing.B) {
	for _, n := range []int{0, 64, 100_000} {
		b.Run(fmt.Sprintf("present=%d", n), func(b *testing.B) {
			ts, owners := present(n)
			at := ts.Now().Add(2 * time.Hour)
			o := new(bare)
			b.ReportAllocs()
			for b.Loop() {
				at++
				ts.Set(o, at)
				ts.Remove(o)
			}
			runtime.KeepAlive(owners)
		})
	}
}

// Any of those present goes, and comes again with the latest deadline.
func BenchmarkRemoveAnySet(b *testing.B) {
	for _, n := range []int{64, 100_000} {
		b.Run(fmt.Sprintf("present=%d", n), func(b *testing.B) {
			ts, owners := present(n)
			at := ts.Now().Add(2 * time.Hour)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i = (i + 7919) % n
				at++
				ts.Remove(owners[i])
				ts.Set(owners[i], at)
			}
		})
	}
}

// What the runtime costs for the same, with a timer for each connection.
func BenchmarkRuntimeReset(b *testing.B) {
	t := time.AfterFunc(time.Hour, func() {})
	defer t.Stop()
	for b.Loop() {
		t.Reset(time.Hour)
	}
}

func BenchmarkMemory(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		owners := make([]bare, n)
		ts := new(timers.Timers)
		before := inUse()
		hour := ts.Now().Add(time.Hour)
		for i := range owners {
			ts.Set(&owners[i], hour.Add(time.Duration(i*7919%n)))
		}
		b.ReportMetric(float64(inUse()-before)/n, "heap-B/timer")
		runtime.KeepAlive(owners)
		runtime.KeepAlive(ts)
	}
}

// inUse returns how many octets of the heap are live.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
