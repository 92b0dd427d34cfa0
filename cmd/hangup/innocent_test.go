package main

import (
	"testing"
	"time"

	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server/faults"
)

// TestInnocentsHaveTheTimeThatTheyNeed: unless the profile says how long something may take.
func TestInnocentsHaveTheTimeThatTheyNeed(t *testing.T) {
	for _, i := range faults.Innocents() {
		if got := patient(i.Name, profile.Profile{}).Budgets; got.Answer != i.Within || got.Close != i.Within {
			t.Errorf("%s: %v for responses, %v for closes, want %v", i.Name, got.Answer, got.Close, i.Within)
		}
	}
	var p profile.Profile
	p.Budgets.Close = time.Second
	if got := patient("fin-five-seconds-late", p).Budgets; got.Close != time.Second {
		t.Errorf("%v for closes, where the profile says 1s", got.Close)
	}
}

// TestLimitsOfAnInnocentStay: flags that were not given change nothing.
func TestLimitsOfAnInnocentStay(t *testing.T) {
	s, err := newServer("", "third-request-is-the-last", profile.Profile{})
	if err != nil {
		t.Fatal(err)
	}
	(&serverLimits{IdleTimeout: time.Minute}).apply(s)
	if s.MaxRequests != 3 || s.Timeouts.Idle != time.Minute {
		t.Errorf("%d requests, %v", s.MaxRequests, s.Timeouts.Idle)
	}
}
