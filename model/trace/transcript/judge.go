package transcript

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Judge judges records by a table, with the default budgets.
func Judge(t *model.Table, records []trace.Record) trace.Report {
	j := trace.NewJudgeBy(t, trace.DefaultBudgets())
	for _, r := range records {
		j.Add(r)
	}
	return j.Report()
}

// Format writes a judgement: the verdict, the states after each record, and the findings.
func Format(r trace.Report) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.Verdict)
	fmt.Fprint(&b, "states:")
	for _, s := range r.Steps {
		names := make([]string, len(s.States))
		for i, state := range s.States {
			names[i] = state.String()
		}
		fmt.Fprint(&b, " ", strings.Join(names, "|"))
	}
	fmt.Fprintln(&b)
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n  state %s, step %d; expected: %s\n", f.Verdict, f.Requirement.Address, f.Message, f.State, f.Step, f.Expected)
	}
	return b.String()
}
