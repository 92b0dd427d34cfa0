package timers

import (
	"sync"
	"time"
)

// Timers wakes the owners of many timers, with one timer of the runtime. The zero
// value is ready, and must not be copied after first use. All methods may be
// called by several goroutines at once, those for one owner too: then it is as if
// they had been called in some order.
type Timers struct {
	mu      sync.Mutex
	entries heap

	// runtime is armed for the first entry or earlier: when the first one goes, it
	// is left as it is, and wakes once in vain.
	runtime *time.Timer
	armed   Time // 0 when runtime is stopped or has fired
}

// Set starts the timer of a, or moves it: a is rung once when at has come, and at
// once when that is past. To move it to a later time is cheap and takes no lock.
func (ts *Timers) Set(a Alarm, at Time) {
	at = max(at, 1) // 0 and less mean something else in Timer; all are long past
	t := a.Timer()
	t.due.Store(int64(at))
	if scheduled := Time(t.scheduled.Load()); scheduled != 0 && scheduled <= at {
		return
	}
	ts.mu.Lock()
	ts.place(a, t)
	ts.mu.Unlock()
}

// Stop stops the timer of a: it does not ring until it is set again. It takes no
// lock; the entry, and with it a, may be held until the time for which it was set.
// An owner that goes calls Remove.
func (ts *Timers) Stop(a Alarm) {
	a.Timer().due.Store(0)
}

// Remove stops the timer of a and lets go of a at once. A call of Ring that has
// begun before may still be under way. The timer may be set again.
func (ts *Timers) Remove(a Alarm) {
	t := a.Timer()
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t.due.Store(0)
	if t.scheduled.Load() == 0 {
		return
	}
	t.scheduled.Store(0)
	ts.entries.remove(int(t.index))
	ts.place(a, t) // a Set at this moment may have relied on the entry
	if ts.entries.n == 0 {
		ts.runtime.Stop()
		ts.armed = 0
	}
}

// Len returns how many entries there are: the timers that are set, and those that
// were stopped but stand there until their old time.
func (ts *Timers) Len() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.entries.n
}

// place sees to it that an entry of a comes up when it is due, if it is set. The
// lock is held.
func (ts *Timers) place(a Alarm, t *Timer) {
	due := Time(t.due.Load())
	if due <= 0 {
		return
	}
	switch scheduled := Time(t.scheduled.Load()); {
	case scheduled == 0:
		t.scheduled.Store(int64(due))
		ts.entries.push(entry{due, a})
	case due < scheduled:
		t.scheduled.Store(int64(due))
		ts.entries.earlier(int(t.index), due)
	default:
		return
	}
	ts.arm()
}

// arm sees to it that the timer of the runtime fires when the first entry comes
// up. The lock is held.
func (ts *Timers) arm() {
	if ts.entries.n == 0 {
		return
	}
	first := ts.entries.first().at
	if ts.armed != 0 && ts.armed <= first {
		return
	}
	ts.armed = first
	wait := time.Duration(first - ts.Now())
	if ts.runtime == nil {
		ts.runtime = time.AfterFunc(wait, ts.wake)
		return
	}
	ts.runtime.Reset(wait)
}
