package campaign

import "time"

// coverAgain is for how long nobody is looked for who leads to a place, after that was in vain. It doubles each time: a
// place to which a timer of the target leads would else be looked for without end, while no conversation is held.
const coverAgain = 2 * time.Second

// reached is what is known of the places of the target's code, by number.
type reached map[uint64]*place

type place struct {
	count   uint32        // how often the target came by, when it was asked last
	settled bool          // nobody is looked for any more
	again   time.Time     // nor before
	wait    time.Duration // behind the next search in vain
}

// fresh takes note of counts, and returns the places by which the target has come since it was asked last and for which
// somebody is to be looked for now. A target that was started again counts from zero.
func (r reached) fresh(counts map[uint64]uint32, now time.Time) (some []uint64) {
	if len(counts) < len(r) {
		for number, at := range r {
			at.count = min(at.count, counts[number])
		}
	}
	for number, n := range counts {
		at := r[number]
		if at == nil {
			at = &place{wait: coverAgain}
			r[number] = at
		}
		if n > at.count && !at.settled && !now.Before(at.again) {
			some = append(some, number)
		}
		at.count = n
	}
	return some
}

// settle ends the search for who leads to places.
func (r reached) settle(some []uint64) {
	for _, number := range some {
		r[number].settled = true
	}
}

// vain puts the next search off. Counts are those behind it: the conversations that were held again are no news.
func (r reached) vain(some []uint64, counts map[uint64]uint32, now time.Time) {
	for _, number := range some {
		at := r[number]
		at.count = max(at.count, counts[number])
		at.again = now.Add(at.wait)
		at.wait *= 2
	}
}
