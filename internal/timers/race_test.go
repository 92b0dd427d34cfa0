package timers_test

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// at calls the sides in the same instant, each on a goroutine of its own. When
// entries come up in that instant, the goroutine that rings is one more.
func at(ts *timers.Timers, start timers.Time, sides ...func()) {
	var all sync.WaitGroup
	for _, side := range sides {
		all.Go(func() {
			time.Sleep(time.Duration(start - ts.Now()))
			side()
		})
	}
	all.Wait()
}

// manyTimes plays meet with fresh owners on the fake clock, again and again.
func manyTimes(t *testing.T, meet func(t *testing.T, ts *timers.Timers, owners []*owner, now timers.Time)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var ts timers.Timers
		for range 120 {
			owners := make([]*owner, 1000)
			for i := range owners {
				owners[i] = &owner{ts: &ts}
			}
			meet(t, &ts, owners, ts.Now())
			if n := ts.Len(); n != 0 || t.Failed() {
				t.Fatalf("%d entries left", n)
			}
		}
	})
}

// The entry comes up and is to be put back for much later, when the owner wants an
// earlier time, without a lock because the entry would still come up before that.
func TestMovedEarlierWhileItIsPutBack(t *testing.T) {
	manyTimes(t, func(t *testing.T, ts *timers.Timers, owners []*owner, now timers.Time) {
		for _, o := range owners {
			ts.Set(o, now.Add(10))
			ts.Set(o, now.Add(100))
		}
		at(ts, now.Add(10), func() {
			for _, o := range owners {
				ts.Set(o, now.Add(20))
			}
		})
		time.Sleep(1000)
		for _, o := range owners {
			wasRung(t, o, now, 20)
		}
	})
}

// The owner moves its timer later in the moment in which it is to ring: it may ring
// for the old time, but must for the new one.
func TestMovedLaterWhileItRings(t *testing.T) {
	manyTimes(t, func(t *testing.T, ts *timers.Timers, owners []*owner, now timers.Time) {
		for _, o := range owners {
			ts.Set(o, now.Add(10))
		}
		at(ts, now.Add(10), func() {
			for _, o := range owners {
				ts.Set(o, now.Add(20))
			}
		})
		time.Sleep(1000)
		for _, o := range owners {
			if n := len(o.times()); n == 1 {
				wasRung(t, o, now, 20)
			} else {
				wasRung(t, o, now, 10, 20)
			}
		}
	})
}

// Set and Remove meet: either may be the last, but what is set must ring.
func TestSetWhileRemoved(t *testing.T) {
	manyTimes(t, func(t *testing.T, ts *timers.Timers, owners []*owner, now timers.Time) {
		for _, o := range owners {
			ts.Set(o, now.Add(15))
		}
		at(ts, now.Add(10), func() {
			for _, o := range owners {
				ts.Set(o, now.Add(20))
			}
		}, func() {
			for i := range owners { // the other way, so that they must meet
				ts.Remove(owners[len(owners)-1-i])
			}
		})
		time.Sleep(1000)
		for i, o := range owners {
			if o.timer.Due(math.MaxInt64) {
				t.Errorf("the timer of owner %d is set but did not ring", i)
			}
		}
	})
}

// Many goroutines move, stop and remove timers at the very moments when these ring.
// Afterwards each timer must have rung or have been stopped: one that is still set
// lost its wake-up. That each one's last call was Set makes for many chances.
func TestNoWakeUpIsLost(t *testing.T) {
	const (
		movers = 4
		owned  = 8
		rounds = 500
		calls  = 40
	)
	synctest.Test(t, func(t *testing.T) {
		var ts timers.Timers
		owners := make([]*owner, owned)
		for i := range owners {
			owners[i] = &owner{ts: &ts}
		}
		for round := range rounds {
			var all sync.WaitGroup
			for m := range movers {
				all.Go(func() { move(&ts, owners, rand.New(rand.NewPCG(uint64(round), uint64(m))), calls) })
			}
			all.Wait()
			time.Sleep(time.Second)
			synctest.Wait()
			for i, o := range owners {
				if o.timer.Due(math.MaxInt64) {
					t.Fatalf("round %d: the timer of owner %d is set but did not ring", round, i)
				}
			}
			if n := ts.Len(); n != 0 {
				t.Fatalf("round %d: %d entries left", round, n)
			}
		}
		for i, o := range owners {
			if len(o.times()) == 0 {
				t.Errorf("owner %d was never rung", i)
			}
		}
	})
}

// move calls methods at random, and ends with Set. It sleeps for as short a time as
// it sets, so that it wakes when timers ring.
func move(ts *timers.Timers, owners []*owner, r *rand.Rand, calls int) {
	for range calls {
		o := owners[r.IntN(len(owners))]
		switch r.IntN(16) {
		case 0:
			ts.Remove(o)
		case 1:
			ts.Stop(o)
		case 2, 3, 4:
			time.Sleep(time.Duration(1 + r.IntN(3)))
		default:
			ts.Set(o, ts.Now().Add(time.Duration(r.IntN(6))))
		}
	}
	for _, o := range owners {
		ts.Set(o, ts.Now().Add(time.Duration(r.IntN(6))))
	}
}

// Remove while everything rings: what was removed is not due, whatever is under way.
func TestRemovedIsNotDue(t *testing.T) {
	var ts timers.Timers
	for range 200 {
		owners := make([]*owner, 100)
		for i := range owners {
			owners[i] = &owner{ts: &ts}
			ts.Set(owners[i], ts.Now().Add(time.Duration(i)*time.Microsecond))
		}
		for i, o := range owners {
			ts.Remove(o)
			if o.timer.Due(math.MaxInt64) {
				t.Fatalf("owner %d is set after Remove", i)
			}
		}
		if n := ts.Len(); n != 0 {
			t.Fatalf("%d entries left", n)
		}
	}
}
