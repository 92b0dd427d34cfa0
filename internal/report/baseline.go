package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hangup-http/hangup/model"
)

// Baseline is the set of findings of an earlier run. A finding is the same as an
// earlier one when requirement, case and verdict agree; the wording may differ.
type Baseline struct {
	known map[baselineKey]bool
}

type baselineKey struct{ requirement, caseName, verdict string }

// ReadBaseline reads the JSON report of an earlier run. The error tells what in
// the input is no report.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	var doc document
	decoder := json.NewDecoder(r)
	if err := decoder.Decode(&doc); err != nil {
		return nil, fmt.Errorf("reading the JSON report: %w", err)
	}
	if doc.Tool != toolName {
		return nil, errors.New(`this is no report of hangup: "tool" is not "hangup"`)
	}
	b := &Baseline{known: make(map[baselineKey]bool, len(doc.Findings))}
	for i, f := range doc.Findings {
		if _, ok := model.ParseVerdict(f.Verdict); !ok {
			return nil, fmt.Errorf("findings[%d]: unknown verdict %q", i, f.Verdict)
		}
		b.known[baselineKey{f.Requirement, f.Case, f.Verdict}] = true
	}
	return b, nil
}

// Mark sets Known on every finding of the run that stands in the baseline, and
// on every result whose warnings, late answers and violations all do.
func (b *Baseline) Mark(run *Run) {
	for i := range run.Results {
		result := &run.Results[i]
		serious, unknown := 0, 0
		for j := range result.Findings {
			f := &result.Findings[j]
			f.Known = b.known[baselineKey{f.Requirement.Address, result.Case, f.Verdict.String()}]
			if f.Verdict >= model.Warning {
				serious++
				if !f.Known {
					unknown++
				}
			}
		}
		result.Known = serious > 0 && unknown == 0
	}
}
