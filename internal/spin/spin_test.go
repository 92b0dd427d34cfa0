package spin_test

import (
	"os"
	"slices"
	"testing"

	"github.com/hangup-http/hangup/internal/spin"
)

// needed skips the test where SPIN is not installed, unless that is an oversight of the CI.
func needed(t *testing.T) {
	t.Helper()
	if err := spin.Available(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// lift goes up floor by floor and may ring on the fourth, any number of times: seven floors,
// and the last three once more with the bell rung. The two ways of seeing 4 are asserted never to be, once wrongly.
const lift = `
#ifdef BARE
byte broken_rings, broken_roof;
#define forget broken_rings = 0; broken_roof = 0
#else
hidden byte broken_rings, broken_roof;
#define forget skip
#endif
unsigned floor : 3; bit rung;
inline rise() { d_step { floor < 6 -> floor++; broken_roof = (floor > 6); assert(!broken_roof); forget } }
inline ring() { d_step { floor == 4 -> rung = 1; broken_rings = 1; assert(!broken_rings); forget } }
#ifdef LIVENESS
active proctype Rise() { do :: rise() od }
active proctype Ring() { do :: ring() :: d_step { floor < 8 -> skip } od }
ltl arrives { <> (floor == 6) }
ltl rings { <> rung }
#else
active proctype All() { end: do :: rise() :: ring() od }
#endif
`

// TestInvariants: every configuration and transition is counted, also behind a violated assertion.
func TestInvariants(t *testing.T) {
	needed(t)
	v, err := spin.Compile(t.Context(), t.TempDir(), lift, spin.Safety)
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.Invariants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Configurations != 10 || r.Transitions != 10 || r.Stuck || !slices.Equal(r.Violated, []string{"!(broken_rings)"}) {
		t.Errorf("%+v, want 10 configurations, 10 transitions and only broken_rings", r)
	}
}

// TestReach: breadth first, the depth is that of the farthest configuration.
func TestReach(t *testing.T) {
	needed(t)
	v, err := spin.Compile(t.Context(), t.TempDir(), lift, spin.Breadth)
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.Reach(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Configurations != 10 || r.Transitions != 10 || r.Depth != 7 || len(r.Violated) != 0 {
		t.Errorf("%+v, want 10 configurations, 10 transitions, depth 7", r)
	}
}

// TestFormula: what a fair process does not put off for ever is fulfilled; what may be left out is not.
func TestFormula(t *testing.T) {
	needed(t)
	v, err := spin.Compile(t.Context(), t.TempDir(), lift, spin.Liveness)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"arrives": false, "rings": true} {
		r, err := v.Formula(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if r.Cycle != want {
			t.Errorf("%s: a run that does not fulfil it was found: %v, want %v", name, r.Cycle, want)
		}
	}
}

// TestCompileTellsWhatIsWrong: a model that SPIN rejects is an error with SPIN's own words.
func TestCompileTellsWhatIsWrong(t *testing.T) {
	needed(t)
	if _, err := spin.Compile(t.Context(), t.TempDir(), "active proctype A() { nonsense }", spin.Safety); err == nil {
		t.Error("nonsense was compiled")
	}
}
