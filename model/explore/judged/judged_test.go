package judged_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore/judged"
)

// small is the run that the tests share.
var small = sync.OnceValues(func() (*judged.Result, error) { return judged.Run(context.Background(), judged.Options{}) })

func result(t *testing.T) *judged.Result {
	t.Helper()
	r, err := small()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPropertiesHold: nothing in the scopes speaks against the judge.
func TestPropertiesHold(t *testing.T) {
	for _, p := range result(t).Properties {
		if !p.Holds() {
			t.Errorf("%s: %s\n%s", p.Name, p.Why, p.Against)
		}
		if p.Checked == 0 {
			t.Errorf("%s: was never checked", p.Name)
		}
	}
}

// TestMachineIsNeverAccused: a server that follows the machine, by any policy, is not
// accused, whatever the client, the wire and the clock do.
func TestMachineIsNeverAccused(t *testing.T) {
	for _, f := range result(t).Faults {
		if f.Verdict > model.Inconclusive || !strings.Contains(f.Why, "9112/9.5/may-close") {
			t.Errorf("policy %b: %s by %s\n%s", f.Policy, f.Verdict, f.Why, strings.Join(f.Moves, "\n"))
		}
	}
}

// TestRowsHaveWitnesses: each trace that is said to show a row shows it, and nearly all rows are shown.
func TestRowsHaveWitnesses(t *testing.T) {
	rows, missing := model.Rules(), 0
	for _, w := range result(t).Witnesses {
		if w.Trace == nil {
			missing++
			continue
		}
		verdict, cites, stuck := judged.Judgement(model.Standard, w.Trace)
		if stuck || verdict != w.Verdict || !slices.Equal(cites, w.Cites) {
			t.Errorf("row %d: %s is judged %s %v, want %s %v", w.Row, w.Trace, verdict, cites, w.Verdict, w.Cites)
		}
		if w.Decides && w.Row%20 == 0 {
			mutant := slices.Clone(rows)
			mutant[w.Row].Cites = "mutant"
			if mutant[w.Row].Mark = model.Violation; rows[w.Row].Mark == model.Violation {
				mutant[w.Row].Mark = model.Conforms
			}
			other, others, stuck := judged.Judgement(model.NewTable(mutant), w.Trace)
			if !stuck && other == verdict && slices.Equal(others, cites) {
				t.Errorf("row %d: %s does not tell its mutant", w.Row, w.Trace)
			}
		}
	}
	if missing*8 > len(rows) {
		t.Errorf("%d of %d rows have no witness", missing, len(rows))
	}
}

// TestRequirementsCanBeBroken: every MUST can be broken, and every SHOULD warned of, by someone.
func TestRequirementsCanBeBroken(t *testing.T) {
	for _, s := range result(t).Requirements {
		if s.Trace == nil && s.Requirement.Level == model.Must && s.Requirement.Address != "9112/9.8/closure-alert" {
			t.Errorf("%s: %s", s.Requirement.Address, s.Why)
		}
	}
}

// TestRunEndsWithItsContext: an exploration that nobody waits for any more stops.
func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := judged.Run(ctx, judged.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestPrintShowsEachProperty: people see what was checked.
func TestPrintShowsEachProperty(t *testing.T) {
	r := result(t)
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	for _, p := range r.Properties {
		if !strings.Contains(b.String(), p.Name+": holds") {
			t.Errorf("%q is missing", p.Name)
		}
	}
}
