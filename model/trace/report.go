package trace

import (
	"time"

	"github.com/hangup-http/hangup/model"
)

// Budgets are the durations behind the model's budgets. All are > 0. They are not
// changed while somebody judges by them.
type Budgets struct {
	Answer   time.Duration // for a final response
	Interim  time.Duration // for 100 (Continue) or a final response
	Close    time.Duration // for the server's FIN
	Patience time.Duration // how long past its budget something may still come and be called late
	Settle   time.Duration // silence after which a connection counts as resting

	Own map[string]time.Duration // of single requirements, by address, before those above
}

// DefaultBudgets suit a server on the same machine.
func DefaultBudgets() Budgets {
	return Budgets{
		Answer: time.Second, Interim: time.Second, Close: time.Second,
		Patience: 1500 * time.Millisecond, Settle: 40 * time.Millisecond,
	}
}

// Of returns the duration behind b, and 0 for NoBudget.
func (b Budgets) Of(kind model.Budget) time.Duration {
	switch kind {
	case model.BudgetAnswer:
		return b.Answer
	case model.BudgetInterim:
		return b.Interim
	case model.BudgetClose:
		return b.Close
	}
	return 0
}

// For returns how long what q asks for may be waited for: q's own budget, or that of
// its kind, or that of a final response where it has none.
func (b Budgets) For(q model.Requirement) time.Duration {
	if own, ok := b.Own[q.Address]; ok {
		return own
	}
	if d := b.Of(q.Budget); d != 0 {
		return d
	}
	return b.Answer
}

// Step is one line of a judged time line: a record, what it was read as, and
// the states a conformant server could be in after it.
type Step struct {
	At     time.Duration
	Record int      // index into Trace.Records
	Events []string // what the octets were read as, for example "head GET /, says close"
	States []model.State
}

// Finding is one deviation that the cheapest explanation of a trace needs.
type Finding struct {
	Rule        *model.Rule // the row of the table that says so
	Requirement model.Requirement
	Verdict     model.Verdict
	State       model.State
	Step        int // index into Report.Steps
	Message     string
	Expected    string
	Observed    string
}

// Report is the judgement of one trace.
type Report struct {
	Verdict  model.Verdict
	Findings []Finding // worst first
	Steps    []Step
}

// Debt is something that every conformant server would still have to send.
type Debt struct {
	Requirement model.Requirement // the clause that asks for it
	Budget      time.Duration     // how long the client waits before silence counts, measured from the last record
}
