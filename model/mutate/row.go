package mutate

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// RowKey identifies a row by what it says, so that it stays the same when rows are
// added before it: eight hexadecimal digits.
func RowKey(r *model.Rule) string {
	said := *r
	said.ID = 0
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", said))
	return fmt.Sprintf("%x", sum[:4])
}

// RowText writes a row in one line: where, on what, under which condition, and why.
func RowText(r *model.Rule) string {
	var b strings.Builder
	b.WriteString(setName(uint64(r.In), stateOf))
	b.WriteString(", ")
	if on := members(uint64(r.On)); len(on) > 4 {
		fmt.Fprintf(&b, "%s and %d more events", eventOf(on[0]), len(on)-1)
	} else {
		b.WriteString(setName(uint64(r.On), eventOf))
	}
	if w := conditionText(&r.When); w != "" {
		b.WriteString(" when " + w)
	}
	fmt.Fprintf(&b, ": %s", r.Why)
	if r.Cites != "" {
		fmt.Fprintf(&b, " (%s)", r.Cites)
	}
	return b.String()
}

func conditionText(w *model.When) string {
	var parts []string
	for _, f := range each(w.All) {
		parts = append(parts, flagName(f))
	}
	for _, f := range each(w.Not) {
		parts = append(parts, "not "+flagName(f))
	}
	for _, s := range []struct {
		set  uint64
		name func(int) string
	}{{w.Last, reasonOf}, {w.Trait, traitOf}, {w.Status, statusOf}} {
		if s.set != 0 {
			parts = append(parts, setName(s.set, s.name))
		}
	}
	if w.Served != 0 {
		parts = append(parts, fmt.Sprintf("at least %d served", w.Served))
	}
	return strings.Join(parts, ", ")
}

// cell is one state and event.
type cell struct {
	state model.State
	event model.Event
}

func (c cell) String() string { return c.state.String() + ", " + c.event.String() }

// cellsOf lists the cells that a row stands in.
func cellsOf(r *model.Rule) (all []cell) {
	for _, s := range members(uint64(r.In)) {
		for _, e := range members(uint64(r.On)) {
			if s < numStates && e < numEvents {
				all = append(all, cell{model.State(s), model.Event(e)})
			}
		}
	}
	return all
}

func stands(r *model.Rule, c cell) bool { return r.In>>c.state&1 != 0 && r.On>>c.event&1 != 0 }

func isChoice(r *model.Rule) bool { return r.By != 0 || r.Also }

// index holds the rows of each cell, in their order.
type index map[cell][]*model.Rule

func newIndex(rules []model.Rule) index {
	at := index{}
	for i := range rules {
		for _, c := range cellsOf(&rules[i]) {
			at[c] = append(at[c], &rules[i])
		}
	}
	return at
}
