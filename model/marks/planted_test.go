package marks_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The fuzzer may start anew so many times, and then has so many executions. What it
// needs is measured in docs/marks.md: a corpus that is unlucky in its first inputs
// stays so, and a fresh one is cheaper than patience.
const (
	starts     = 12
	executions = "500000x"
)

// TestFuzzerReachesPlantedState: with marks, the fuzzer finds a bug six transitions
// deep. Its corpus starts empty, in a folder of this test.
func TestFuzzerReachesPlantedState(t *testing.T) {
	if testing.Short() {
		t.Skip("the fuzzer takes seconds")
	}
	target := filepath.Join(t.TempDir(), "planted.test")
	if out, err := exec.Command("go", "test", "-c", "-fuzz=FuzzPlanted", "-o", target, "./testdata/planted").CombinedOutput(); err != nil {
		t.Fatalf("building the target: %v\n%s", err, out)
	}
	for range starts {
		run := exec.Command(target, "-test.run=^$", "-test.fuzz=^FuzzPlanted$", "-test.fuzztime="+executions,
			"-test.fuzzminimizetime=1x", "-test.fuzzcachedir=cache")
		run.Dir = t.TempDir() // where it keeps its corpus and writes what it found
		out, err := run.CombinedOutput()
		if err != nil && strings.Contains(string(out), "the planted bug") {
			return
		}
		if err != nil {
			t.Fatalf("the fuzzer failed: %v\n%s", err, out)
		}
	}
	t.Errorf("not found in %d times %s", starts, executions)
}
