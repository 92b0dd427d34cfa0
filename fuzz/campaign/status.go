package campaign

import (
	"maps"
	"time"
)

// Status is how far a campaign has come, those before it and beside it in the same store apart
// where it is not said otherwise.
type Status struct {
	Began      time.Time
	Drawn      uint64 // conversations that were begun
	Executions uint64 // and those that have ended
	Before     uint64 // executions of other campaigns in the same store
	InFlight   int

	Rules      int // of the table that a judge has followed, all campaigns
	RulesTotal int
	Novel      int       // reactions that were new: a rule, what the server did, how it ended, and when
	Places     int       // of the target's code that were reached, where it has counters
	Corpus     int       // conversations that showed them
	LastNew    time.Time // zero: nothing was new yet

	Findings   map[string]int // by the state in which the server was; all campaigns
	Flaky      int            // of these, those that not every replay showed
	Earlier    int            // of these, those that other campaigns found
	Duplicates int            // suspects that became a finding which is known already
	Unrepeated int            // suspects that no replay showed again; they are not reported
	Waiting    int            // suspects that are not examined yet
	Troubles   int            // times that the target died, hung or became slow
	Restarts   int
}

// Status returns how far the campaign has come. It may be called at any time.
func (c *Campaign) Status() Status {
	inFlight := c.gate.count()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.status
	s.InFlight, s.Rules, s.Waiting = inFlight, len(c.rules), len(c.queue)
	s.Findings = maps.Clone(s.Findings)
	return s
}

// Total is how many findings there are.
func (s Status) Total() (n int) {
	for _, count := range s.Findings {
		n += count
	}
	return n
}
