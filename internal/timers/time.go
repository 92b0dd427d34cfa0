package timers

import (
	"math"
	"time"
)

// Time is an instant in nanoseconds since an origin that is the same for the
// whole process. Only differences and order mean something. It follows the
// monotonic clock, or the fake one within a bubble of testing/synctest, and
// [Timers.Now] is always positive, which leaves 0 to say "never".
type Time int64

// Add returns the time d after t, or before it when d is negative. It stays at
// the last time there is instead of overflowing.
func (t Time) Add(d time.Duration) Time {
	sum := t + Time(d)
	if d > 0 && sum < t {
		return math.MaxInt64
	}
	return sum
}

// beforeStart is how far back origin lies: the clock of a bubble begins with the
// year 2000, long before this process, and is to be positive too. More would leave
// the years that a time with a monotonic reading can hold, on machines that start
// with their clock in 1970.
const beforeStart = 80 * 365 * 24 * time.Hour

// origin carries a monotonic reading: outside of bubbles time.Since reads nothing
// but that clock. The time of a bubble has none, which makes its difference to
// origin one of wall clocks: still a constant and the time since the bubble began.
var origin = time.Now().Add(-beforeStart)

// Now returns the current time. It may be called at any time, by anyone.
func (ts *Timers) Now() Time {
	return Time(time.Since(origin))
}
