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

	base    []model.Rule
	changed []model.Rule // in place of the row; none where it is dropped
}

// Original returns the row that the mutant changes.
func (m *Mutant) Original() *model.Rule { return &m.base[m.Row] }

// Key identifies the mutant as long as its row says the same.
func (m *Mutant) Key() string {
	key := RowKey(m.Original()) + " " + string(m.Operator)
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
		if r != &m.base[m.Row] {
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
