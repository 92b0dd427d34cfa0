package timers

import "sync/atomic"

// Alarm is the owner of a timer: what it wakes.
type Alarm interface {
	// Timer returns the timer, always the same one, embedded in the owner. It is
	// called with locks of Timers held and does nothing else.
	Timer() *Timer

	// Ring tells that the time has come. It is called on a goroutine of the
	// runtime, without locks of Timers held, so it may call every method of
	// Timers; never twice at once for one timer. It must not block for long:
	// others that are due at the same time may wait behind it.
	//
	// It may be a false alarm in the moment when the owner moves, stops or removes
	// the timer. The owner decides with [Timer.Due], under its own lock.
	Ring()
}

// Timer is embedded in its owner. The zero value is stopped. It must not be
// copied or overwritten, and belongs to one [Timers] until that has removed it.
//
// due and scheduled are how the owner, who does not lock, and the heap, which
// does, agree. The owner stores due and then loads scheduled; when an entry stands
// in the heap at that time or before, it leaves it there. The heap, when it is to
// take an entry out or to put it back for later, stores 0 in scheduled and then
// loads due. Go's atomics are sequentially consistent, so at least one of the two
// sees what the other has stored:
//
//   - the owner loaded scheduled before the heap stored 0: then due had been stored
//     before that, and the heap, loading it afterwards, acts on the new time;
//   - or it loaded scheduled after that: it sees 0, or the new and later time of the
//     entry. If that is not early enough, it takes the lock and places the entry
//     itself, for what due says then.
//
// Every other change of scheduled is to an earlier time, which can only wake too
// early, and an entry that comes up too early is put back. No wake-up is lost.
type Timer struct {
	// due is the time wanted, 0 for never. While the timer rings, it is the negative
	// of the time for which it does: Due still holds, and the end of the ringing,
	// which stops the timer, can tell it from the same time set once more.
	due atomic.Int64

	// scheduled is the time at which the entry stands in the heap, 0 if it is not
	// there. Written with the lock of Timers held.
	scheduled atomic.Int64

	index   int32 // of the entry in the heap while scheduled is not 0; under the lock of Timers
	ringing bool  // from when it is taken out to be rung until Ring has returned; under the same lock
}

// Due tells whether the timer is set and its time has come. It says so too while
// Ring is called, and no more when that has returned, unless it was set again. It
// may be called by anyone at any time.
func (t *Timer) Due(now Time) bool {
	due := Time(t.due.Load())
	if due < 0 {
		due = -due
	}
	return due != 0 && due <= now
}
