package recipe_test

import (
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/recipe"
)

// The guide shows the example that is tested, and has a row for every key.
func TestTheGuide(t *testing.T) {
	guide := read(t, "../../docs/matrix.md")
	if example := read(t, "../../docs/examples/targets.yaml"); !strings.Contains(guide, example) {
		t.Error("docs/matrix.md does not show docs/examples/targets.yaml as it is")
	}
	// A key that does not exist lists those that do.
	for _, text := range []string{"zzzzzzzzzzzz: 1\n", "targets:\n  a:\n    zzzzzzzzzzzz: 1\n"} {
		_, err := load(t, text)
		_, list, found := strings.Cut(err.Error(), "there are ")
		if !found {
			t.Fatalf("%v", err)
		}
		for key := range strings.SplitSeq(list, ", ") {
			if !strings.Contains(guide, "\n| `"+key+"` |") {
				t.Errorf("docs/matrix.md has no row for %s", key)
			}
		}
	}
}

// The files in the repository are good.
func TestTargetsOfTheRealServers(t *testing.T) {
	f, err := recipe.Load("../../deploy/targets/targets.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Targets) < 20 {
		t.Errorf("only %d targets", len(f.Targets))
	}
	entered := map[string]bool{}
	for _, target := range f.Targets {
		entered[target.Name] = true
	}
	folders, err := os.ReadDir("../../deploy/targets")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if _, err := os.Stat("../../deploy/targets/" + folder.Name() + "/start"); err == nil && !entered[folder.Name()] {
			t.Errorf("deploy/targets/targets.yaml lacks %s", folder.Name())
		}
	}
}

func read(t *testing.T, file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
