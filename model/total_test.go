package model

import (
	"math/bits"
	"testing"
)

// TestTableIsTotal: for every state and event, every combination of the facts that
// the rows of that state and event mention has a rule, for every policy. And no row is dead:
// each is the one that is followed, or one of the choices, for some combination.
func TestTableIsTotal(t *testing.T) {
	followed := make([]bool, len(Standard.rules))
	for s := range numStates {
		for e := range numEvents {
			gaps, policies := 0, policiesOf(Standard, s, e)
			combinations(Standard, s, e, func(f Facts) {
				for _, p := range policies {
					if Standard.pick(s, e, f, p) == nil {
						gaps++
					}
				}
				Standard.each(s, e, f, func(r *Rule) { followed[r.ID] = true })
			})
			if gaps > 0 {
				t.Errorf("%s, %s: %d combinations of facts have no rule", s, e, gaps)
			}
		}
	}
	for id, ok := range followed {
		if r := Standard.rules[id]; !ok {
			t.Errorf("rule %d is never followed: %b %q %s", id, r.In, r.Why, r.Cites)
		}
	}
}

// policiesOf returns every policy that the rows of a state and event tell apart.
func policiesOf(table *Table, s State, e Event) (all []Policy) {
	var bits Policy
	for _, i := range table.index[s][e] {
		bits |= table.rules[i].By
	}
	for p := bits; ; p = (p - 1) & bits {
		all = append(all, p)
		if p == 0 {
			return all
		}
	}
}

// combinations visits every combination of what the rows of a state and event look at:
// flags, and one representative of each class of reason, trait and status that they tell apart.
func combinations(table *Table, s State, e Event, visit func(Facts)) {
	var flags Facts
	var last, trait, status []uint64
	for _, i := range table.index[s][e] {
		w := table.rules[i].When
		flags |= w.All | w.Not
		last, trait, status = append(last, w.Last), append(trait, w.Trait), append(status, w.Status)
	}
	lasts := classes(last, int(numReasons))
	traits := classes(trait, int(numTraits))
	statuses := classes(status, int(numStatuses))
	for sub := flags; ; sub = (sub - 1) & flags {
		for _, l := range lasts {
			for _, tr := range traits {
				for _, st := range statuses {
					visit(sub.withLast(Reason(l)).withTrait(Trait(tr)).withStatus(Status(st)))
				}
			}
		}
		if sub == 0 {
			return
		}
	}
}

// classes returns one value of each set of values that no condition tells apart.
func classes(conditions []uint64, n int) (representatives []int) {
	seen := map[string]bool{}
	for v := range n {
		signature := make([]byte, len(conditions))
		for i, c := range conditions {
			signature[i] = byte(c >> v & 1)
		}
		if !seen[string(signature)] {
			seen[string(signature)] = true
			representatives = append(representatives, v)
		}
	}
	return representatives
}

// TestFactsDoNotOverlap: flags and packed fields have their own bits.
func TestFactsDoNotOverlap(t *testing.T) {
	if Unread >= 1<<lastShift {
		t.Fatalf("the last flag is bit %d, inside the packed fields", bits.TrailingZeros64(uint64(Unread)))
	}
	f := Facts(0).withLast(numReasons - 1).withTrait(numTraits - 1).withStatus(numStatuses - 1)
	if f.Last() != numReasons-1 || f.Trait() != numTraits-1 || f.Status() != numStatuses-1 {
		t.Fatalf("packed fields overlap: %v %v %v", f.Last(), f.Trait(), f.Status())
	}
}
