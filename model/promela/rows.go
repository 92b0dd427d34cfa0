package promela

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// row is a rule as a branch of what one input does in one state.
type row struct {
	rule *model.Rule // nil for the gap behind the last
	when string      // what it asks of the facts; "" for nothing
}

// forbids tells whether the input must not happen here.
func (r row) forbids() bool { return r.rule == nil || r.rule.Mark == model.Violation }

// rows returns the rows of a state in their order, as far as a machine can get.
func (p *program) rows(s model.State, in model.Input) ([]row, error) {
	var all []row
	for i := range p.rules {
		r := &p.rules[i]
		if r.In>>s&1 == 0 || r.On>>in.Event&1 == 0 || !p.possible(r, in) {
			continue
		}
		if r.When.Served > 0 {
			return nil, fmt.Errorf("row %d (%s): the export does not count responses, so it cannot ask for %d of them", r.ID, r.Why, r.When.Served)
		}
		if r.Set&fields != 0 || partial(r.Clear) {
			return nil, fmt.Errorf("row %d (%s): it sets a field as if that were flags, or clears a part of one", r.ID, r.Why)
		}
		this := row{r, condition(r.When, !tellsStatus(in.Event))}
		all = append(all, this)
		if this.when == "" {
			return all, nil
		}
	}
	return append(all, row{}), nil
}

// possible tells whether a machine can ever come to follow the row on this input: its policy makes
// the choice, no flag of judges is asked for, and the status is that of the input.
func (p *program) possible(r *model.Rule, in model.Input) bool {
	switch {
	case r.Also, r.By != 0 && r.By&p.policy == 0, r.When.All&^machineFlags != 0, r.When.All&r.When.Not != 0:
		return false
	}
	return r.When.Status == 0 || !tellsStatus(in.Event) || r.When.Status>>in.Status&1 != 0
}

// condition prints what a row or a guard asks of the facts; "" when it asks for nothing.
func condition(w model.When, withStatus bool) string {
	all := flagsOf(w.All)
	for _, name := range flagsOf(w.Not) {
		all = append(all, "!"+name)
	}
	if w.Last != 0 {
		all = append(all, among("last", w.Last, model.AllReasons(), reasonName))
	}
	if w.Trait != 0 {
		all = append(all, among("trait", w.Trait, model.AllTraits(), traitName))
	}
	if w.Status != 0 && withStatus {
		all = append(all, among("status", w.Status, model.AllStatuses(), statusName))
	}
	return strings.Join(all, " && ")
}

// update prints what following the row changes in the machine: facts, reason, state.
func update(r *model.Rule) []string {
	var then []string
	for _, f := range fieldsIn(r.Clear) {
		then = append(then, f+" = 0")
	}
	for _, name := range flagsOf(r.Clear &^ r.Set) {
		then = append(then, name+" = 0")
	}
	for _, name := range flagsOf(r.Set) {
		then = append(then, name+" = 1")
	}
	if r.Last != model.NotLast {
		then = append(then, fmt.Sprintf("last = (last == %s -> %s : last)", reasonName(model.NotLast), reasonName(r.Last)))
	}
	if r.To != model.Stay {
		then = append(then, "state = "+stateName(r.To))
	}
	return then
}

// fields are the bits of Facts that are no flags, of those that a machine needs.
var fields = func() model.Facts {
	all := machineFlags
	for _, f := range model.Flags() {
		all &^= f
	}
	return all
}()

// fieldMasks are the bits of each field, found by what Facts reads from them.
var fieldMasks = []struct {
	name string
	mask model.Facts
}{
	{"last", maskOf(func(f model.Facts) bool { return f.Last() != 0 })},
	{"trait", maskOf(func(f model.Facts) bool { return f.Trait() != 0 })},
	{"status", maskOf(func(f model.Facts) bool { return f.Status() != 0 })},
}

func maskOf(read func(model.Facts) bool) (mask model.Facts) {
	for bit := range bits.UintSize {
		if f := model.Facts(1) << bit; read(f) {
			mask |= f
		}
	}
	return mask
}

// fieldsIn returns the names of the fields that f covers.
func fieldsIn(f model.Facts) (names []string) {
	for _, field := range fieldMasks {
		if f&field.mask == field.mask {
			names = append(names, field.name)
		}
	}
	return names
}

func partial(f model.Facts) bool {
	for _, field := range fieldMasks {
		if part := f & field.mask; part != 0 && part != field.mask {
			return true
		}
	}
	return false
}
