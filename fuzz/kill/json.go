package kill

import (
	"encoding/json"
	"fmt"
	"io"
)

type jsonKill struct {
	Case        string `json:"case"`
	Requirement string `json:"requirement"`
	Verdict     string `json:"verdict"`
	Message     string `json:"message"`
}

type jsonRow struct {
	Name    string     `json:"name"`
	Kind    string     `json:"kind"` // fault or innocent
	Class   string     `json:"class,omitempty"`
	URL     string     `json:"url,omitempty"`
	Outcome string     `json:"outcome"` // killed, survived, accused, acquitted or failed
	Breaks  []string   `json:"breaks"`
	Kills   []jsonKill `json:"kills"`
	Wrong   []jsonKill `json:"wrong"`
	Missed  int        `json:"missed"` // of the plays
	Flapped []string   `json:"flapped,omitempty"`
	Error   string     `json:"error,omitempty"`
	TookMS  int64      `json:"took_ms"`
}

type jsonMatrix struct {
	Network string    `json:"network"`
	Repeat  int       `json:"repeat"`
	TookMS  int64     `json:"took_ms"`
	Count   Count     `json:"count"`
	Rows    []jsonRow `json:"rows"`
	// Requirements of level MUST, and Cases: what each is worth.
	Requirements []Worth  `json:"requirements"`
	Cases        []Worth  `json:"cases"`
	Minimal      []string `json:"minimal"`
	Classless    []string `json:"classes_without_a_fault"`
	Interrupted  bool     `json:"interrupted,omitempty"`
}

// JSON prints the whole matrix for programs.
func JSON(w io.Writer, m *Matrix) error {
	out := jsonMatrix{
		Network: m.Network, Repeat: m.Repeat, TookMS: m.Took.Milliseconds(), Count: m.Count(), Rows: []jsonRow{},
		Requirements: filled(m.Requirements()), Cases: filled(m.PerCase()),
		Minimal: append([]string{}, m.Minimal()...), Classless: append([]string{}, m.Classless()...), Interrupted: m.Interrupted,
	}
	for i := range m.Rows {
		out.Rows = append(out.Rows, rowOf(&m.Rows[i]))
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("writing the kill matrix: %w", err)
	}
	return nil
}

func rowOf(r *Row) jsonRow {
	row := jsonRow{
		Name: r.Name, Kind: "fault", Class: r.Class, URL: r.URL, Outcome: "survived", Breaks: append([]string{}, r.Breaks...),
		Kills: killsOf(r.Kills), Wrong: killsOf(r.Wrong), Missed: r.Missed, Flapped: r.Flapped, TookMS: r.Took.Milliseconds(),
	}
	if r.Innocent {
		row.Kind = "innocent"
	}
	switch {
	case r.Err != nil:
		row.Outcome, row.Error = "failed", r.Err.Error()
	case r.Innocent && r.Killed():
		row.Outcome = "accused"
	case r.Innocent:
		row.Outcome = "acquitted"
	case r.Killed():
		row.Outcome = "killed"
	}
	return row
}

func killsOf(kills []Kill) []jsonKill {
	all := []jsonKill{}
	for _, k := range kills {
		all = append(all, jsonKill{k.Case, k.Requirement, k.Verdict.String(), k.Message})
	}
	return all
}

// filled has empty lists for programs where there are none.
func filled(all []Worth) []Worth {
	out := []Worth{}
	for _, w := range all {
		w.Kills, w.Alone, w.Few = append([]string{}, w.Kills...), append([]string{}, w.Alone...), append([]string{}, w.Few...)
		out = append(out, w)
	}
	return out
}
