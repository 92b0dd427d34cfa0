package timers_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
	"pgregory.net/rapid"
)

// step is something done to every nth owner from first on, and before the next step
// time passes.
type step struct {
	Do         string // "set", "stop", "remove"
	First, Nth int
	Wait, More time.Duration // for "set": how far away, and how much more for each next owner
	Pass       time.Duration
}

// steps draws what is done to n owners.
func steps(n int) *rapid.Generator[[]step] {
	quarters := func(from, to int) *rapid.Generator[time.Duration] {
		return rapid.Map(rapid.IntRange(from, to), func(i int) time.Duration { return time.Duration(i) * time.Second / 4 })
	}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			Do:    rapid.SampledFrom([]string{"set", "set", "set", "stop", "remove"}).Draw(t, "do"),
			First: rapid.IntRange(0, n-1).Draw(t, "first"),
			Nth:   rapid.SampledFrom([]int{1, 2, 3, n}).Draw(t, "nth"),
			Wait:  quarters(-3, 40).Draw(t, "wait"),
			More:  quarters(-2, 2).Draw(t, "more") / 64,
			Pass:  quarters(0, 8).Draw(t, "pass"),
		}
	}), 0, 40)
}

// pair is Timers beside the plain model of it: which owner is due when, and when it
// was rung.
type pair struct {
	ts     timers.Timers
	owners []*owner
	due    map[int]timers.Time
	rung   map[int][]timers.Time
}

func newPair(n int) *pair {
	p := &pair{due: map[int]timers.Time{}, rung: map[int][]timers.Time{}}
	for range n {
		p.owners = append(p.owners, &owner{ts: &p.ts})
	}
	return p
}

// play does one step to both.
func (p *pair) play(s step) error {
	for i, wait := s.First, s.Wait; i < len(p.owners); i, wait = i+s.Nth, wait+s.More {
		stood := p.ts.Len()
		switch s.Do {
		case "set":
			p.due[i] = p.ts.Now().Add(wait)
			p.ts.Set(p.owners[i], p.due[i])
		case "stop":
			p.ts.Stop(p.owners[i])
			delete(p.due, i)
		case "remove":
			_, set := p.due[i]
			p.ts.Remove(p.owners[i])
			delete(p.due, i)
			if n := p.ts.Len(); n > stood || set && n != stood-1 {
				return fmt.Errorf("%d entries, %d before owner %d (set: %v) was removed", n, stood, i, set)
			}
		}
		if wait <= 0 {
			p.pass(0) // what is past rings at once, and before it is set again
		}
	}
	p.pass(s.Pass)
	return p.compare()
}

// pass lets time pass for both.
func (p *pair) pass(d time.Duration) {
	now := p.ts.Now()
	for i, at := range p.due {
		if at <= now.Add(d) {
			p.rung[i] = append(p.rung[i], max(at, now))
			delete(p.due, i)
		}
	}
	time.Sleep(d)
	synctest.Wait()
}

// compare tells where all that can be seen differs.
func (p *pair) compare() error {
	now := p.ts.Now()
	for i, o := range p.owners {
		if got, want := o.times(), p.rung[i]; !slices.Equal(got, want) {
			return fmt.Errorf("owner %d was rung at %v, want %v, now %d", i, got, want, now)
		}
		at, set := p.due[i]
		if o.timer.Due(math.MaxInt64) != set || o.timer.Due(at) != set || o.timer.Due(at-1) || o.timer.Due(now) {
			return fmt.Errorf("owner %d: want due at %d exactly (set: %v), now %d", i, at, set, now)
		}
	}
	if n := p.ts.Len(); n < len(p.due) || n > len(p.owners) {
		return fmt.Errorf("%d entries for %d timers that are set, of %d", n, len(p.due), len(p.owners))
	}
	return nil
}

// run plays all steps, and then wants that time takes care of what is left.
func (p *pair) run(all []step) error {
	for i, s := range all {
		if err := p.play(s); err != nil {
			return fmt.Errorf("step %d, %+v: %w", i, s, err)
		}
	}
	p.pass(time.Hour)
	if n := p.ts.Len(); n != 0 {
		return fmt.Errorf("%d entries left an hour after the last step", n)
	}
	return p.compare()
}

func TestAgainstPlainModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.SampledFrom([]int{1, 3, 30, 1200}).Draw(rt, "owners")
		all := steps(n).Draw(rt, "steps")
		var err error
		synctest.Test(t, func(*testing.T) { err = newPair(n).run(all) })
		if err != nil {
			rt.Fatal(err)
		}
	})
}
