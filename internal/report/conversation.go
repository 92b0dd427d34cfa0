package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Conversations prints every result whole, whatever its verdict: what Text does
// for a failing case only.
func Conversations(w io.Writer, run *Run, color bool) error {
	var b bytes.Buffer
	p := paint(color)
	for i := range run.Results {
		r := &run.Results[i]
		fmt.Fprintf(&b, "%s %s on %s%s\n", p.verdict(r.Verdict, strings.ToUpper(r.Verdict.String())),
			p.bold(harmless(r.Case)), harmless(run.Target), reasonOf(r))
		writeAbout(&b, run, r)
		writeTimeline(&b, r, p)
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "    %s %s (%s, %s): %s\n      %s\n      allowed: %s\n      came:    %s\n",
				p.verdict(f.Verdict, f.Verdict.String()), f.Requirement.Address, f.Requirement.Level,
				f.Requirement.Clause(), harmless(f.Message), f.Requirement.Rule, harmless(f.Expected), harmless(f.Observed))
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

func reasonOf(r *Result) string {
	if r.Reason == "" {
		return ""
	}
	return ": " + harmless(r.Reason)
}

// writeAbout states the clauses that the case is about, so that a conversation
// in which nothing is wrong can be read as well.
func writeAbout(w io.Writer, run *Run, r *Result) {
	lookup := run.Lookup
	if lookup == nil {
		lookup = model.Lookup
	}
	for _, address := range r.About {
		if requirement, ok := lookup(address); ok {
			fmt.Fprintf(w, "  %s (%s): %s\n", address, requirement.Level, requirement.Rule)
		}
	}
}
