package report

import (
	"encoding/json"
	"io"
)

const toolName = "hangup"

// document is the JSON report. Its shape is a promise: docs/report.schema.json
// describes it and a test holds the two together.
type document struct {
	Tool        string        `json:"tool"`
	Version     string        `json:"version"`
	Target      string        `json:"target"`
	DurationMS  int64         `json:"duration_ms"`
	Interrupted bool          `json:"interrupted"`
	Cases       []jsonCase    `json:"cases"`
	Findings    []jsonFinding `json:"findings"`
	Summary     Summary       `json:"summary"`
}

type jsonCase struct {
	Name    string   `json:"name"`
	Verdict string   `json:"verdict"`
	About   []string `json:"about"`
	Reason  string   `json:"reason"`
	Runs    int      `json:"runs"`
}

type jsonFinding struct {
	Requirement string `json:"requirement"`
	Clause      string `json:"clause"`
	Level       string `json:"level"`
	Verdict     string `json:"verdict"`
	Case        string `json:"case"`
	Message     string `json:"message"`
	Expected    string `json:"expected"`
	Observed    string `json:"observed"`
	Replay      string `json:"replay"`
	Known       bool   `json:"known"`
}

// JSON writes the run in the stable form of docs/report.md.
func JSON(w io.Writer, run *Run) error {
	doc := document{
		Tool: toolName, Version: run.Version, Target: run.Target,
		DurationMS: run.Duration.Milliseconds(), Interrupted: run.Interrupted,
		Cases: []jsonCase{}, Findings: []jsonFinding{}, Summary: run.Summary(),
	}
	for i := range run.Results {
		r := &run.Results[i]
		doc.Cases = append(doc.Cases, jsonCase{
			Name: r.Case, Verdict: r.Verdict.String(), About: append([]string{}, r.About...),
			Reason: r.Reason, Runs: r.Runs,
		})
		for _, f := range r.Findings {
			doc.Findings = append(doc.Findings, newJSONFinding(r, f))
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(doc)
}

func newJSONFinding(r *Result, f Finding) jsonFinding {
	return jsonFinding{
		Requirement: f.Requirement.Address, Clause: f.Requirement.Clause(),
		Level: f.Requirement.Level.String(), Verdict: f.Verdict.String(), Case: r.Case,
		Message: f.Message, Expected: f.Expected, Observed: f.Observed, Replay: r.Replay, Known: f.Known,
	}
}
