package matrix

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/hangup-http/hangup/internal/report"
)

const toolName = "hangup matrix"

// document is the JSON of a matrix. docs/matrix.schema.json describes it, and a test
// holds the two together.
type document struct {
	Tool         string            `json:"tool"`
	Version      string            `json:"version"`
	File         string            `json:"file"`
	Start        time.Time         `json:"start"`
	DurationMS   int64             `json:"duration_ms"`
	Repeat       int               `json:"repeat"`
	Interrupted  bool              `json:"interrupted"`
	Requirements []jsonRequirement `json:"requirements"`
	Servers      []jsonServer      `json:"servers"`
}

type jsonRequirement struct {
	Address string `json:"address"`
	Clause  string `json:"clause"`
	Level   string `json:"level"`
	Rule    string `json:"rule"`
}

type jsonServer struct {
	Name       string              `json:"name"`
	URL        string              `json:"url"`
	Profile    string              `json:"profile"`
	Status     string              `json:"status"`
	Reason     string              `json:"reason"`
	ReadyMS    int64               `json:"ready_ms"`
	RunsMS     []int64             `json:"runs_ms"`
	Cases      report.Summary      `json:"cases"`
	Cells      map[string]jsonCell `json:"cells"`
	Unexpected []jsonDifference    `json:"unexpected"`
	Gone       []jsonDifference    `json:"gone"`
	Flapped    []jsonFlap          `json:"flapped"`
	Unsteady   []jsonFlap          `json:"flapped_cases"`
	Findings   []jsonFinding       `json:"findings"`
}

type jsonCell struct {
	Verdict string `json:"verdict"`
	Flapped bool   `json:"flapped"`
	Cases   int    `json:"cases"`
}

type jsonDifference struct {
	Requirement string `json:"requirement"`
	Case        string `json:"case"`
	Message     string `json:"message"`
}

type jsonFlap struct {
	Name string         `json:"name"`
	Runs map[string]int `json:"runs"`
}

type jsonFinding struct {
	Requirement  string `json:"requirement"`
	Verdict      string `json:"verdict"`
	Why          string `json:"why"`
	Case         string `json:"case"`
	Message      string `json:"message"`
	Expected     string `json:"expected"`
	Observed     string `json:"observed"`
	Conversation string `json:"conversation"`
	Replay       string `json:"replay"`
}

// JSON writes the matrix, with all findings and their conversations.
func JSON(w io.Writer, m *Matrix) error {
	doc := document{
		Tool: toolName, Version: m.Version, File: m.File, Start: m.Start, DurationMS: m.Duration.Milliseconds(),
		Repeat: m.Repeat, Interrupted: m.Interrupted, Requirements: []jsonRequirement{}, Servers: []jsonServer{},
	}
	rows := m.Requirements()
	for _, q := range rows {
		doc.Requirements = append(doc.Requirements, jsonRequirement{q.Address, q.Clause(), q.Level.String(), q.Rule})
	}
	for _, s := range m.Servers {
		doc.Servers = append(doc.Servers, newJSONServer(pageOf(s, rows)))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("writing the matrix: %w", err)
	}
	return nil
}

func newJSONServer(p page) jsonServer {
	s := jsonServer{
		Name: p.Name, URL: p.URL, Profile: p.Profile, Status: p.Status.String(), Reason: p.Reason, ReadyMS: p.Ready.Milliseconds(),
		RunsMS: []int64{}, Cells: map[string]jsonCell{}, Unexpected: differences(p.Unexpected), Gone: differences(p.Gone),
		Flapped: flaps(p.Flaps), Unsteady: flaps(p.Unsteady), Findings: []jsonFinding{},
	}
	for _, run := range p.Runs {
		s.RunsMS = append(s.RunsMS, run.Duration.Milliseconds())
	}
	if len(p.Runs) > 0 {
		s.Cases = p.Runs[0].Summary()
	}
	for address, c := range p.cells {
		s.Cells[address] = jsonCell{c.Verdict.String(), c.Flapped, c.Cases}
	}
	for _, g := range p.Groups {
		for _, c := range g.Shown {
			s.Findings = append(s.Findings, jsonFinding{
				Requirement: g.Address, Verdict: c.Verdict.String(), Why: g.Why, Case: c.Case, Message: c.Message,
				Expected: c.Expected, Observed: c.Observed, Conversation: c.Text, Replay: c.Replay,
			})
		}
	}
	return s
}

func differences(all []Difference) []jsonDifference {
	list := []jsonDifference{}
	for _, d := range all {
		list = append(list, jsonDifference{d.Requirement, d.Case, d.Message})
	}
	return list
}

func flaps(all []Flap) []jsonFlap {
	list := []jsonFlap{}
	for _, f := range all {
		runs := map[string]int{}
		for v, n := range f.Counts {
			runs[v.String()] = n
		}
		list = append(list, jsonFlap{f.Name, runs})
	}
	return list
}
