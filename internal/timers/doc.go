// Package timers keeps the timers of very many connections behind one timer of
// the runtime.
//
//	type conn struct {
//		idle timers.Timer
//		...
//	}
//
//	func (c *conn) Timer() *timers.Timer { return &c.idle }
//	func (c *conn) Ring()                { ... close it if c.idle.Due(ts.Now()) ... }
//
//	ts.Set(c, ts.Now().Add(time.Minute)) // with each request
//	ts.Remove(c)                         // when the connection goes
//
// A server moves the deadline of a connection with every request, nearly always
// to a later time, and nearly never lets it pass. So a move to a later time is
// one atomic store: the entry stays where it stands in the heap, and when it
// comes up it is put back for the time wanted by then. Only a move to an earlier
// time, the first one and Remove take the lock.
//
// Time is exact: there is no tick to which deadlines are rounded, and within
// testing/synctest a timer rings at its very nanosecond of the fake clock. A
// [Timers] belongs to the bubble in which it was first used.
//
// A timer costs 24 octets in its owner, and 24 in the heap while it is set. No
// goroutine waits: the runtime starts one when something is due.
//
// Files: time.go is the clock, timer.go what an owner embeds, timers.go sets,
// stops and arms, ring.go wakes the owners, heap.go keeps the order. Why no
// wake-up gets lost is argued in timer.go.
package timers
