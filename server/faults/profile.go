package faults

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
)

// Timeouts are those of the servers that Profile judges: so short that it can be waited
// for what they do.
var Timeouts = server.Timeouts{Head: 2 * time.Second, Body: 2 * time.Second, Idle: 3 * time.Second}

// patience is how long a server with these Timeouts may take; what is not in it may take
// as long as for anybody.
var patience = map[string]time.Duration{
	"hangup/timeout/head":    8 * time.Second,
	"hangup/timeout/body":    8 * time.Second,
	"hangup/timeout/idle":    10 * time.Second,
	"hangup/timeout/unused":  10 * time.Second,
	"hangup/timeout/trickle": 1200 * time.Millisecond,
}

//go:embed bank.yaml
var bankProfile []byte

//go:embed bank.case
var bankCases []byte

// Profile is what faults are found by: the RFCs as they are, the limits in time that
// no clause sets, and requirements that only the reference handler can show broken,
// with cases of all of them. A server to be judged by it has Timeouts.
func Profile() profile.Profile {
	p, err := profile.Parse("bank.yaml", bankProfile)
	if err != nil {
		panic(fmt.Sprintf("faults: the profile of the bank has a mistake: %v", err))
	}
	strict, _ := profile.Shipped("strict") // it ships
	for _, r := range strict.Requirements {
		if d, short := patience[r.Address]; short {
			r.Patience = d
		}
		p.Requirements = append(p.Requirements, r)
	}
	p.Cases = []profile.CaseFile{{Name: "bank.case", Text: bankCases}}
	return p
}
