package faults_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/faults"
)

// TestInnocentsAreWellFormed: each has a name of its own and says what allows it.
func TestInnocentsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range faults.Innocents() {
		if i.Name == "" || seen[i.Name] {
			t.Errorf("%q: every innocent needs a name of its own", i.Name)
		}
		seen[i.Name] = true
		if _, isFault := faults.Lookup(i.Name); isFault {
			t.Errorf("%s: a fault has the same name", i.Name)
		}
		if got, ok := faults.LookupInnocent(i.Name); !ok || got.Name != i.Name {
			t.Errorf("%s: not found by its name", i.Name)
		}
		if i.Summary == "" || i.Why == "" || len(i.Clauses) == 0 {
			t.Errorf("%s: incomplete", i.Name)
		}
		for _, clause := range i.Clauses {
			if !strings.HasPrefix(clause, "RFC ") {
				t.Errorf("%s: %q is no clause of an RFC", i.Name, clause)
			}
		}
		if u, err := url.Parse(i.URL); err != nil || i.URL != "" && u.Scheme != "https" {
			t.Errorf("%s: URL %q", i.Name, i.URL)
		}
		mustWarnOfShoulds(t, i)
	}
	if _, ok := faults.LookupInnocent("nobody"); ok {
		t.Error("nobody is innocent")
	}
}

func mustWarnOfShoulds(t *testing.T, i faults.Innocent) {
	t.Helper()
	for _, address := range i.Warns {
		if q, ok := model.Lookup(address); !ok || q.Level != model.Should {
			t.Errorf("%s: %s is no requirement of level SHOULD", i.Name, address)
		}
	}
}
