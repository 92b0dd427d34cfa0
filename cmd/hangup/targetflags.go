package main

import (
	"fmt"
	"time"

	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

// targetFlags say what the target can do and how it is approached. check,
// replay and fuzz share them.
type targetFlags struct {
	Fault      string   `help:"Judge the built-in server with this bug in it; only without URL." placeholder:"NAME" group:"Target:"`
	Innocent   string   `help:"Judge the built-in server with this odd behaviour, which is allowed; only without URL." placeholder:"NAME" group:"Target:"`
	Profile    string   `help:"What the target is judged by, and where its handlers are: a shipped profile (hangup profile list) or a YAML file." placeholder:"NAME|FILE" group:"Target:"`
	Capability []string `help:"Handler of the target: a capability and its path, for example echo=/echo or slow=/wait?ms={ms}. Repeatable." placeholder:"NAME=PATH" sep:"none" group:"Target:"`
	Host       string   `help:"Host field to send, where it is not that of the URL." placeholder:"HOST" group:"Target:"`

	AllowRemote bool `help:"Allow a target that is not on this machine. Point it only at servers you may test." group:"Target:"`

	Connections int     `help:"Most connections open at once (${default})." default:"${connections}" placeholder:"N" group:"Pace:"`
	Rate        float64 `help:"Most new connections per second; 0 is no limit. A remote target gets 10 unless you say otherwise." default:"0" placeholder:"N" group:"Pace:"`
	Confirm     int     `help:"How often a finding is played again to confirm it (${default})." default:"${confirm}" placeholder:"N" group:"Pace:"`

	AnswerBudget  *time.Duration `help:"How long a response may take (${answer}, or what the profile says)." placeholder:"TIME" group:"Patience:"`
	InterimBudget *time.Duration `help:"How long 100 (Continue) may take (${interim}, or what the profile says)." placeholder:"TIME" group:"Patience:"`
	CloseBudget   *time.Duration `help:"How long closing may take (${close}, or what the profile says)." placeholder:"TIME" group:"Patience:"`
	Patience      *time.Duration `help:"How long past its budget something may come and still be called late (${patience}, or what the profile says)." placeholder:"TIME" group:"Patience:"`
	Settle        *time.Duration `help:"Silence after which a connection counts as resting (${settle}, or what the profile says)." placeholder:"TIME" group:"Patience:"`
}

// remoteRate is how many connections per second a remote target gets when the
// user names no rate.
const remoteRate = 10

// Validate is called by the parser.
func (f *targetFlags) Validate() error {
	for name, d := range map[string]*time.Duration{
		"answer-budget": f.AnswerBudget, "interim-budget": f.InterimBudget, "close-budget": f.CloseBudget,
		"patience": f.Patience, "settle": f.Settle,
	} {
		if d != nil && *d <= 0 {
			return fmt.Errorf("--%s must be more than 0", name)
		}
	}
	if f.Connections < 1 {
		return fmt.Errorf("--connections must be at least 1")
	}
	if f.Rate < 0 || f.Rate != f.Rate {
		return fmt.Errorf("--rate must not be negative")
	}
	if f.Confirm < 0 {
		return fmt.Errorf("--confirm must not be negative")
	}
	return nil
}

// budgets are what the flags say, or else the profile, or else the defaults.
func (f *targetFlags) budgets(p profile.Profile) trace.Budgets {
	b := p.Patience(trace.DefaultBudgets())
	for _, d := range []struct{ flag, budget *time.Duration }{
		{f.AnswerBudget, &b.Answer},
		{f.InterimBudget, &b.Interim},
		{f.CloseBudget, &b.Close},
		{f.Patience, &b.Patience},
		{f.Settle, &b.Settle},
	} {
		if d.flag != nil {
			*d.budget = *d.flag
		}
	}
	return b
}
