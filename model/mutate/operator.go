package mutate

import (
	"slices"

	"github.com/hangup-http/hangup/model"
)

// Operator names a kind of mistake.
type Operator string

// The operators, in the order in which [All] applies them to each row.
const (
	DropRow     Operator = "drop-row"     // the row is missing
	DropState   Operator = "drop-state"   // it is missing in one of its states
	DropEvent   Operator = "drop-event"   // or on one of its events
	Target      Operator = "target"       // it leads to another state, or stays
	DropAll     Operator = "drop-all"     // it no longer asks for a flag
	DropNot     Operator = "drop-not"     // it no longer asks for the absence of a flag
	DropSet     Operator = "drop-set"     // it no longer asks for a reason, a trait or a status
	AddMember   Operator = "add-member"   // it admits one reason, trait or status more
	LoseMember  Operator = "lose-member"  // or one less
	KeepClear   Operator = "keep-clear"   // it does not set a flag
	KeepSet     Operator = "keep-set"     // it does not clear a flag
	ForgetLast  Operator = "forget-last"  // it does not note why the exchange is the last one
	DropAction  Operator = "drop-action"  // it does not do one of its actions
	SwapAction  Operator = "swap-action"  // it does another one
	WorsenMark  Operator = "worsen-mark"  // its mark is one level worse
	SoftenMark  Operator = "soften-mark"  // or one level milder
	ForceChoice Operator = "force-choice" // a choice is made always
	DropChoice  Operator = "drop-choice"  // or never by a machine
	SwapRows    Operator = "swap-rows"    // the next row of a cell comes first
)

// Operators returns all operators in their order.
func Operators() []Operator {
	return []Operator{
		DropRow, DropState, DropEvent, Target, DropAll, DropNot, DropSet, AddMember, LoseMember, KeepClear, KeepSet,
		ForgetLast, DropAction, SwapAction, WorsenMark, SoftenMark, ForceChoice, DropChoice, SwapRows,
	}
}

// marks are the levels that a mark goes through, from mild to bad.
var marks = []model.Verdict{
	model.Conforms, model.Note, model.Inconclusive, model.Warning, model.Late, model.Violation,
}

// swaps are actions that are easily taken for each other.
var swaps = [][2]model.Action{
	{model.Dispatch, model.Refuse}, {model.FinishFIN, model.Release}, {model.Next, model.Discard}, {model.Hold, model.Discard},
}

// All makes every mutant of the rules, row by row and operator by operator. The order
// is always the same. The rules are those that [model.Table.Rules] returns; they are not changed.
func All(rules []model.Rule) (all []Mutant) {
	m := maker{rules: rules, index: newIndex(rules)}
	for row := range rules {
		m.row, m.key = row, RowKey(&rules[row])
		m.place()
		m.target()
		m.condition()
		m.effect()
		m.mark()
		m.choice()
		m.order()
	}
	return m.made
}

type maker struct {
	rules []model.Rule
	index index
	row   int
	key   string
	made  []Mutant
}

// add keeps a mutant whose row is the original one after change.
func (m *maker) add(o Operator, detail string, change func(*model.Rule)) {
	changed := m.rules[m.row]
	change(&changed)
	m.made = append(m.made, Mutant{Row: m.row, Operator: o, Detail: detail, rowKey: m.key, base: m.rules, changed: []model.Rule{changed}})
}

func (m *maker) place() {
	m.made = append(m.made, Mutant{Row: m.row, Operator: DropRow, rowKey: m.key, base: m.rules})
	r := &m.rules[m.row]
	if states := members(uint64(r.In)); len(states) > 1 {
		for _, s := range states {
			m.add(DropState, stateOf(s), func(r *model.Rule) { r.In &^= 1 << s })
		}
	}
	if events := members(uint64(r.On)); len(events) > 1 {
		for _, e := range events {
			if e < numEvents {
				m.add(DropEvent, eventOf(e), func(r *model.Rule) { r.On &^= 1 << e })
			}
		}
	}
}

func (m *maker) target() {
	for s := range numStates + 1 {
		to := model.State(s)
		if s == numStates {
			to = model.Stay
		}
		if to != m.rules[m.row].To {
			m.add(Target, stateName(to), func(r *model.Rule) { r.To = to })
		}
	}
}

func (m *maker) condition() {
	w := m.rules[m.row].When
	for _, f := range each(w.All) {
		m.add(DropAll, flagName(f), func(r *model.Rule) { r.When.All &^= f })
	}
	for _, f := range each(w.Not) {
		m.add(DropNot, flagName(f), func(r *model.Rule) { r.When.Not &^= f })
	}
	m.set("reasons", numReasons, reasonOf, func(r *model.Rule) *uint64 { return &r.When.Last })
	m.set("traits", numTraits, traitOf, func(r *model.Rule) *uint64 { return &r.When.Trait })
	m.set("statuses", numStatuses, statusOf, func(r *model.Rule) *uint64 { return &r.When.Status })
}

// set makes the mutants of one set of a condition. A set of all values is none, and
// one that would become empty would mean the opposite: dropping the row says the same.
func (m *maker) set(what string, n int, name func(int) string, in func(*model.Rule) *uint64) {
	set := *in(&m.rules[m.row])
	if set == 0 {
		return
	}
	m.add(DropSet, what, func(r *model.Rule) { *in(r) = 0 })
	for v := range n {
		switch {
		case set>>v&1 == 0:
			m.add(AddMember, name(v), func(r *model.Rule) { *in(r) |= 1 << v })
		case set != 1<<v:
			m.add(LoseMember, name(v), func(r *model.Rule) { *in(r) &^= 1 << v })
		}
	}
}

func (m *maker) effect() {
	r := m.rules[m.row]
	for _, f := range each(r.Set) {
		m.add(KeepClear, flagName(f), func(r *model.Rule) { r.Set &^= f })
	}
	for _, f := range each(r.Clear & flags) {
		m.add(KeepSet, flagName(f), func(r *model.Rule) { r.Clear &^= f })
	}
	for _, field := range []struct {
		name string
		mask model.Facts
	}{{"reason", lastMask}, {"trait", traitMask}, {"status", statusMask}} {
		if r.Clear&field.mask != 0 {
			m.add(KeepSet, field.name, func(r *model.Rule) { r.Clear &^= field.mask })
		}
	}
	if r.Last != model.NotLast {
		m.add(ForgetLast, r.Last.String(), func(r *model.Rule) { r.Last = model.NotLast })
	}
	for _, bit := range members(uint64(r.Do)) {
		m.add(DropAction, actionNames[bit], func(r *model.Rule) { r.Do &^= 1 << bit })
	}
	for _, pair := range swaps {
		for i, from := range pair {
			if to := pair[1-i]; r.Do&from != 0 && r.Do&to == 0 {
				m.add(SwapAction, actionName(from)+" to "+actionName(to), func(r *model.Rule) { r.Do = r.Do&^from | to })
			}
		}
	}
}

func (m *maker) mark() {
	at := slices.Index(marks, m.rules[m.row].Mark)
	if at < 0 {
		return
	}
	if at+1 < len(marks) {
		m.add(WorsenMark, marks[at+1].String(), func(r *model.Rule) { r.Mark = marks[at+1] })
	}
	if at > 0 {
		m.add(SoftenMark, marks[at-1].String(), func(r *model.Rule) { r.Mark = marks[at-1] })
	}
}

func (m *maker) choice() {
	r := m.rules[m.row]
	if !isChoice(&r) {
		return
	}
	m.add(ForceChoice, "", func(r *model.Rule) { r.By, r.Also = 0, false })
	if r.By != 0 {
		m.add(DropChoice, choiceName(r.By), func(r *model.Rule) { r.By, r.Also = 0, true })
	}
}

// order puts the next row of a cell before this one wherever both stand, once for each row
// that is the next one somewhere, if there are facts that both ask for.
func (m *maker) order() {
	r := &m.rules[m.row]
	both, _ := everything().meet(&r.When)
	var done []*model.Rule
	for _, c := range cellsOf(r) {
		rows := m.index[c]
		at := slices.Index(rows, r)
		if at+1 == len(rows) || slices.Contains(done, rows[at+1]) {
			continue
		}
		next := *rows[at+1]
		if _, overlap := both.meet(&next.When); !overlap {
			continue
		}
		done = append(done, rows[at+1])
		detail := "behind " + RowKey(&next)
		next.In, next.On = next.In&r.In, next.On&r.On
		m.made = append(m.made, Mutant{Row: m.row, Operator: SwapRows, Detail: detail, rowKey: m.key, base: m.rules, changed: []model.Rule{next, *r}})
	}
}
