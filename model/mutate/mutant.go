package mutate

import (
	"slices"

	"github.com/hangup-http/hangup/model"
)

// Mutant is the table with one mistake. It is immutable and safe for concurrent use.
type Mutant struct {
	Row      int // position of the mutated row in the original
	Operator Operator
	Detail   string // what was mutated, for example the name of the flag that is not asked for

	rowKey  string // of the original
	base    []model.Rule
	changed []model.Rule // in place of the row; none where it is dropped
}

// Original returns the row that the mutant changes.
func (m *Mutant) Original() *model.Rule { return &m.base[m.Row] }

// Key identifies the mutant as long as its row says the same.
func (m *Mutant) Key() string {
	key := m.rowKey + " " + string(m.Operator)
	if m.Detail != "" {
		key += " " + m.Detail
	}
	return key
}

// Rules returns the mutated rows.
func (m *Mutant) Rules() []model.Rule {
	rules := slices.Clone(m.base[:m.Row])
	rules = append(rules, m.changed...)
	return append(rules, m.base[m.Row+1:]...)
}

// rows returns the mutated rows of a cell, given the original ones.
func (m *Mutant) rows(c cell, original []*model.Rule) []*model.Rule {
	rows := make([]*model.Rule, 0, len(original)+1)
	for _, r := range original {
		if r.ID != m.Original().ID {
			rows = append(rows, r)
			continue
		}
		for i := range m.changed {
			if stands(&m.changed[i], c) {
				rows = append(rows, &m.changed[i])
			}
		}
	}
	return rows
}

// cells lists the cells in which the mutant is not the original.
func (m *Mutant) cells() (all []cell) {
	for _, c := range cellsOf(m.Original()) {
		unchanged := m.Operator == DropState || m.Operator == DropEvent
		if !unchanged || !stands(&m.changed[0], c) {
			all = append(all, c)
		}
	}
	return all
}

// regions returns the facts on which the mutant may do something else, in the cells that
// it changes.
func (m *Mutant) regions() (all []cube) {
	add := func(c cube, some bool) {
		if some {
			all = append(all, c)
		}
	}
	old := m.Original()
	held, some := everything().meet(&old.When)
	switch {
	case m.Operator == SwapRows:
		add(held.meet(&m.changed[0].When))
	case len(m.changed) == 0 || m.changed[0].When == old.When:
		add(held, some)
	default:
		held.minus(&m.changed[0].When, func(c cube) { add(c, some) })
		if holds, some := everything().meet(&m.changed[0].When); some {
			holds.minus(&old.When, func(c cube) { add(c, true) })
		}
	}
	return all
}
