package corpus_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/hangup-http/hangup/corpus"
)

var update = flag.Bool("update", false, "write the embedded cases in their canonical form")

// caseFiles returns the embedded files by path.
func caseFiles(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("cases/*.case")
	if err != nil || len(paths) == 0 {
		t.Fatalf("looking for the case files: %v, %d found", err, len(paths))
	}
	files := map[string][]byte{}
	for _, path := range paths {
		if files[path], err = os.ReadFile(path); err != nil {
			t.Fatalf("reading a case file: %v", err)
		}
	}
	return files
}

func embedded(t testing.TB) []corpus.Case {
	t.Helper()
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatalf("Embedded: %v", err)
	}
	return cases
}

func TestEmbeddedIsSortedAndUnique(t *testing.T) {
	cases := embedded(t)
	for i := 1; i < len(cases); i++ {
		if cases[i-1].Name >= cases[i].Name {
			t.Errorf("%s stands before %s", cases[i-1].Name, cases[i].Name)
		}
	}
	cases[0].Name = "changed"
	if embedded(t)[0].Name == "changed" {
		t.Error("Embedded returned the same slice twice, want a copy")
	}
}

// TestEmbeddedIsCanonical keeps the files as Print writes them, so that a change shows only what it changes.
func TestEmbeddedIsCanonical(t *testing.T) {
	for path, src := range caseFiles(t) {
		cases, err := corpus.Parse(path, src)
		if err != nil {
			t.Error(err)
			continue
		}
		want := corpus.Print(cases)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Errorf("writing the canonical form: %v", err)
			}
			continue
		}
		if !bytes.Equal(src, want) {
			t.Errorf("%s is not in canonical form: run `go test ./corpus -run Canonical -update`", path)
		}
	}
}

func TestMatch(t *testing.T) {
	c := corpus.Case{Name: "close/behind-close", About: []string{"9112/9.6/half-close", "9112/9.3.2/response-order"}}
	for pattern, want := range map[string]bool{
		"9112/9.6/half-close": true,
		"9112/9.6":            true,
		"9112/9.6/":           true,
		"9112/9.3":            true,
		"9112/9":              true,
		"9112":                true,
		"9112/9.6/half":       false,
		"9112/9.60":           false,
		"9112/9.":             false,
		"911":                 false,
		"9110":                false,
		"":                    false,
		"/":                   false,
		"close/behind-close":  true,
		"close/behind-*":      true,
		"*":                   false,
		"*/*":                 true,
		"close/":              true,
		"clo/":                false,
		"close":               false,
		"[":                   false,
	} {
		if got := corpus.Match(c, pattern); got != want {
			t.Errorf("Match(%s, %q) = %v, want %v", c.Name, pattern, got, want)
		}
	}
}
