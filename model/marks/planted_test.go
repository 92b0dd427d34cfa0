package marks_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// enough is how many executions the fuzzer may have: many times what it needs, which
// docs/marks.md has measured.
const enough = "2000000x"

// TestFuzzerReachesPlantedState: with marks, the fuzzer finds a bug six transitions
// deep. Its corpus starts empty, in a folder of this test.
func TestFuzzerReachesPlantedState(t *testing.T) {
	if testing.Short() {
		t.Skip("the fuzzer takes seconds, and without marks it takes far longer")
	}
	dir := t.TempDir()
	target := filepath.Join(dir, "planted.test")
	if out, err := exec.Command("go", "test", "-c", "-fuzz=FuzzPlanted", "-o", target, "./testdata/planted").CombinedOutput(); err != nil {
		t.Fatalf("building the target: %v\n%s", err, out)
	}
	run := exec.Command(target, "-test.run=^$", "-test.fuzz=^FuzzPlanted$", "-test.fuzztime="+enough,
		"-test.fuzzminimizetime=1x", "-test.fuzzcachedir="+filepath.Join(dir, "cache"))
	run.Dir = dir // where it writes what it found
	out, err := run.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the planted bug") {
		t.Errorf("not found in %s: %v\n%s", enough, err, out)
	}
}
