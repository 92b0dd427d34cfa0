package properties

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// CheckRapid draws conversations with package rapid and fails t for one of which holds tells
// an error, made smaller. Rapid prints the seed, its fail file and the command that runs the
// same again; CheckRapid adds the conversation as a case, and writes it to the test's folder of
// artifacts (go test -artifacts).
func CheckRapid(t *testing.T, a gen.Alphabet, holds func(gen.Conversation) error) {
	t.Helper()
	conversations := Rapid(a)
	var last gen.Conversation // the last one that fails is the smallest
	var why error
	defer func() { // rapid ends the test
		if why != nil {
			t.Log(told(t, last, why, holds, ""))
		}
	}()
	rapid.Check(t, func(rt *rapid.T) {
		c := conversations.Draw(rt, "conversation")
		if err := holds(c); err != nil {
			last, why = c, err
			rt.Fatal(err)
		}
	})
}

// CheckGopter is CheckRapid with package gopter, and so many conversations. The seed is that of
// Conform: it comes from HANGUP_SEED, and a failure prints it.
func CheckGopter(t *testing.T, a gen.Alphabet, conversations int, holds func(gen.Conversation) error) {
	t.Helper()
	seed := seedOf(t)
	parameters := gopter.DefaultTestParametersWithSeed(int64(seed))
	parameters.MinSuccessfulTests = conversations
	result := prop.ForAll(func(c gen.Conversation) bool { return holds(c) == nil }, Gopter(a)).Check(parameters)
	switch {
	case result.Passed():
	case len(result.Args) == 1:
		c := result.Args[0].Arg.(gen.Conversation)
		t.Errorf("gopter: failed after %d conversations\n%s", result.Succeeded, told(t, c, holds(c), holds, rerun(t, seed)))
	default:
		t.Errorf("gopter: %v: %v\n%s", result.Status, result.Error, rerun(t, seed))
	}
}

// rerun is the command that draws the same again.
func rerun(t *testing.T, seed uint64) string {
	return fmt.Sprintf("run the same again: %s=%d go test -run '^%s$'", SeedVariable, seed, strings.ReplaceAll(t.Name(), "/", "$/^"))
}

// tries bounds how often a property is asked while a conversation is made smaller.
const tries = 2000

// told is what a person needs of a conversation that fails a property. The libraries shrink what they have
// drawn, without knowing what it means; what is left is made smaller by that.
func told(t *testing.T, c gen.Conversation, why error, holds func(gen.Conversation) error, again string) string {
	c = shrink.Bounded(c, tries, func(smaller gen.Conversation) bool {
		err := holds(smaller)
		return err != nil && err.Error() == why.Error()
	})
	made := c.Case("fuzz/found")
	made.Why = strings.Split(fmt.Sprint(why), "\n")
	if made.About = entries.About(c); len(made.About) == 0 {
		made.About = []string{"9112/9.3/persistence"} // a case has to be about something
	}
	text := corpus.Print([]corpus.Case{made})
	name := filepath.Join(t.ArtifactDir(), "found.case")
	where := "written to " + name + "; play it with: hangup replay FILE URL"
	if err := os.WriteFile(name, text, 0o644); err != nil {
		where = fmt.Sprintf("the case could not be written: %v", err)
	}
	return fmt.Sprintf("%v\nthe smallest conversation that was found, %v\n%s%s\n%s", why, c, text, where, again)
}
