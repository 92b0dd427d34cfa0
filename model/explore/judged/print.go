package judged

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Print writes the result for people: what was visited, each property with its verdict and,
// where it fails, the first trace against it, and what no trace has shown.
func (r *Result) Print(w io.Writer) error {
	var b bytes.Buffer
	r.printExplored(&b)
	r.printProperties(&b)
	r.printFaults(&b)
	r.printRows(&b)
	r.printRequirements(&b)
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Result) printExplored(b *bytes.Buffer) {
	fmt.Fprintf(b, "The judge, determinised\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "scope\tpolicies\tstates\tjudges\tsteps\tdepth\ttime\t\n")
	for _, e := range r.Explored {
		policies, depth := "any server", fmt.Sprint(e.Depth)
		if e.Policies > 0 {
			policies, depth = fmt.Sprint(e.Policies), ""
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%s\t%s\t\n", e.Scope, policies, e.States, e.Sets, e.Steps, depth, e.Time.Round(time.Millisecond))
	}
	t.Flush()
	fmt.Fprintf(b, "in %s\n", r.Time.Round(time.Millisecond))
}

func (r *Result) printProperties(b *bytes.Buffer) {
	fmt.Fprintf(b, "\nalways\n")
	for i := range r.Properties {
		p := &r.Properties[i]
		verdict := "holds"
		if !p.Holds() {
			verdict = fmt.Sprintf("FAILS %d times", p.Failed)
		}
		fmt.Fprintf(b, "  %s: %s (%d checks)\n", p.Name, verdict, p.Checked)
		if !p.Holds() {
			fmt.Fprintf(b, "    %s\n    %s\n", p.Why, p.Against)
		}
	}
	if p := &r.Wordless; p.Failed > 0 {
		fmt.Fprintf(b, "  at %d violations of %d the judge names nothing that was allowed instead, for example\n    %s\n", p.Failed, p.Checked, p.Against)
	}
}

func (r *Result) printFaults(b *bytes.Buffer) {
	verdict := "holds"
	if r.Worst() > model.Inconclusive {
		verdict = "FAILS"
	}
	fmt.Fprintf(b, "  a server that follows the machine is never accused: %s\n", verdict)
	seen := map[string]bool{}
	for i := range r.Faults {
		f := &r.Faults[i]
		if seen[f.Why] {
			continue
		}
		seen[f.Why] = true
		fmt.Fprintf(b, "    %s by %s\n      scope %q, policies %s\n", f.Verdict, f.Why, f.Scope, policyNames(f.Policy))
		for _, m := range f.Moves {
			fmt.Fprintf(b, "        %s\n", m)
		}
	}
}

// policyNames returns the names of the policies in a set.
func policyNames(p model.Policy) string {
	text := ""
	for _, c := range model.Choices() {
		if p&c.Policy != 0 {
			text += " " + c.Name
		}
	}
	if text == "" {
		return "none"
	}
	return text[1:]
}

func (r *Result) printRows(b *bytes.Buffer) {
	decides, follows := 0, 0
	why := map[string][]int{}
	for _, w := range r.Witnesses {
		switch {
		case w.Decides:
			decides++
		case w.Trace != nil:
			follows++
		default:
			why[w.Why] = append(why[w.Why], w.Row)
		}
	}
	fmt.Fprintf(b, "\nsometimes\n  %d of %d rows decide the judgement of some trace, %d more are followed\n", decides, len(r.Witnesses), follows)
	for _, reason := range []string{onlyMachine, neverRead, notFound} {
		if rows := why[reason]; len(rows) > 0 {
			fmt.Fprintf(b, "  %d are not: %s: %v\n", len(rows), reason, rows)
		}
	}
}

func (r *Result) printRequirements(b *bytes.Buffer) {
	found := 0
	for _, s := range r.Requirements {
		if s.Trace != nil {
			found++
		}
	}
	fmt.Fprintf(b, "  %d of %d requirements can be broken, warned of or noted, as their level says\n", found, len(r.Requirements))
	for _, s := range r.Requirements {
		if s.Trace == nil {
			fmt.Fprintf(b, "    not %s (%s): %s\n", s.Requirement.Address, s.Requirement.Level, s.Why)
		}
	}
}
