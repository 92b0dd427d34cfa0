package shrink

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Kept is what a smaller conversation has to show again: which rule forbids what the
// server did, in which state, and how bad it is. The zero value stands for nothing.
type Kept struct {
	Address string
	Why     string // of the rule
	State   model.State
	Verdict model.Verdict
}

// Signature returns that of the worst finding of a report, from warnings on.
func Signature(r trace.Report) Kept {
	for _, f := range r.Findings { // the worst is the first
		if f.Verdict >= model.Warning {
			return Kept{f.Requirement.Address, f.Rule.Why, f.State, f.Verdict}
		}
	}
	return Kept{}
}

// Case makes a case of the conversation about what it shows.
func Case(name string, c gen.Conversation, kept Kept) corpus.Case {
	made := c.Case(name)
	made.About = []string{kept.Address}
	made.Why = []string{fmt.Sprintf("%s: %s (in state %v).", kept.Verdict, kept.Why, kept.State)}
	return made
}

// GoTest returns a test to paste into a Go package, with the case in it. Target is a Go
// expression for the server under test, for example fuzz.Serve(serve).
func GoTest(c corpus.Case, target string) string {
	return fmt.Sprintf("func Test%s(t *testing.T) {\n\tproperties.Case(t, %s, `\n%s`)\n}\n",
		identifier(c.Name), target, bytes.ReplaceAll(corpus.Print([]corpus.Case{c}), []byte("`"), []byte("\\x60")))
}

// identifier makes a Go name of a case's.
func identifier(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), "")
}
