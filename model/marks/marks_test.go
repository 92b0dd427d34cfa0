package marks_test

import (
	"os/exec"
	"regexp"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
)

// counters are what the compiler, asked to instrument for fuzzing, increments: one
// for each block.
var counters = regexp.MustCompile(`marks\.\.stmp_\d+\(SB\)`)

// TestEachRuleHasItsCounter: in a build for fuzzing each row of the table has a
// counter of its own. The cases are empty, and a compiler that threw empty cases
// away, or merged them, would blind the fuzzer without a word.
func TestEachRuleHasItsCounter(t *testing.T) {
	cmd := exec.Command("go", "build", "-gcflags=-d=libfuzzer -S", ".")
	listing, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("compiling for fuzzing: %v\n%s", err, listing)
	}
	distinct := map[string]bool{}
	for _, c := range counters.FindAll(listing, -1) {
		distinct[string(c)] = true
	}
	const functions = 2 // whose entries are counted too: Hit and Followed
	if rows := len(model.Rules()); len(distinct) < rows+functions {
		t.Errorf("%d counters for %d rows", len(distinct), rows)
	}
}

// TestAnyNumberIsTaken: what marks no row is no error.
func TestAnyNumberIsTaken(*testing.T) {
	for _, id := range []int{-1, 0, len(model.Rules()) - 1, len(model.Rules()), 1 << 40} {
		marks.Hit(id)
	}
	marks.Followed(model.Idle, model.Input{}, nil)
}
