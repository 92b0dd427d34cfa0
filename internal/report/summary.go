package report

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Summary counts the cases of a run by verdict.
type Summary struct {
	Conforms     int `json:"conforms"`
	Violation    int `json:"violation"`
	Warning      int `json:"warning"`
	Note         int `json:"note"`
	Late         int `json:"late"`
	Inconclusive int `json:"inconclusive"`
	Skipped      int `json:"skipped"`
}

// Summary counts the results by verdict.
func (r *Run) Summary() Summary {
	var s Summary
	for i := range r.Results {
		switch r.Results[i].Verdict {
		case model.Conforms:
			s.Conforms++
		case model.Skipped:
			s.Skipped++
		case model.Note:
			s.Note++
		case model.Inconclusive:
			s.Inconclusive++
		case model.Warning:
			s.Warning++
		case model.Late:
			s.Late++
		case model.Violation:
			s.Violation++
		}
	}
	return s
}

// String lists the counts in one line, the worst first.
func (s Summary) String() string {
	return strings.Join([]string{
		count(s.Violation, "violation", "violations"),
		fmt.Sprintf("%d late", s.Late),
		count(s.Warning, "warning", "warnings"),
		count(s.Note, "note", "notes"),
		fmt.Sprintf("%d inconclusive", s.Inconclusive),
		fmt.Sprintf("%d skipped", s.Skipped),
		count(s.Conforms, "conforms", "conform"),
	}, ", ")
}

// Conclusive tells whether at least one case reached a verdict about the target.
func (r *Run) Conclusive() bool {
	for i := range r.Results {
		if v := r.Results[i].Verdict; v != model.Skipped && v != model.Inconclusive {
			return true
		}
	}
	return false
}

// Fails tells whether the run holds a violation that is not known from the
// baseline; with strict, a warning counts as well.
func (r *Run) Fails(strict bool) bool {
	for i := range r.Results {
		if r.Results[i].fails(strict) {
			return true
		}
	}
	return false
}

// fails applies the rule of Run.Fails to one result. A result that turned out
// inconclusive keeps its findings for the reader, but they do not count.
func (r *Result) fails(strict bool) bool {
	if r.Verdict < model.Warning {
		return false
	}
	for _, f := range r.Findings {
		if !f.Known && (f.Verdict == model.Violation || strict && f.Verdict == model.Warning) {
			return true
		}
	}
	return false
}

// worst is the index of the finding that a report leads with: the first one
// that is not known, as long as it is at least a warning.
func (r *Result) worst() int {
	for i, f := range r.Findings {
		if !f.Known && f.Verdict >= model.Warning {
			return i
		}
	}
	return 0
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
