package explore

import (
	"math/bits"

	"github.com/hangup-http/hangup/model"
)

// edge is one row of the table for one move in one state, with everything that it changes in a
// configuration: a few operations on one word, in place of a look-up in the table.
type edge struct {
	mask, want Config // holds when c&mask == want and, if asks, its sets have what c has
	change     change
	reason     Config // why the exchange is the last one, unless that is known
	asks       bool
	forbids    bool // the row is a Violation
	does       model.Action
	id         int // of the row
	sets       sets
	rule       *model.Rule
}

// rowEdge returns what an edge says of its row.
func rowEdge(r *model.Rule) edge {
	return edge{rule: r, id: r.ID, forbids: r.Mark == model.Violation, does: r.Do}
}

// row returns the rule of an edge, nil where there is none.
func (e *edge) row() *model.Rule {
	if e == nil {
		return nil
	}
	return e.rule
}

func (e *edge) open(c Config) bool {
	return c&e.mask == e.want && (!e.asks || e.sets.have(c))
}

// to returns what follows from c.
func (e *edge) to(c Config) Config {
	next := c&^e.change.clear | e.change.set
	if next&lastMask == 0 {
		next |= e.reason
	}
	return next
}

// sets are the reasons, traits and statuses that a condition admits.
type sets struct{ last, trait, status uint64 }

var everything = sets{^uint64(0), ^uint64(0), ^uint64(0)}

func newSets(w *model.When) sets {
	all := func(set uint64) uint64 {
		if set == 0 {
			return ^uint64(0)
		}
		return set
	}
	return sets{all(w.Last), all(w.Trait), all(w.Status)}
}

func (s *sets) have(c Config) bool {
	f := c.Facts()
	return (s.last>>f.Last())&(s.trait>>f.Trait())&(s.status>>f.Status())&1 != 0
}

// Where the packed fields of facts stand.
var (
	lastMask   = Config(maskOf(func(f model.Facts) bool { return f.Last() != 0 }))
	traitMask  = maskOf(func(f model.Facts) bool { return f.Trait() != 0 })
	statusMask = maskOf(func(f model.Facts) bool { return f.Status() != 0 })
)

func maskOf(says func(model.Facts) bool) (mask model.Facts) {
	for bit := range model.MachineBits {
		if f := model.Facts(1) << bit; says(f) {
			mask |= f
		}
	}
	return mask
}

// edges are the rows that a machine with this policy can follow on the move, in their order.
// What the input says of itself is part of the change, so the rows need not ask for it. A
// trait is said where no other has been noted.
func (x *system) edges(m *Move, s model.State) (all []edge) {
	said := model.Facts(0).Told(m.Input) & factsMask
	var unsaid model.Facts
	switch m.Input.Event {
	case model.Has:
		unsaid = traitMask
	case model.Interim, model.AnswerStarts:
		unsaid = statusMask
	}
	for i := range x.rules {
		r := &x.rules[i]
		if r.In>>s&1 == 0 || r.On>>m.Input.Event&1 == 0 || r.Also || r.By != 0 && r.By&x.policy == 0 || r.When.Served > 0 {
			continue
		}
		if e, ok := newEdge(m, r, s, unsaid, said); ok {
			all = append(all, e)
			if e.mask == 0 && !e.asks {
				break
			}
		}
	}
	return all
}

// newEdge returns the edge of a row; false where its condition never holds.
func newEdge(m *Move, r *model.Rule, s model.State, unsaid, said model.Facts) (e edge, ok bool) {
	w := r.When
	known := unsaid | said
	if w.All&^factsMask != 0 || w.All&w.Not != 0 || w.All&known&^said != 0 || w.Not&said != 0 {
		return e, false
	}
	switch m.Input.Event {
	case model.Has:
		if w.Trait != 0 && w.Trait>>m.Input.Trait&1 == 0 {
			return e, false
		}
		w.Trait = 0
	case model.Interim, model.AnswerStarts:
		if w.Status != 0 && w.Status>>m.Input.Status&1 == 0 {
			return e, false
		}
		w.Status = 0
	}
	e = rowEdge(r)
	e.mask, e.want, e.sets = Config((w.All|w.Not)&^known&factsMask), Config(w.All&^known), newSets(&w)
	e.asks = e.sets != everything
	e.change, e.reason = changeOf(m, r, s, unsaid, said)
	return e, true
}

// changeOf returns what following the row changes.
func changeOf(m *Move, r *model.Rule, s model.State, unsaid, said model.Facts) (change, Config) {
	if r.To != model.Stay {
		s = r.To
	}
	switch {
	case r.Mark == model.Violation:
		return change{}, 0
	case s == model.Closed:
		return change{^Config(0), gone}, 0
	}
	w := worldOf(&m.Then, r.Do)
	w.clear |= Config((unsaid|r.Clear)&factsMask) | 7<<stateShift
	w.set |= Pack(s, said&^r.Clear|r.Set, 0, 0, 0)
	return w, Config(r.Last) << bits.TrailingZeros64(uint64(lastMask))
}
