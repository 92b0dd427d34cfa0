package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/store"
)

// heap is a store in memory that can be away, or so slow that it never answers.
type heap struct {
	mu      sync.Mutex
	entries map[string]string // kind/name
	away    bool
	slow    bool
	asked   int
}

var errAway = errors.New("away")

func newHeap() *heap { return &heap{entries: map[string]string{}} }

// enter locks the store, unless it is not there.
func (h *heap) enter(ctx context.Context) error {
	h.mu.Lock()
	h.asked++
	if h.slow {
		h.mu.Unlock()
		<-ctx.Done()
		h.mu.Lock()
		return ctx.Err()
	}
	if h.away {
		return errAway
	}
	return nil
}

func (h *heap) Put(ctx context.Context, kind string, data []byte) (string, error) {
	defer h.mu.Unlock()
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%x", data)
	h.entries[kind+"/"+name] = string(data)
	return name, nil
}

func (h *heap) Get(ctx context.Context, kind, name string) ([]byte, error) {
	defer h.mu.Unlock()
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	data := h.entries[kind+"/"+name]
	if fmt.Sprintf("%x", data) != name {
		return nil, fmt.Errorf("%s: %w", name, campaign.ErrDamaged)
	}
	return []byte(data), nil
}

func (h *heap) List(ctx context.Context, kind string) (names []string, err error) {
	defer h.mu.Unlock()
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	for key := range h.entries {
		if name, ok := strings.CutPrefix(key, kind+"/"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

func (h *heap) set(away, slow bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.away, h.slow = away, slow
}

func (h *heap) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.entries)
}

func (h *heap) times() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked
}

// put stores an entry, and asks that it took no time.
func put(t *testing.T, s campaign.Store, text string) {
	t.Helper()
	before := time.Now() // in a bubble, so that this is exact
	if _, err := s.Put(t.Context(), campaign.KindFinding, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(before); took != 0 {
		t.Errorf("a campaign was held up for %v", took)
	}
}

func closed(t *testing.T, m *store.Mirror, wrong bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := m.Close(ctx); (err != nil) != wrong {
		t.Errorf("closing: %v", err)
	}
}

// TestMirrorsMeet: what one campaign puts reaches the shared store at once, and another campaign within half a minute.
func TestMirrorsMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared, one, two := newHeap(), newHeap(), newHeap()
		told := func(text string) { t.Error(text) }
		a, b := store.StartMirror(one, shared, told), store.StartMirror(two, shared, told)
		<-a.First()
		<-b.First()
		put(t, a, "of a")
		put(t, b, "of b")
		synctest.Wait()
		if shared.count() != 2 {
			t.Errorf("%d entries in the shared store", shared.count())
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if one.count() != 2 || two.count() != 2 {
			t.Errorf("%d and %d entries", one.count(), two.count())
		}
		closed(t, a, false)
		closed(t, b, false)
	})
}

// TestFreshFindings: a finding of another campaign is known at once to who is about to report one.
func TestFreshFindings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared, local := newHeap(), newHeap()
		m := store.StartMirror(local, shared, func(text string) { t.Error(text) })
		<-m.First()
		theirs, err := shared.Put(t.Context(), campaign.KindFinding, []byte("theirs"))
		if err != nil {
			t.Fatal(err)
		}
		if names, err := m.List(t.Context(), campaign.KindFinding); err != nil || !slices.Equal(names, []string{theirs}) {
			t.Errorf("%v %v", names, err)
		}
		shared.set(false, true)
		before := time.Now()
		if names, err := m.List(t.Context(), campaign.KindFinding); err != nil || len(names) != 1 || time.Since(before) > 3*time.Second {
			t.Errorf("%v %v after %v", names, err, time.Since(before))
		}
		shared.set(false, false)
		closed(t, m, false)
	})
}

// TestAway: while the shared store is away or slow nobody waits for it, it is not stormed, and later has everything.
func TestAway(t *testing.T) {
	for _, slow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			shared, local := newHeap(), newHeap()
			shared.set(!slow, slow)
			var told []string
			m := store.StartMirror(local, shared, func(text string) { told = append(told, text) })
			for i := range 100 {
				put(t, m, fmt.Sprint(i))
				time.Sleep(6 * time.Second)
			}
			if n := shared.times(); n == 0 || n > 30 {
				t.Errorf("it was asked %d times in ten minutes", n)
			}
			if slow { // a call that was begun is not given up; who wants that gives the store a limit
				closed(t, m, true)
				return
			}
			shared.set(false, false)
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if shared.count() != 100 {
				t.Errorf("%d entries", shared.count())
			}
			closed(t, m, false)
			if len(told) != 2 || !strings.Contains(told[0], "is away") || !strings.Contains(told[1], "is back") {
				t.Errorf("%q", told)
			}
		})
	}
}

// TestLeft: who ends while the store is away is told how much it lacks, and the next campaign sends it.
func TestLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared, local := newHeap(), newHeap()
		shared.set(true, false)
		quiet := func(string) {}
		m := store.StartMirror(local, shared, quiet)
		put(t, m, "one")
		closed(t, m, true)
		shared.set(false, false)
		closed(t, store.StartMirror(local, shared, quiet), false)
		if shared.count() != 1 {
			t.Errorf("%d entries", shared.count())
		}
	})
}

// TestDamagedStaysOut: a damaged entry of the shared store is told once and not taken, and holds up nothing.
func TestDamagedStaysOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared, local := newHeap(), newHeap()
		shared.entries[campaign.KindCorpus+"/feed"] = "half"
		if _, err := shared.Put(t.Context(), campaign.KindCorpus, []byte("whole")); err != nil {
			t.Fatal(err)
		}
		var told []string
		m := store.StartMirror(local, shared, func(text string) { told = append(told, text) })
		time.Sleep(5 * time.Minute)
		closed(t, m, false)
		if local.count() != 1 || len(told) != 1 || !strings.Contains(told[0], "feed") {
			t.Errorf("%d entries, told %q", local.count(), told)
		}
	})
}

// TestAllMeet: whatever several campaigns put, and whenever the store goes away, all have all of it in the end.
func TestAllMeet(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rapid.SyncTest(r, func(r *rapid.T) {
			shared := newHeap()
			var locals []*heap
			var mirrors []*store.Mirror
			for range rapid.IntRange(1, 3).Draw(r, "campaigns") {
				local := newHeap()
				locals = append(locals, local)
				mirrors = append(mirrors, store.StartMirror(local, shared, func(string) {}))
			}
			stored := map[string]bool{}
			for i := range rapid.IntRange(0, 20).Draw(r, "steps") {
				switch what := rapid.IntRange(0, len(mirrors)+1).Draw(r, "step"); {
				case what < len(mirrors):
					text := fmt.Sprint(i % 7)
					if _, err := mirrors[what].Put(r.Context(), campaign.KindCorpus, []byte(text)); err != nil {
						r.Fatal(err)
					}
					stored[text] = true
				case what == len(mirrors):
					shared.set(i%2 == 0, false)
				default:
					time.Sleep(10 * time.Second)
				}
			}
			shared.set(false, false)
			time.Sleep(3 * time.Minute)
			for i, m := range mirrors {
				if err := m.Close(r.Context()); err != nil {
					r.Error(err)
				}
				if n := locals[i].count(); n != len(stored) {
					r.Errorf("campaign %d has %d of %d entries", i, n, len(stored))
				}
			}
		})
	})
}

// TestPatient: a call is tried again for a while; a damaged entry is not.
func TestPatient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeap()
		h.set(true, false)
		s := store.Patient(h, 30*time.Second)
		go func() {
			time.Sleep(10 * time.Second)
			h.set(false, false)
		}()
		name, err := s.Put(t.Context(), campaign.KindCorpus, []byte("one"))
		if err != nil {
			t.Fatal(err)
		}
		if data, err := s.Get(t.Context(), campaign.KindCorpus, name); string(data) != "one" || err != nil {
			t.Errorf("%q %v", data, err)
		}
		asked := h.times()
		if _, err := s.Get(t.Context(), campaign.KindCorpus, "feed"); !errors.Is(err, campaign.ErrDamaged) || h.times() != asked+1 {
			t.Errorf("%v after %d calls", err, h.times()-asked)
		}
		h.set(true, false)
		if _, err := s.List(t.Context(), campaign.KindCorpus); !errors.Is(err, errAway) {
			t.Error(err)
		}
	})
}

func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	local, err := store.Open(ctx, filepath.Join(dir, "local"))
	if err != nil {
		panic(err)
	}
	shared, err := store.Open(ctx, "file://"+filepath.ToSlash(filepath.Join(dir, "shared"))) // or s3://bucket?region=R
	if err != nil {
		panic(err)
	}
	m := store.StartMirror(local, shared, func(text string) { fmt.Println(text) })
	if _, err := m.Put(ctx, campaign.KindCorpus, []byte("a conversation")); err != nil {
		panic(err)
	}
	if err := m.Close(ctx); err != nil {
		panic(err)
	}
	names, err := shared.List(ctx, campaign.KindCorpus)
	fmt.Println(len(names), err)
	// Output: 1 <nil>
}
