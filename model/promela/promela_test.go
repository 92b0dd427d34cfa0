package promela_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/spin"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/model/promela"
)

// needSpin skips where SPIN is not installed, and fails where it has to be.
func needSpin(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("compiling a verifier takes seconds")
	}
	if err := spin.Available(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

func source(t *testing.T, rules []model.Rule, scope explore.Scope) string {
	t.Helper()
	var b bytes.Buffer
	if err := promela.Print(&b, rules, model.DefaultPolicy, scope); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tiny is a world that SPIN checks in no time: requests with and without close, nothing else.
func tiny() explore.Scope {
	s := explore.Scopes()[0]
	s.Name, s.Lines, s.Traits, s.Handlers = "tiny", nil, nil, nil
	return s
}

// TestSPINCountsTheSame: another program, given the rows and the moves, comes to as many
// configurations by as many steps, and finds no law broken. deploy/spin compares more.
func TestSPINCountsTheSame(t *testing.T) {
	needSpin(t)
	ours, err := explore.Run(context.Background(), explore.Options{Scope: tiny()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := spin.Compile(context.Background(), t.TempDir(), source(t, model.Rules(), tiny()), spin.Safety)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := v.Invariants(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if uint64(ours.Configurations) != theirs.Configurations || uint64(ours.Transitions) != theirs.Transitions || len(theirs.Violated) > 0 {
		t.Errorf("SPIN: %d configurations, %d transitions, broken %v; hangup: %d, %d",
			theirs.Configurations, theirs.Transitions, theirs.Violated, ours.Configurations, ours.Transitions)
	}
}

// TestEveryScopePrints: and every law and fate is in it.
func TestEveryScopePrints(t *testing.T) {
	for _, s := range explore.Scopes() {
		text := source(t, model.Rules(), s)
		for _, f := range explore.Fates() {
			if !strings.Contains(text, "ltl fate_"+strings.ReplaceAll(f.Name, "-", "_")) {
				t.Errorf("scope %s has no formula for %s", s.Name, f.Name)
			}
		}
		for _, l := range explore.Laws() {
			if !strings.Contains(text, "broken(law_"+strings.NewReplacer("-", "_", ".", "_").Replace(l.Name)+")") {
				t.Errorf("scope %s never says that %s is broken", s.Name, l.Name)
			}
		}
	}
}
