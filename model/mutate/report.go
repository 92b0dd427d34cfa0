package mutate

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Report sums up a run.
type Report struct {
	Rows      int        `json:"rows"`
	Mutants   int        `json:"mutants"`
	Killed    int        `json:"killed"`
	Property  int        `json:"killedByProperty"` // a property noticed these; the rest needed an example
	Example   int        `json:"killedByExample"`
	Same      int        `json:"sameOnAllFacts"`
	Reachable int        `json:"sameOnFactsThatCanOccur"`
	Killers   []Tally    `json:"killers"`   // in the order in which they were asked: who noticed a mutant first
	Operators []Tally    `json:"operators"` // in their order
	Survivors []Survivor `json:"survivors"`
}

// Tally counts mutants.
type Tally struct {
	Name       string `json:"name"`
	Kind       Kind   `json:"kind,omitempty"` // of a killer
	Mutants    int    `json:"mutants"`
	Killed     int    `json:"killed"`
	Equivalent int    `json:"equivalent"`
}

// Survivor is a mutant that nothing noticed.
type Survivor struct {
	Key      string   `json:"key"` // for survivors.tsv
	Row      int      `json:"row"`
	Text     string   `json:"text"` // of the row
	Operator Operator `json:"operator"`
	Detail   string   `json:"detail,omitempty"`
	Reason   string   `json:"reason,omitempty"` // why it may survive; empty where nobody has said
}

// NewReport sums up the outcomes of mutants of a table with so many rows.
func NewReport(rows int, outcomes []Outcome, killers []Killer, excuses []Excuse) Report {
	r := Report{Rows: rows, Mutants: len(outcomes)}
	byKiller, byOperator := map[string]*Tally{}, map[Operator]*Tally{}
	for _, k := range killers {
		byKiller[k.Name] = &Tally{Name: k.Name, Kind: k.Kind}
	}
	for _, o := range Operators() {
		byOperator[o] = &Tally{Name: string(o)}
	}
	for i := range outcomes {
		o := &outcomes[i]
		t := byOperator[o.Operator]
		t.Mutants++
		switch {
		case o.KilledBy != "":
			r.count(o.Kind)
			t.Killed++
			byKiller[o.KilledBy].Killed++
			byKiller[o.KilledBy].Mutants++
		case o.Proof == SameOnAllFacts:
			r.Same++
			t.Equivalent++
		case o.Proof == SameOnReachable:
			r.Reachable++
			t.Equivalent++
		default:
			r.Survivors = append(r.Survivors, Survivor{
				o.Key(), o.Row, RowText(o.Original()), o.Operator, o.Detail, excuseFor(o.Mutant, excuses),
			})
		}
	}
	for _, k := range killers {
		r.Killers = append(r.Killers, *byKiller[k.Name])
	}
	for _, o := range Operators() {
		r.Operators = append(r.Operators, *byOperator[o])
	}
	return r
}

func (r *Report) count(k Kind) {
	r.Killed++
	if k == Property {
		r.Property++
	} else {
		r.Example++
	}
}

// Equivalent is how many mutants are proved to be none.
func (r *Report) Equivalent() int { return r.Same + r.Reachable }

// Score is how many of the mutants that could be noticed were, in percent.
func (r *Report) Score() float64 { return percent(r.Killed, r.Mutants-r.Equivalent()) }

// PropertyScore is how many of them a property noticed, in percent.
func (r *Report) PropertyScore() float64 { return percent(r.Property, r.Mutants-r.Equivalent()) }

func percent(part, all int) float64 {
	if all == 0 {
		return 100
	}
	return 100 * float64(part) / float64(all)
}

// Unexplained returns the survivors without a reason.
func (r *Report) Unexplained() (all []Survivor) {
	for _, s := range r.Survivors {
		if s.Reason == "" {
			all = append(all, s)
		}
	}
	return all
}

// Text writes the report for a terminal.
func (r *Report) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%d mutants of %d rows: %d killed, %d proved equivalent, %d survive.\n", r.Mutants, r.Rows, r.Killed, r.Equivalent(), len(r.Survivors))
	fmt.Fprintf(w, "Score %.1f %%; by properties alone %.1f %%.\n\n", r.Score(), r.PropertyScore())
	for _, k := range r.Killers {
		fmt.Fprintf(t, "%d\tkilled by %s (%s)\t\n", k.Killed, k.Name, k.Kind)
	}
	fmt.Fprintf(t, "%d\t%s\t\n%d\t%s\t\n", r.Same, SameOnAllFacts, r.Reachable, SameOnReachable)
	if err := t.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	for _, group := range r.groups() {
		fmt.Fprintf(w, "\nrow %d: %s\n", group[0].Row, group[0].Text)
		for _, s := range group {
			fmt.Fprintf(w, "  survives: %s %s\n    %s\n", s.Operator, s.Detail, s.why())
		}
	}
	return nil
}

func (s *Survivor) why() string {
	if s.Reason == "" {
		return "nobody has said why: kill it, or add a line to survivors.tsv for " + s.Key
	}
	return s.Reason
}

// groups returns the survivors of each row.
func (r *Report) groups() (groups [][]Survivor) {
	for _, s := range r.Survivors {
		if n := len(groups); n > 0 && groups[n-1][0].Row == s.Row {
			groups[n-1] = append(groups[n-1], s)
		} else {
			groups = append(groups, []Survivor{s})
		}
	}
	return groups
}

// Markdown writes docs/mutation.md.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("<!-- Written by hangup model mutate --format md. -->\n\n# Mutation: do the checks of the table have teeth?\n\n")
	b.WriteString("Each mutant is the table with one small mistake. A property is a check that needs no example; an example is a\n" +
		"conversation whose outcome is known. A mutant is equivalent when an exhaustive case split shows that machine and\n" +
		"judge do the same. See the documentation of package `model/mutate`.\n\n")
	fmt.Fprintf(&b, "| | mutants |\n|---|---:|\n| made | %d |\n", r.Mutants)
	for _, k := range r.Killers {
		fmt.Fprintf(&b, "| killed by %s (%s) | %d |\n", k.Name, k.Kind, k.Killed)
	}
	fmt.Fprintf(&b, "| equivalent: %s | %d |\n| equivalent: %s | %d |\n", SameOnAllFacts, r.Same, SameOnReachable, r.Reachable)
	fmt.Fprintf(&b, "| survive | %d |\n\n", len(r.Survivors))
	fmt.Fprintf(&b, "**Score: %.1f %%** of the mutants that are not equivalent are killed; **%.1f %%** by properties alone.\n\n", r.Score(), r.PropertyScore())
	b.WriteString("| operator | mutants | killed | equivalent | survive |\n|---|---:|---:|---:|---:|\n")
	for _, o := range r.Operators {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", o.Name, o.Mutants, o.Killed, o.Equivalent, o.Mutants-o.Killed-o.Equivalent)
	}
	b.WriteString("\n## Survivors\n\n")
	if len(r.Survivors) == 0 {
		b.WriteString("None.\n")
	}
	for _, group := range r.groups() {
		fmt.Fprintf(&b, "- %s\n", escape(group[0].Text))
		reasons := map[string][]string{}
		var order []string
		for _, s := range group {
			if reasons[s.why()] == nil {
				order = append(order, s.why())
			}
			reasons[s.why()] = append(reasons[s.why()], strings.TrimSpace(string(s.Operator)+" "+s.Detail))
		}
		for _, why := range order {
			fmt.Fprintf(&b, "  - %s: %s\n", strings.Join(reasons[why], ", "), escape(why))
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// escape keeps Markdown from reading what is meant as it stands.
func escape(s string) string { return strings.NewReplacer("|", "\\|", "<", "&lt;").Replace(s) }
