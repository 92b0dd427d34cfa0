package matrix

import (
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// verdicts are those that a cell can have, in the order of [rank].
var verdicts = [...]model.Verdict{
	model.Skipped, model.Inconclusive, model.Conforms, model.Note, model.Warning, model.Late, model.Violation,
}

// rank orders verdicts by what they say of a requirement that several cases are about:
// one that conforms says more than one that was skipped, and a finding more than both.
func rank(v model.Verdict) int {
	for i, known := range verdicts {
		if known == v {
			return i
		}
	}
	return -1
}

// cellsOf sums up one run.
func cellsOf(run *report.Run) map[string]Cell {
	cells := map[string]Cell{}
	for i := range run.Results {
		for address, verdict := range shown(&run.Results[i]) {
			cell, known := cells[address]
			switch {
			case !known || rank(verdict) > rank(cell.Verdict):
				cells[address] = Cell{Verdict: verdict, Cases: 1}
			case verdict == cell.Verdict:
				cell.Cases++
				cells[address] = cell
			}
		}
	}
	return cells
}

// shown is what one result says of the requirements that it has findings on, and of the
// others that its case is about.
func shown(r *report.Result) map[string]model.Verdict {
	all := map[string]model.Verdict{}
	for _, f := range r.Findings {
		before, known := all[f.Requirement.Address]
		if !known || rank(f.Verdict) > rank(before) {
			all[f.Requirement.Address] = f.Verdict
		}
	}
	for _, address := range r.About {
		if _, found := all[address]; !found {
			all[address] = otherwise(r.Verdict)
		}
	}
	return all
}

// otherwise is what a case with this verdict says of a requirement on which it found
// nothing. A violation of another one may have ended the conversation before it came up.
func otherwise(v model.Verdict) model.Verdict {
	switch v {
	case model.Skipped:
		return model.Skipped
	case model.Inconclusive, model.Violation:
		return model.Inconclusive
	}
	return model.Conforms
}
