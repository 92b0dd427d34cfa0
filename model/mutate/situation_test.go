package mutate_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/mutate"
)

var rewrite = flag.Bool("rewrite", false, "write the judgements of today into testdata/situations")

// TestSituations: every way for each situation to go on is judged as its file says. After
// a change of the table, rewrite the file and read the difference:
//
//	go test ./model/mutate -run TestSituations -rewrite
func TestSituations(t *testing.T) {
	var b strings.Builder
	for _, s := range mutate.Situations() {
		got, err := s.Judge(model.Standard)
		if err != nil {
			t.Fatal(err)
		}
		if got != s.Want && !*rewrite {
			t.Errorf("%s\n%s\ngot\n%swant\n%s", s.Why, s.Events, got, s.Want)
		}
		b.WriteString("# " + s.Why + "\n" + s.Events + "\n" + got + "\n")
	}
	if *rewrite {
		if err := os.WriteFile("testdata/situations", []byte(strings.TrimSpace(b.String())+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
