package properties_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/kill"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/properties"
)

// seeded returns a source of random numbers, the same each time unless HANGUP_SEED says which: a change is judged
// by the conversations that the one before it was judged by. A failure logs what runs the same again.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv(properties.SeedVariable), 10, 64)
	if err != nil {
		seed = 9112
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("run the same again: %s=%d go test -run '^%s$'", properties.SeedVariable, seed, t.Name())
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// drawn makes cases of conversations.
func drawn(r *rand.Rand, n int) (cases []corpus.Case) {
	choose := func(_ string, n int) int { return r.IntN(n) }
	for len(cases) < n {
		made := gen.Build(choose, gen.Everything().Swarm(choose)).Case(fmt.Sprintf("fuzz/drawn-%d", len(cases)))
		made.About = []string{"9112/9.5/sustain"}
		if len(made.Steps) > 0 {
			cases = append(cases, made)
		}
	}
	return cases
}

// bank returns the suspects of one kind.
func bank(innocent bool) []kill.Suspect {
	return slices.DeleteFunc(kill.Bank(), func(s kill.Suspect) bool { return s.Innocent != innocent })
}

// TestInnocentsAreAccepted: whatever a client does, the judge accepts each server that does odd things
// which the RFCs allow.
func TestInnocentsAreAccepted(t *testing.T) {
	cases := drawn(seeded(t), 25)
	m, err := kill.Run(t.Context(), kill.Options{Suspects: bank(true), Cases: cases})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Innocents()) < 40 {
		t.Errorf("only %d innocents were asked", len(m.Innocents()))
	}
	for _, row := range m.Innocents() {
		if row.Err != nil {
			t.Errorf("%s could not be played: %v", row.Name, row.Err)
		}
		for _, k := range row.Wrong {
			if row.Name == "slow-in-everything" && k.Verdict == model.Late {
				continue // with a slow handler behind a target in absolute-form, whose delay no budget allows for
			}
			i := slices.IndexFunc(cases, func(c corpus.Case) bool { return c.Name == k.Case })
			t.Errorf("%s is accused: %s %s: %s\n%s", row.Name, k.Verdict, k.Requirement, k.Message, corpus.Print(cases[i:i+1]))
		}
	}
}

// TestFaultsAreRejected: of a sample of the bank, each is rejected for what it breaks, mostly by a case about that.
func TestFaultsAreRejected(t *testing.T) {
	const sample = 10
	r := seeded(t)
	all, err := kill.Cases()
	if err != nil {
		t.Fatal(err)
	}
	suspects := bank(false)
	for _, at := range r.Perm(len(suspects))[:sample] {
		s := suspects[at]
		about := slices.DeleteFunc(slices.Clone(all), func(c corpus.Case) bool {
			return !slices.ContainsFunc(c.About, func(address string) bool { return slices.Contains(s.Breaks, address) })
		})
		m, err := kill.Run(t.Context(), kill.Options{Suspects: []kill.Suspect{s}, Cases: about})
		if err == nil && !m.Rows[0].Killed() { // by a case about something else
			m, err = kill.Run(t.Context(), kill.Options{Suspects: []kill.Suspect{s}, Cases: all})
		}
		if err != nil {
			t.Fatal(err)
		}
		if row := m.Rows[0]; !row.Killed() || row.Err != nil {
			t.Errorf("%s is not rejected for any of %q: %v", s.Name, s.Breaks, row.Err)
		}
	}
}
