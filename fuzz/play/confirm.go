package play

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// confirmed completes the result of a case with its first play. A finding that
// not every play has is inconclusive; one that has another verdict there gets the mildest.
func confirmed(result report.Result, plays []Played) report.Result {
	first := plays[0]
	result = filled(result, first)
	result.Runs = len(plays)
	if first.Report.Verdict < model.Warning {
		return result
	}
	result.Verdict = model.Inconclusive
	for i, f := range first.Report.Findings {
		if f.Verdict < model.Warning {
			continue
		}
		verdict, times := f.Verdict, 0
		for _, p := range plays {
			v, found := verdictOn(f.Requirement, p.Report.Findings)
			if found {
				verdict = min(verdict, v)
				times++
			}
		}
		if times < len(plays) {
			verdict = model.Inconclusive
			if result.Reason == "" {
				result.Reason = fmt.Sprintf("%d of %d runs showed %s broken", times, len(plays), f.Requirement.Address)
			}
		}
		result.Findings[i].Verdict = verdict
		result.Verdict = max(result.Verdict, verdict)
	}
	return result
}

// verdictOn returns the worst verdict on a requirement.
func verdictOn(r model.Requirement, findings []trace.Finding) (worst model.Verdict, found bool) {
	for _, f := range findings {
		if f.Requirement.Address == r.Address && f.Verdict >= model.Warning {
			worst, found = max(worst, f.Verdict), true
		}
	}
	return worst, found
}

// keptOctets is how much a result keeps of each end of what was sent and received.
const keptOctets = 64 << 10

// Result is what is reported of one play of the case.
func (p Played) Result(c corpus.Case) report.Result {
	return filled(report.Result{Case: c.Name, About: c.About, Runs: 1}, p)
}

// filled copies what one play showed into the result.
func filled(result report.Result, p Played) report.Result {
	p.Trace.Abridge(keptOctets)
	result.Verdict, result.Trace, result.Steps = p.Report.Verdict, p.Trace, p.Report.Steps
	for _, f := range p.Report.Findings {
		result.Findings = append(result.Findings, report.Finding{
			Requirement: f.Requirement, Verdict: f.Verdict, State: f.State, Step: f.Step,
			Message: f.Message, Expected: f.Expected, Observed: f.Observed,
		})
	}
	switch {
	case p.Report.Verdict != model.Inconclusive:
	case p.Cut != "":
		result.Reason = p.Cut
	case len(p.Report.Findings) > 0:
		result.Reason = p.Report.Findings[0].Message
	}
	return result
}

// unfinished is the result of a play that an error ended: what it found was seen
// once, so it stays inconclusive.
func unfinished(result report.Result, p Played, err error) report.Result {
	result = filled(result, p)
	result.Verdict, result.Reason, result.Runs = model.Inconclusive, err.Error(), 1
	for i := range result.Findings {
		result.Findings[i].Verdict = min(result.Findings[i].Verdict, model.Inconclusive)
	}
	return result
}

func lacks(missing []model.Handler) string {
	var names []string
	for _, h := range missing {
		names = append(names, h.String())
	}
	return "the target has no known handler for " + strings.Join(names, ", ")
}
