package corpus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
)

// TestEveryRequirementHasACase: a requirement that no case is about is never put to the test.
func TestEveryRequirementHasACase(t *testing.T) {
	cases := embedded(t)
	if len(cases) < 120 {
		t.Errorf("%d cases are embedded, want at least 120", len(cases))
	}
	about := map[string]bool{}
	for _, c := range cases {
		for _, address := range c.About {
			about[address] = true
		}
	}
	for _, r := range model.Requirements() {
		if !about[r.Address] {
			t.Errorf("no case is about %s", r.Address)
		}
	}
}

// TestMostCasesNeedNothing: a server that is only known to answer GET / must get a thorough check too.
func TestMostCasesNeedNothing(t *testing.T) {
	plain := slices.DeleteFunc(embedded(t), func(c corpus.Case) bool { return len(c.Needs) > 0 })
	if len(plain) < 65 {
		t.Errorf("%d cases need no capability, want at least 65", len(plain))
	}
}

// TestFilesHoldTheirSection: the file of a case is named after the first requirement that it is about.
func TestFilesHoldTheirSection(t *testing.T) {
	for _, c := range embedded(t) {
		section := c.About[0][:strings.LastIndex(c.About[0], "/")]
		if want := "cases/" + strings.ReplaceAll(section, "/", "-") + ".case"; c.File != want {
			t.Errorf("%s stands in %s, want %s", c.Name, c.File, want)
		}
	}
}
