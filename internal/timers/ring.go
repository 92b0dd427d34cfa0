package timers

// atOnce is how many entries one goroutine sees to. When more have come up, the
// next goroutine is started before the first owner is woken: the lock is never
// held for long, and an owner that blocks holds up few others.
const atOnce = 64

// wake is what the timer of the runtime calls.
func (ts *Timers) wake() {
	var due [atOnce]Alarm
	for _, a := range due[:ts.take(&due)] {
		ts.ring(a)
	}
}

// take puts the owners whose time has come into due, at most as many as it sees
// to at once, arms for the next entry and returns how many they are.
func (ts *Timers) take(due *[atOnce]Alarm) int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	n := 0
	now := ts.Now()
	for range atOnce {
		if ts.entries.n == 0 || ts.entries.first().at > now {
			break
		}
		if a := ts.takeFirst(now); a != nil {
			due[n] = a
			n++
		}
	}
	ts.armed = 0
	ts.arm()
	return n
}

// takeFirst takes the first entry out and returns its owner if it is to be rung;
// or puts the entry back if its time was moved. The lock is held.
func (ts *Timers) takeFirst(now Time) Alarm {
	a := ts.entries.first().alarm
	t := a.Timer()
	t.scheduled.Store(0)
	due := t.due.Load()
	if Time(due) > now {
		t.scheduled.Store(due)
		ts.entries.later(0, Time(due))
		return nil
	}
	ts.entries.remove(0)
	if due <= 0 {
		return nil // stopped
	}
	if t.ringing {
		return nil // set again while it rings: ring places it when that is over
	}
	if !t.due.CompareAndSwap(due, -due) {
		return nil // stopped or set just now; Set finds no entry and waits for the lock to place one
	}
	t.ringing = true
	return a
}

// ring wakes a unless it was moved or stopped since it was taken out, and stops
// its timer unless it has been set again.
func (ts *Timers) ring(a Alarm) {
	t := a.Timer()
	due := t.due.Load()
	if due < 0 {
		a.Ring()
		t.due.CompareAndSwap(due, 0)
	}
	ts.mu.Lock()
	t.ringing = false
	ts.place(a, t)
	ts.mu.Unlock()
}
