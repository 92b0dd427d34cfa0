package timers_test

import (
	"fmt"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// session closes when nobody has used it for a while.
type session struct {
	idle   timers.Timer
	ts     *timers.Timers
	closed chan struct{}
}

func (s *session) Timer() *timers.Timer { return &s.idle }

func (s *session) Ring() {
	if s.idle.Due(s.ts.Now()) { // it may have been used just now
		close(s.closed)
	}
}

func Example() {
	var ts timers.Timers
	s := &session{ts: &ts, closed: make(chan struct{})}
	for range 3 { // requests, each of which moves the deadline: that takes no lock
		ts.Set(s, ts.Now().Add(10*time.Millisecond))
	}
	fmt.Println("entries:", ts.Len())
	<-s.closed
	ts.Remove(s) // the session goes
	fmt.Println("closed, entries:", ts.Len())
	// Output:
	// entries: 1
	// closed, entries: 0
}
