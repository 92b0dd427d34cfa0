package campaign

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
)

// TestVain: for a place that a timer leads to somebody is looked for ever more rarely, and never for one that is settled.
func TestVain(t *testing.T) {
	const timed, known, end = 1, 2, 10 * time.Minute
	r, start, searches := reached{}, time.Unix(0, 0), 0
	r.fresh(map[uint64]uint32{known: 1}, start)
	r.settle([]uint64{known})
	for at := time.Duration(0); at < end; at += coverEvery {
		counts := map[uint64]uint32{timed: uint32(at/coverEvery) + 1, known: uint32(at/coverEvery) + 2}
		for _, place := range r.fresh(counts, start.Add(at)) {
			if place != timed {
				t.Fatalf("after %v somebody is looked for who leads to a settled place", at)
			}
			searches++
			r.vain([]uint64{place}, counts, start.Add(at))
		}
	}
	if searches < 5 || searches > 10 { // 2, 6, 14, 30 ... seconds
		t.Errorf("%d searches in %v", searches, end)
	}
}

// TestStale: who came by a place while nobody was to be looked for is not looked for later.
func TestStale(t *testing.T) {
	r, now := reached{}, time.Unix(0, 0)
	asked := func(n uint32) bool { return len(r.fresh(map[uint64]uint32{1: n}, now)) > 0 }
	if !asked(1) {
		t.Fatal("nobody is looked for who leads to a new place")
	}
	r.vain([]uint64{1}, map[uint64]uint32{1: 4}, now)
	if asked(5) {
		t.Error("the search begins again at once")
	}
	now = now.Add(coverAgain)
	if asked(5) {
		t.Error("somebody is looked for though nobody came by")
	}
	if !asked(6) {
		t.Error("nobody is looked for when one comes by again")
	}
}

// TestAnew: a target that was started again counts from zero.
func TestAnew(t *testing.T) {
	r, now := reached{}, time.Unix(0, 0)
	r.fresh(map[uint64]uint32{1: 9}, now)
	r.fresh(nil, now)
	if len(r.fresh(map[uint64]uint32{1: 1}, now)) != 1 {
		t.Error("nobody is looked for who leads there after a restart")
	}
}

// timer counts a place that no conversation leads to, from some read on, and ends the campaign at some other.
type timer struct {
	reads atomic.Uint32
	stop  context.CancelFunc
}

func (s *timer) Read(context.Context) (map[uint64]uint32, error) {
	const from, to = 15, 30 // behind the first second, and when a search would long be over
	n := s.reads.Add(1)
	if n == to {
		s.stop()
	}
	counts := map[uint64]uint32{1: 1}
	if n >= from {
		counts[2] = n
	}
	return counts, nil
}

// TestTimer: nobody is blamed for a place to which a timer of the target leads.
func TestTimer(t *testing.T) {
	t.Parallel()
	l := httptest.NewServer(capable.Handler())
	defer l.Close()
	at, err := play.ParseTarget(l.URL, false)
	if err != nil {
		t.Fatal(err)
	}
	at.Profile = profile.Full()
	store, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	source := &timer{stop: stop}
	c, err := New(ctx, Config{Target: at, Store: store, Seed: 1, Connections: 4, Counters: source})
	if err != nil {
		t.Fatal(err)
	}
	status, err := c.Run(ctx)
	if err != nil || status.Places != 2 {
		t.Fatalf("%d places, %v", status.Places, err)
	}
	if n := len(c.source.places.entries); n != 0 {
		t.Errorf("%d conversations are bred from", n)
	}
}
