package timers_test

import (
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// owner notes when it was rung and found itself due.
type owner struct {
	timer timers.Timer
	ts    *timers.Timers
	ring  func() // called in Ring when due, if set

	mu   sync.Mutex
	rung []timers.Time
}

func (o *owner) Timer() *timers.Timer { return &o.timer }

func (o *owner) Ring() {
	now := o.ts.Now()
	if !o.timer.Due(now) {
		return
	}
	o.mu.Lock()
	o.rung = append(o.rung, now)
	o.mu.Unlock()
	if o.ring != nil {
		o.ring()
	}
}

func (o *owner) times() []timers.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]timers.Time(nil), o.rung...)
}

// wantRung fails unless o was rung exactly at these times, counted from start.
func wantRung(t *testing.T, o *owner, start timers.Time, want ...time.Duration) {
	t.Helper()
	synctest.Wait()
	wasRung(t, o, start, want...)
}

// wasRung is wantRung for when nothing rings any more.
func wasRung(t *testing.T, o *owner, start timers.Time, want ...time.Duration) {
	t.Helper()
	got := o.times()
	if len(got) != len(want) {
		t.Fatalf("rung %d times, want %d: %v", len(got), len(want), got)
	}
	for i, at := range got {
		if at != start.Add(want[i]) {
			t.Errorf("ring %d after %v, want %v", i, time.Duration(at-start), want[i])
		}
	}
}

// inBubble runs test with one owner on the fake clock, and then wants that nothing
// is left of it.
func inBubble(t *testing.T, test func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ts := new(timers.Timers)
		test(t, ts, &owner{ts: ts}, ts.Now())
		if n := ts.Len(); n != 0 {
			t.Errorf("%d entries left", n)
		}
	})
}

func TestRingsOnceAtTheExactTime(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		const wait = 1234567891 * time.Nanosecond
		ts.Set(o, start.Add(wait))
		if o.timer.Due(start.Add(wait - 1)) {
			t.Error("due a nanosecond too early")
		}
		if !o.timer.Due(start.Add(wait)) {
			t.Error("not due at its time")
		}
		time.Sleep(time.Hour)
		wantRung(t, o, start, wait)
		if o.timer.Due(ts.Now()) {
			t.Error("still due after it has rung")
		}
	})
}

func TestMovedLaterRingsLater(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		ts.Set(o, start.Add(time.Second))
		for i := range 10 {
			time.Sleep(time.Second / 2)
			ts.Set(o, start.Add(time.Duration(i+3)*time.Second/2))
			if n := ts.Len(); n != 1 {
				t.Fatalf("%d entries for one timer", n)
			}
		}
		time.Sleep(time.Minute)
		wantRung(t, o, start, 6*time.Second)
	})
}

func TestMovedEarlierRingsEarlier(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		ts.Set(o, start.Add(time.Hour))
		ts.Set(o, start.Add(time.Second+2))
		ts.Set(o, start.Add(time.Second+1))
		time.Sleep(2 * time.Hour)
		wantRung(t, o, start, time.Second+1)
	})
}

func TestPastRingsAtOnce(t *testing.T) {
	for _, at := range []timers.Time{math.MinInt64, -1, 0, 1} {
		inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
			time.Sleep(time.Second)
			ts.Set(o, at)
			wantRung(t, o, start, time.Second)
		})
	}
}

func TestStoppedNeverRings(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		ts.Set(o, start.Add(time.Second))
		ts.Stop(o)
		if o.timer.Due(start.Add(time.Hour)) {
			t.Error("due though stopped")
		}
		time.Sleep(time.Hour)
		wantRung(t, o, start)
	})
}

func TestSetAfterStopAndAfterRemove(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		ts.Set(o, start.Add(time.Second))
		ts.Stop(o)
		ts.Set(o, start.Add(3*time.Second))
		time.Sleep(5 * time.Second)
		ts.Set(o, start.Add(time.Minute))
		ts.Remove(o)
		ts.Set(o, start.Add(6*time.Second))
		time.Sleep(time.Hour)
		wantRung(t, o, start, 3*time.Second, 6*time.Second)
	})
}

func TestRemovedGoesAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		other := &owner{ts: ts}
		ts.Set(other, start.Add(2*time.Second))
		ts.Set(o, start.Add(time.Second))
		ts.Remove(o)
		ts.Remove(o) // once more does nothing
		if n := ts.Len(); n != 1 {
			t.Errorf("%d entries, want the other one's", n)
		}
		if o.timer.Due(start.Add(time.Hour)) {
			t.Error("due though removed")
		}
		time.Sleep(time.Hour)
		wantRung(t, o, start)
		wantRung(t, other, start, 2*time.Second)
	})
}

// The owner sets the very time that rings, which is past: it must ring again, and
// not be taken for the time that is over when Ring returns.
func TestSetInRing(t *testing.T) {
	for _, wait := range []time.Duration{0, time.Nanosecond, time.Second} {
		inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
			again := 2
			o.ring = func() {
				if again--; again >= 0 {
					ts.Set(o, ts.Now().Add(wait))
				}
			}
			ts.Set(o, start.Add(time.Second))
			time.Sleep(time.Hour)
			wantRung(t, o, start, time.Second, time.Second+wait, time.Second+2*wait)
		})
	}
}

func TestRemoveInRing(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		o.ring = func() {
			ts.Set(o, ts.Now())
			ts.Remove(o)
		}
		ts.Set(o, start.Add(time.Second))
		time.Sleep(time.Hour)
		wantRung(t, o, start, time.Second)
	})
}

// An owner that blocks is not rung a second time meanwhile, but later; and it does
// not hold up those that are due after it.
func TestBlockedRing(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		inside := 0
		o.ring = func() {
			if inside++; inside > 1 {
				t.Error("rung twice at once")
			}
			time.Sleep(time.Minute)
			inside--
		}
		other := &owner{ts: ts}
		ts.Set(o, start.Add(time.Second))
		ts.Set(other, start.Add(3*time.Second))
		time.Sleep(time.Second + 1)
		ts.Set(o, start.Add(2*time.Second))
		time.Sleep(time.Hour)
		wantRung(t, o, start, time.Second, time.Second+time.Minute)
		wantRung(t, other, start, 3*time.Second)
	})
}

func TestManyAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, _ *owner, start timers.Time) {
		owners := make([]*owner, 5000)
		for i := range owners {
			owners[i] = &owner{ts: ts}
			ts.Set(owners[i], start.Add(time.Second))
		}
		time.Sleep(time.Second)
		for _, o := range owners {
			wantRung(t, o, start, time.Second)
		}
	})
}

// Some go at once, the rest at different times: the order holds though entries
// leave from everywhere in the heap.
func TestOrderOfMany(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, _ *owner, start timers.Time) {
		const n = 3001 // prime
		owners := make([]*owner, n)
		wait := func(i int) time.Duration { return time.Duration(1+i*1009%n) * time.Millisecond }
		for i := range owners {
			owners[i] = &owner{ts: ts}
			ts.Set(owners[i], start.Add(wait(i)))
		}
		for i := 0; i < n; i += 3 {
			ts.Remove(owners[i])
		}
		time.Sleep(time.Minute)
		for i, o := range owners {
			if i%3 == 0 {
				wantRung(t, o, start)
			} else {
				wantRung(t, o, start, wait(i))
			}
		}
	})
}

func TestOutsideOfBubbles(t *testing.T) {
	var ts timers.Timers
	before := ts.Now()
	if before <= 0 {
		t.Fatalf("the time is %d, want more than 0", before)
	}
	rung := make(chan timers.Time)
	o := &owner{ts: &ts}
	o.ring = func() { rung <- ts.Now() }
	ts.Set(o, before.Add(5*time.Millisecond))
	if at := <-rung; at < before.Add(5*time.Millisecond) {
		t.Errorf("rung %v too early", time.Duration(before.Add(5*time.Millisecond)-at))
	}
}

func TestTimeAddStaysInRange(t *testing.T) {
	var ts timers.Timers
	now := ts.Now()
	if far := now.Add(math.MaxInt64); far != math.MaxInt64 {
		t.Errorf("now and the longest duration is %d", far)
	}
	if got := now.Add(-time.Second).Add(time.Second); got != now {
		t.Errorf("there and back is %d from now", got-now)
	}
	synctest.Test(t, func(t *testing.T) {
		if now := ts.Now(); now <= 0 {
			t.Errorf("the time in a bubble is %d, want more than 0", now)
		}
	})
}

func TestFarAwayIsArmed(t *testing.T) {
	inBubble(t, func(t *testing.T, ts *timers.Timers, o *owner, start timers.Time) {
		ts.Set(o, start.Add(math.MaxInt64))
		time.Sleep(24 * time.Hour)
		wantRung(t, o, start)
		ts.Remove(o)
	})
}

// Time can pass no further than to a deadlock in a bubble: that none is reported
// shows that nothing waits once the timers are gone, nor before.
func TestBubbleEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ts timers.Timers
		set, stopped, removed := &owner{ts: &ts}, &owner{ts: &ts}, &owner{ts: &ts}
		for _, o := range []*owner{set, stopped, removed} {
			ts.Set(o, ts.Now().Add(time.Hour))
		}
		ts.Stop(stopped)
		ts.Remove(removed)
	})
}
