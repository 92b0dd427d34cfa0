package merge

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/model"
)

// Result is the merged report. As JSON it has the fields that stand here.
type Result struct {
	Sources    []SourceResult `json:"sources"`
	Executions uint64         `json:"executions"` // conversations that were held, in all stores; each campaign counts once
	Rules      int            `json:"rules"`      // rows of the table that a judge has followed
	RulesTotal int            `json:"rules_total"`
	Reactions  int            `json:"reactions"` // different ones that were seen
	Corpus     CorpusResult   `json:"corpus"`
	Findings   []Finding      `json:"findings"` // all that the store has now, new ones first
	Damaged    []string       `json:"damaged"`  // entries that could not be read, and why
}

// SourceResult is what one source had.
type SourceResult struct {
	Name       string `json:"name"`
	Findings   int    `json:"findings"`
	Corpus     int    `json:"corpus"`
	Executions uint64 `json:"executions"`
}

// CorpusResult counts conversations.
type CorpusResult struct {
	Before  int `json:"before"`  // in the store
	Offered int `json:"offered"` // in the sources, and not in the store
	Added   int `json:"added"`   // of these
}

// Finding is one that the store has now.
type Finding struct {
	campaign.Finding
	Entry string `json:"entry"` // its name in the store, kind "finding"
	New   bool   `json:"new"`   // the store did not have its like before
}

func newResult(there *contents) *Result {
	return &Result{
		RulesTotal: len(model.Rules()), Corpus: CorpusResult{Before: len(there.corpus)},
		Damaged: append([]string{}, there.damaged...), Findings: []Finding{}, Sources: []SourceResult{},
	}
}

func (r *Result) source(name string, c *contents) {
	s := SourceResult{Name: name, Findings: len(keys(c)), Corpus: len(c.corpus)}
	for _, entry := range c.entries {
		s.Executions += entry.Executions
	}
	r.Sources = append(r.Sources, s)
	r.Damaged = append(r.Damaged, c.damaged...)
}

func (r *Result) conclude(all *gathered, there *contents) {
	rules, reactions := map[int]bool{}, features{}
	for _, entry := range all.coverage {
		r.Executions += entry.Executions
		for _, rule := range entry.Rules {
			rules[rule] = true
		}
		for _, f := range entry.Features {
			reactions[uint64(f)] = true
		}
	}
	r.Rules, r.Reactions = len(rules), len(reactions)
	known := map[campaign.Key]campaign.Finding{}
	for _, f := range there.findings {
		if best, ok := known[f.Key]; !ok || better(f, best) < 0 {
			known[f.Key] = f
		}
	}
	for key, f := range all.findings {
		old, had := known[key]
		if had {
			f = old
		}
		r.Findings = append(r.Findings, Finding{f, f.Name, !had})
	}
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		if a.New != b.New {
			return map[bool]int{true: -1, false: 1}[a.New]
		}
		return strings.Compare(a.String()+a.Name, b.String()+b.Name)
	})
}

// Fresh is how many findings are new.
func (r *Result) Fresh() (n int) {
	for _, f := range r.Findings {
		if f.New {
			n++
		}
	}
	return n
}

// JSON writes the report for programs.
func (r *Result) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("writing the merged report: %w", err)
	}
	return nil
}

// counts are the lines that text and Markdown share.
func (r *Result) counts() []string {
	return []string{
		fmt.Sprintf("%d conversations, rules %d of %d, reactions %d", r.Executions, r.Rules, r.RulesTotal, r.Reactions),
		fmt.Sprintf("corpus %d, %d of %d were added", r.Corpus.Before+r.Corpus.Added, r.Corpus.Added, r.Corpus.Offered),
		fmt.Sprintf("findings %d, %d new", len(r.Findings), r.Fresh()),
	}
}

func (f *Finding) age() string {
	if f.New {
		return "new"
	}
	return "known"
}

// Text writes the report for a terminal.
func (r *Result) Text(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%-5s %s\n      finding/%s\n", f.age(), f.String(), f.Entry)
	}
	for _, d := range r.Damaged {
		fmt.Fprintf(&b, "left out: %s\n", d)
	}
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "from %s: %d conversations, corpus %d, findings %d\n", s.Name, s.Executions, s.Corpus, s.Findings)
	}
	b.WriteString(strings.Join(r.counts(), "\n") + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Markdown writes the report for the summary of a CI job.
func (r *Result) Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("## Fuzzing campaigns\n\n")
	for _, line := range r.counts() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	if len(r.Findings) > 0 {
		b.WriteString("\n| | verdict | what | state | behind | replays | requirement |\n|---|---|---|---|---|---|---|\n")
	}
	for _, f := range r.Findings {
		row := []string{f.age(), f.Verdict, f.Key.Rule, f.Key.State, f.Key.Event, f.Rating(), f.Address}
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "|", "\\|")
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	b.WriteString("\n| from | conversations | corpus | findings |\n|---|---|---|---|\n")
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", s.Name, s.Executions, s.Corpus, s.Findings)
	}
	for _, d := range r.Damaged {
		fmt.Fprintf(&b, "\nLeft out: %s\n", d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
