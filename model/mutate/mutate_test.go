package mutate_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/mutate"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

var rewrite = flag.Bool("rewrite", false, "write what comes of the walks today into testdata/walks")

// TestStandardKeepsTheLaws: the table breaks none of them.
func TestStandardKeepsTheLaws(t *testing.T) {
	for _, broken := range mutate.Broken(model.Rules()) {
		t.Error(broken)
	}
}

// TestWalks: every walk ends as its line says. After a change of the table, rewrite the
// file and read the difference:
//
//	go test ./model/mutate -run TestWalks -rewrite
func TestWalks(t *testing.T) {
	var b strings.Builder
	for _, w := range mutate.Walks() {
		got, err := w.Take(model.Standard)
		if err != nil {
			t.Fatal(err)
		}
		if got != w.Want && !*rewrite {
			t.Errorf("%s: %s\n got %s\nwant %s", w.Who, w.Events, got, w.Want)
		}
		b.WriteString(w.Who + "\t" + w.Events + "\t" + got + "\n")
	}
	if *rewrite {
		if err := os.WriteFile("testdata/walks", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func standard(t testing.TB) ([]mutate.Killer, *mutate.Prover) {
	t.Helper()
	conversations, err := transcript.ReadDir("../trace/testdata/transcripts")
	if err != nil {
		t.Fatal(err)
	}
	killers, prover, err := mutate.Standard(conversations, false)
	if err != nil {
		t.Fatal(err)
	}
	return killers, prover
}

// TestSurvivorsAreExplained tries every 80th mutant; the command tries all.
func TestSurvivorsAreExplained(t *testing.T) {
	killers, prover := standard(t)
	var sample []mutate.Mutant
	for i, m := range mutate.All(model.Rules()) {
		if i%80 == 7 {
			sample = append(sample, m)
		}
	}
	outcomes, err := mutate.Run(context.Background(), sample, mutate.Config{Killers: killers, Prover: prover, Parallel: runtime.GOMAXPROCS(0)})
	if err != nil {
		t.Fatal(err)
	}
	excuses, err := mutate.Excuses()
	if err != nil {
		t.Fatal(err)
	}
	report := mutate.NewReport(len(model.Rules()), outcomes, killers, excuses)
	for _, s := range report.Unexplained() {
		t.Errorf("%s: %s %s survives, and survivors.tsv does not say why (%s)", s.Text, s.Operator, s.Detail, s.Key)
	}
	for _, e := range mutate.Unused(outcomes, excuses) {
		t.Errorf("survivors.tsv:%d: %s %s is no survivor any more", e.Line, e.Operator, e.Detail)
	}
	if report.Killed < len(sample)/2 {
		t.Errorf("only %d of %d mutants are killed", report.Killed, len(sample))
	}
}

// TestExcusesAreOfThisTable: every line of survivors.tsv is about a mutant that is made today.
func TestExcusesAreOfThisTable(t *testing.T) {
	excuses, err := mutate.Excuses()
	if err != nil {
		t.Fatal(err)
	}
	all := mutate.All(model.Rules())
	for _, e := range excuses {
		if !slices.ContainsFunc(all, func(m mutate.Mutant) bool { return e.Covers(&m) }) {
			t.Errorf("survivors.tsv:%d: no row is %s, or it has no mutant %s %s", e.Line, e.Row, e.Operator, e.Detail)
		}
	}
}

// TestMutantsDiffer: no mutant is the original, and none is made twice.
func TestMutantsDiffer(t *testing.T) {
	rules := model.Rules()
	seen := map[string]int{}
	for i, m := range mutate.All(rules) {
		key := fmt.Sprint(m.Row, m.Key())
		if k, twice := seen[key]; twice {
			t.Errorf("mutants %d and %d are both %s", k, i, key)
		}
		seen[key] = i
		if i%97 == 0 && reflect.DeepEqual(m.Rules(), rules) {
			t.Errorf("mutant %s is the original", key)
		}
	}
}

// toy is a table in which one row shadows part of another.
func toy() []model.Rule {
	idle := model.States(1) << model.Idle
	on := model.Events(1) << model.Begins
	return model.NewTable([]model.Rule{
		{In: idle, On: on, When: model.When{All: model.Served}, To: model.Closed, Why: "first"},
		{In: idle, On: on, When: model.When{All: model.Served | model.PeerFIN}, To: model.Draining, Why: "never"},
		{In: idle, On: on, When: model.When{Not: model.Served}, To: model.Reading, Set: model.FINSent, Why: "second"},
		{In: idle, On: on, To: model.Idle, Why: "nothing is left for it"},
	}).Rules()
}

// TestEquivalence: what shadowed rows do makes no difference; what the others do does, but
// for facts that cannot occur: nobody sets Served.
func TestEquivalence(t *testing.T) {
	rules := toy()
	prover := mutate.NewProver(rules)
	want := map[int]mutate.Proof{0: mutate.SameOnReachable, 1: mutate.SameOnAllFacts, 2: mutate.NoProof, 3: mutate.SameOnAllFacts}
	for _, m := range mutate.All(rules) {
		if m.Operator != mutate.DropRow {
			continue
		}
		if got := prover.Equivalent(&m); got != want[m.Row] {
			t.Errorf("without row %d: %q, want %q", m.Row, got, want[m.Row])
		}
	}
}

// TestReportIsOfThisTable: docs/mutation.md speaks of the mutants that are made today.
// After a change of the table:
//
//	go run ./cmd/hangup model mutate --format md --output docs/mutation.md
func TestReportIsOfThisTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/mutation.md")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[mutate.Operator]int{}
	all := mutate.All(model.Rules())
	for _, m := range all {
		counts[m.Operator]++
	}
	lines := []string{fmt.Sprintf("| made | %d |", len(all))}
	for _, o := range mutate.Operators() {
		lines = append(lines, fmt.Sprintf("| %s | %d |", o, counts[o]))
	}
	for _, line := range lines {
		if !strings.Contains(string(text), line) {
			t.Errorf("docs/mutation.md does not have %q", line)
		}
	}
}

// TestInterrupted: a run ends with its context.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	rules := toy()
	prover := mutate.NewProver(rules)
	_, err := mutate.Run(ctx, mutate.All(rules), mutate.Config{Prover: prover})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
