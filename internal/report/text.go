package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
)

// wholeCases is how many cases of one requirement are printed with their
// conversation; of the others the names are enough.
const wholeCases = 2

// TextOptions say how Text prints.
type TextOptions struct {
	Verbose bool // a line for each note, inconclusive, skipped, known and conforming case too
	Color   bool // use ANSI colours
}

// Text prints the run for a person: a headline, every requirement that was not
// met with conversations that show it, and the counts.
func Text(w io.Writer, run *Run, options TextOptions) error {
	t := text{run: run, options: options, paint: paint(options.Color)}
	t.headline()
	for _, g := range groupsOf(run) {
		t.group(g)
	}
	if options.Verbose {
		t.everyCase()
	}
	t.remarks()
	fmt.Fprintf(&t.out, "%s\n", t.paint.bold(run.Summary().String()))
	_, err := w.Write(t.out.Bytes())
	return err
}

type text struct {
	out     bytes.Buffer
	run     *Run
	options TextOptions
	paint   paint
}

func (t *text) headline() {
	fmt.Fprintf(&t.out, "%s %s: %s, %s in %s\n\n", toolName, t.run.Version, harmless(t.run.Target),
		count(len(t.run.Results), "case", "cases"), t.run.Duration.Round(10*time.Millisecond))
}

// group is one requirement with the results whose worst finding breaks it.
type group struct {
	worst   Finding
	results []*Result
}

// groupsOf collects the results that a reader must look at: violations first,
// then late answers, then warnings. What stands in the baseline is left out.
func groupsOf(run *Run) []*group {
	var groups []*group
	for i := range run.Results {
		r := &run.Results[i]
		if r.Verdict < model.Warning || r.Known || len(r.Findings) == 0 {
			continue
		}
		worst := r.Findings[r.worst()]
		at := slices.IndexFunc(groups, func(g *group) bool {
			return g.worst.Verdict == worst.Verdict && g.worst.Requirement.Address == worst.Requirement.Address
		})
		if at < 0 {
			at = len(groups)
			groups = append(groups, &group{worst: worst})
		}
		groups[at].results = append(groups[at].results, r)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return int(b.worst.Verdict) - int(a.worst.Verdict) })
	return groups
}

func (t *text) group(g *group) {
	requirement := g.worst.Requirement
	fmt.Fprintf(&t.out, "%s %s (%s, %s)\n%s\n\n",
		t.paint.verdict(g.worst.Verdict, strings.ToUpper(g.worst.Verdict.String())),
		t.paint.bold(requirement.Address), requirement.Level, requirement.Clause(), requirement.Rule)
	whole := min(wholeCases, len(g.results))
	for _, r := range g.results[:whole] {
		t.wholeCase(r)
	}
	if others := g.results[whole:]; len(others) > 0 {
		fmt.Fprintf(&t.out, "  and in %s:\n", count(len(others), "more case", "more cases"))
		for _, r := range others {
			fmt.Fprintf(&t.out, "    %s%s\n", harmless(r.Case), alsoBroken(r))
		}
		t.out.WriteByte('\n')
	}
}

func (t *text) wholeCase(r *Result) {
	worst := r.Findings[r.worst()]
	fmt.Fprintf(&t.out, "  %s: %s\n", t.paint.bold(harmless(r.Case)), harmless(worst.Message))
	writeTimeline(&t.out, r, t.paint)
	fmt.Fprintf(&t.out, "    allowed: %s\n    came:    %s\n", harmless(worst.Expected), harmless(worst.Observed))
	for i, f := range r.Findings {
		if i == r.worst() {
			continue
		}
		fmt.Fprintf(&t.out, "    also:    %s %s%s: %s\n", t.paint.verdict(f.Verdict, f.Verdict.String()),
			f.Requirement.Address, knownMark(f), harmless(f.Message))
	}
	fmt.Fprintf(&t.out, "    replay:  %s\n\n", harmless(r.Replay))
}

func knownMark(f Finding) string {
	if f.Known {
		return " (known)"
	}
	return ""
}

// alsoBroken keeps a second requirement visible where only names are listed.
func alsoBroken(r *Result) string {
	var also []string
	for i, f := range r.Findings {
		if i != r.worst() && f.Verdict >= model.Warning {
			also = append(also, f.Requirement.Address)
		}
	}
	if len(also) == 0 {
		return ""
	}
	return " (also " + strings.Join(also, ", ") + ")"
}

// everyCase prints one line for each case that no group shows.
func (t *text) everyCase() {
	for i := range t.run.Results {
		r := &t.run.Results[i]
		if r.Verdict >= model.Warning && !r.Known {
			continue
		}
		verdict := fmt.Sprintf("%-12s", r.Verdict)
		fmt.Fprintf(&t.out, "%s  %s%s\n", t.paint.verdict(r.Verdict, verdict), harmless(r.Case), remark(r))
	}
	t.out.WriteByte('\n')
}

func remark(r *Result) string {
	reason := r.Reason
	if reason == "" && len(r.Findings) > 0 {
		f := r.Findings[0]
		reason = f.Requirement.Address + knownMark(f) + ": " + f.Message
	}
	if reason == "" {
		return ""
	}
	return ": " + harmless(reason)
}

// remarks tells what the groups leave out, and what to do about it.
func (t *text) remarks() {
	if t.run.Interrupted {
		fmt.Fprintln(&t.out, "Interrupted: the report is of the cases judged until then.")
	}
	t.skipped()
	known := 0
	for i := range t.run.Results {
		for _, f := range t.run.Results[i].Findings {
			if f.Known {
				known++
			}
		}
	}
	if known > 0 {
		fmt.Fprintf(&t.out, "%s in the baseline and not counted as failure.\n", count(known, "finding stands", "findings stand"))
	}
	if s := t.run.Summary(); !t.options.Verbose && s.Note+s.Inconclusive > 0 {
		fmt.Fprintf(&t.out, "%s: shown with -v.\n", count(s.Note+s.Inconclusive, "note or inconclusive case", "notes and inconclusive cases"))
	}
}

// skipped names the capabilities whose absence skipped cases, in one sentence.
func (t *text) skipped() {
	cases := 0
	missing := map[model.Handler]bool{}
	for i := range t.run.Results {
		if r := &t.run.Results[i]; r.Verdict == model.Skipped && len(r.Missing) > 0 {
			cases++
			for _, h := range r.Missing {
				missing[h] = true
			}
		}
	}
	if cases == 0 {
		return
	}
	var names []string
	for _, h := range model.Handlers() {
		if missing[h] {
			names = append(names, h.String())
		}
	}
	fmt.Fprintf(&t.out, "%s: the target has no known handler for %s. Name them with --capability or --profile.\n",
		count(cases, "case skipped", "cases skipped"), strings.Join(names, ", "))
}
