package mutate

import (
	_ "embed" // the reasons
	"fmt"
	"strings"
)

// survivorsText says why mutants survive.
//
//go:embed survivors.tsv
var survivorsText string

// Excuse is the reason why mutants of one row survive.
type Excuse struct {
	Row      string // RowKey
	Operator string // or * for any
	Detail   string // or * for any
	Reason   string
	Line     int
}

// Excuses returns the reasons that are kept with this package, or an error that names the line.
func Excuses() ([]Excuse, error) { return parseExcuses(survivorsText) }

func parseExcuses(text string) ([]Excuse, error) {
	var all []Excuse
	line := 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimRight(l, "\n")
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		parts := strings.Split(l, "\t")
		if len(parts) != 4 || parts[3] == "" {
			return nil, fmt.Errorf("survivors.tsv:%d: want row, operator, detail and reason, separated by tabs", line)
		}
		all = append(all, Excuse{parts[0], parts[1], parts[2], parts[3], line})
	}
	return all, nil
}

// Covers tells whether the excuse is one for the mutant.
func (e *Excuse) Covers(m *Mutant) bool {
	return e.Row == m.rowKey && (e.Operator == "*" || e.Operator == string(m.Operator)) &&
		(e.Detail == "*" || e.Detail == m.Detail)
}

// excuseFor returns the reason of the first excuse that covers a mutant, or "".
func excuseFor(m *Mutant, excuses []Excuse) string {
	for i := range excuses {
		if excuses[i].Covers(m) {
			return excuses[i].Reason
		}
	}
	return ""
}

// Unused returns the excuses that cover some of the mutants that were tried, but no
// survivor among them.
func Unused(outcomes []Outcome, excuses []Excuse) []Excuse {
	var unused []Excuse
	for _, e := range excuses {
		covers, used := false, false
		for i := range outcomes {
			if e.Covers(outcomes[i].Mutant) {
				covers, used = true, used || outcomes[i].Survived()
			}
		}
		if covers && !used {
			unused = append(unused, e)
		}
	}
	return unused
}
