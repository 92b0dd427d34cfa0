package main

import (
	"strings"
	"testing"
)

func faulty() canary {
	return canary{pkg: "./testdata/faulty", target: "FuzzFaulty", finds: "violation 9112/9.6/", executions: 500_000}
}

// TestFound: fuzzing finds the planted bug, and says what a person needs.
func TestFound(t *testing.T) {
	if testing.Short() {
		t.Skip("the fuzzer takes seconds")
	}
	found, err := faulty().look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"case fuzz/canary", "Connection: close", "testdata/fuzz/FuzzFaulty/", "-run=FuzzFaulty/"} {
		if !strings.Contains(found, part) {
			t.Errorf("no %q in\n%s", part, found)
		}
	}
}

// TestFailsLoudly: without the bug, without the target and without its package the job fails, and says why.
func TestFailsLoudly(t *testing.T) {
	if testing.Short() {
		t.Skip("the fuzzer takes seconds")
	}
	cured := faulty()
	cured.executions = 300
	renamed, gone := faulty(), faulty()
	renamed.pkg, gone.pkg = "./testdata/renamed", "./testdata/gone"
	other := faulty()
	other.finds = "no such clause"
	for _, c := range []struct {
		name, want string
		canary
	}{
		{"cured", "fuzzing finds nothing", cured},
		{"renamed", "there is no target FuzzFaulty", renamed},
		{"gone", "building ./testdata/gone", gone},
		{"another bug", "and not because of", other},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "cured" {
				t.Setenv("CANARY_CURED", "yes")
			}
			found, err := c.look(t.Context())
			if err == nil {
				t.Fatalf("the job passes:\n%s", found)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("no %q in: %v", c.want, err)
			}
		})
	}
}
