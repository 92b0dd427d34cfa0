package model

import (
	"math/rand/v2"
	"testing"
)

// TestTableIsTotal: every state and event has a row for every combination of facts,
// whatever the policy: one without a condition that is no choice, or rows that cover
// every combination between them.
func TestTableIsTotal(t *testing.T) {
	for s := range numStates {
		for e := range numEvents {
			if !total(Standard, s, e) {
				t.Errorf("%s, %s: some facts have no rule", s, e)
			}
		}
	}
}

func total(table *Table, s State, e Event) bool {
	for i := range table.rules {
		r := &table.rules[i]
		if r.In>>s&1 != 0 && r.On>>e&1 != 0 && !r.choice() && r.When == (When{}) {
			return true
		}
	}
	return false
}

// TestNoRowIsDead: each row is followed for some facts, because no rows before it
// cover its condition. A row that a new one shadows turns this red.
func TestNoRowIsDead(t *testing.T) {
	random := rand.New(rand.NewPCG(9112, 9110))
	for id := range Standard.rules {
		if r := &Standard.rules[id]; !reachable(random, r) {
			t.Errorf("rule %d is never followed: states %05b, %q %s", id, r.In, r.Why, r.Cites)
		}
	}
}

// reachable looks for facts that meet the rule's condition and that the table answers with it.
func reachable(random *rand.Rand, r *Rule) bool {
	for s := range numStates {
		for e := range numEvents {
			if r.In>>s&1 == 0 || r.On>>e&1 == 0 {
				continue
			}
			for range 2000 {
				found := false
				Standard.each(s, e, meeting(random, &r.When), 0, func(got *Rule) { found = found || got.ID == r.ID })
				if found {
					return true
				}
			}
		}
	}
	return false
}

// meeting draws facts that meet the condition, few flags more often than many.
func meeting(random *rand.Rand, w *When) Facts {
	flags := Facts(random.Uint64())
	for range random.IntN(5) {
		flags &= Facts(random.Uint64())
	}
	flags = flags&^(lastMask|traitMask|statusMask)&^w.Not | w.All
	return flags.withLast(Reason(member(random, w.Last, int(numReasons)))).
		withTrait(Trait(member(random, w.Trait, int(numTraits)))).
		withStatus(Status(member(random, w.Status, int(numStatuses))))
}

// member draws from the set, or from all n values where the set is empty.
func member(random *rand.Rand, set uint64, n int) int {
	for {
		if v := random.IntN(n); set == 0 || set>>v&1 != 0 {
			return v
		}
	}
}

// TestFactsDoNotOverlap: flags and packed fields have their own bits.
func TestFactsDoNotOverlap(t *testing.T) {
	if numFlagBits > 64 || CutShort >= 1<<lastShift || statusMask >= 1<<MachineBits || statusMask<<1 < 1<<MachineBits {
		t.Fatalf("flags reach into packed fields, or past the word: %d bits", numFlagBits)
	}
	f := Facts(0).withLast(numReasons - 1).withTrait(numTraits - 1).withStatus(numStatuses - 1)
	if f.Last() != numReasons-1 || f.Trait() != numTraits-1 || f.Status() != numStatuses-1 {
		t.Fatalf("packed fields overlap: %v %v %v", f.Last(), f.Trait(), f.Status())
	}
}
