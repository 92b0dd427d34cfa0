package kill_test

import (
	"context"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/kill"
	"github.com/hangup-http/hangup/model"
)

// of builds a row that some cases kill.
func of(name string, kills ...string) kill.Row {
	r := kill.Row{Suspect: kill.Suspect{Name: name, Class: "answers-after-close"}}
	for _, k := range kills {
		c, address, _ := strings.Cut(k, " ")
		r.Kills = append(r.Kills, kill.Kill{Case: c, Requirement: address, Verdict: model.Violation})
	}
	return r
}

const closes, persists = "9112/9.6/no-processing-after-close", "9112/9.6/close-after-request-close"

func small() *kill.Matrix {
	innocent := kill.Row{Suspect: kill.Suspect{Name: "i", Innocent: true}}
	accused := innocent
	accused.Wrong = []kill.Kill{{Case: "a", Requirement: closes, Verdict: model.Violation}}
	misjudged := of("m", "a "+persists)
	misjudged.Wrong = accused.Wrong
	return &kill.Matrix{
		Network: "memory", Repeat: 1, Cases: []corpus.Case{{Name: "a"}, {Name: "b", About: []string{closes}}, {Name: "c"}},
		Rows: []kill.Row{
			of("one", "a "+closes, "b "+closes), of("two", "b "+closes, "b "+persists), of("three", "a "+persists), of("none"),
			misjudged, innocent, accused,
		},
	}
}

func TestCount(t *testing.T) {
	got := small().Count()
	want := kill.Count{Faults: 5, Killed: 4, Survived: 1, Misjudged: 1, Innocents: 2, Accused: 1}
	if got != want || got.Perfect() {
		t.Errorf("%+v, want %+v", got, want)
	}
	if !(kill.Count{Faults: 2, Killed: 2, Innocents: 3}).Perfect() {
		t.Error("all killed and nobody accused is not perfect")
	}
}

func TestWorth(t *testing.T) {
	m := small()
	cases := m.PerCase()
	want := []kill.Worth{
		{Name: "a", Kills: []string{"one", "three", "m"}, Alone: []string{"three", "m"}, Few: []string{"one"}},
		{Name: "b", Kills: []string{"one", "two"}, Alone: []string{"two"}, Few: []string{"one"}},
		{Name: "c"},
	}
	if !reflect.DeepEqual(cases, want) {
		t.Errorf("%v, want %v", cases, want)
	}
	for _, w := range m.Requirements() {
		if w.Name == closes && (len(w.Kills) != 2 || !slices.Equal(w.Alone, []string{"one"}) || !slices.Equal(w.Own, []string{"two"})) {
			t.Errorf("%+v", w)
		}
	}
	if few := m.Minimal(); !slices.Equal(few, []string{"a", "b"}) {
		t.Errorf("minimal: %v", few)
	}
	if idle := m.Idle(); !slices.Equal(idle, []string{"c"}) {
		t.Errorf("idle: %v", idle)
	}
	if classes := m.Classless(); slices.Contains(classes, "answers-after-close") || !slices.Contains(classes, "expect-100-missing") {
		t.Errorf("classes without a fault: %v", classes)
	}
}

// TestOutputs: what is wrong can be read in each.
func TestOutputs(t *testing.T) {
	for name, write := range map[string]func(*strings.Builder) error{
		"text": func(b *strings.Builder) error { return kill.Text(b, small()) },
		"md":   func(b *strings.Builder) error { return kill.Markdown(b, small()) },
		"html": func(b *strings.Builder) error { return kill.HTML(b, small()) },
		"json": func(b *strings.Builder) error { return kill.JSON(b, small()) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"none", "survived", "accused"} {
			if !strings.Contains(strings.ToLower(b.String()), word) {
				t.Errorf("%s: no %q in\n%s", name, word, b.String())
			}
		}
	}
}

// TestRun: a fault, an innocent, and a case that tells them apart, in memory and on sockets.
func TestRun(t *testing.T) {
	all, err := kill.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var chosen []corpus.Case
	for _, c := range all {
		if corpus.Match(c, "close/behind-close") || corpus.Match(c, "close/alone") {
			chosen = append(chosen, c)
		}
	}
	var suspects []kill.Suspect
	for _, s := range kill.Bank() {
		if s.Name == "mongoose-answers-after-close" || s.Name == "one-exchange" {
			suspects = append(suspects, s)
		}
	}
	for _, network := range []string{"memory", "tcp", "unix"} {
		told := 0
		m, err := kill.Run(t.Context(), kill.Options{
			Suspects: suspects, Cases: chosen, Network: network, Repeat: 2, Progress: func(int, *kill.Row) { told++ },
		})
		if err != nil {
			t.Fatal(err)
		}
		want := kill.Count{Faults: 1, Killed: 1, Innocents: 1}
		if got := m.Count(); got != want || told != 2 || m.Network != network {
			t.Errorf("%s: %+v, want %+v; told %d times; %+v", network, got, want, told, m.Rows)
		}
	}
	if _, err := kill.Run(t.Context(), kill.Options{Suspects: suspects, Cases: chosen, Network: "carrier pigeon"}); err == nil {
		t.Error("an unknown network is used")
	}
}

// TestInterrupted: what was done until then is kept.
func TestInterrupted(t *testing.T) {
	all, err := kill.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, network := range []string{"memory", "tcp"} {
		ctx, stop := context.WithCancel(t.Context())
		m, err := kill.Run(ctx, kill.Options{
			Suspects: kill.Bank()[:3], Cases: all[:3], Network: network, Parallel: 1,
			Progress: func(int, *kill.Row) { stop() },
		})
		if err != nil || !m.Interrupted || len(m.Rows) != 1 || !strings.HasSuffix(m.Summary(), "interrupted") {
			t.Errorf("%s: %v, %+v", network, err, m)
		}
	}
}

// TestDocs: docs/mutants.md is of the faults, innocents, requirements and cases of today.
// After a change of one of them:
//
//	go run ./cmd/hangup mutants --format md --output docs/mutants.md
func TestDocs(t *testing.T) {
	const rewrite = "go run ./cmd/hangup mutants --format md --output docs/mutants.md"
	text, err := os.ReadFile("../../docs/mutants.md")
	if err != nil {
		t.Fatal(err)
	}
	m := kill.Matrix{Network: "memory"}
	if m.Cases, err = kill.Cases(); err != nil {
		t.Fatal(err)
	}
	for _, s := range kill.Bank() {
		m.Rows = append(m.Rows, kill.Row{Suspect: s})
	}
	var now strings.Builder
	if err := kill.Markdown(&now, &m); err != nil {
		t.Fatal(err)
	}
	then, want := firstCells(string(text)), firstCells(now.String())
	for _, name := range want {
		if !slices.Contains(then, name) {
			t.Errorf("docs/mutants.md does not have %s: %s", name, rewrite)
		}
	}
	for _, name := range then {
		if !slices.Contains(want, name) {
			t.Errorf("docs/mutants.md has %s, which is gone: %s", name, rewrite)
		}
	}
}

// firstCells returns what the rows of all tables are about.
func firstCells(text string) (cells []string) {
	for line := range strings.Lines(text) {
		if row, ok := strings.CutPrefix(line, "| "); ok {
			cell, _, _ := strings.Cut(row, " |")
			cells = append(cells, cell)
		}
	}
	return cells
}
