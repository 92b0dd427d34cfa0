package mutate

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// Broken returns the laws that a table breaks, one line each.
func Broken(rules []model.Rule) (all []string) {
	at := newIndex(rules)
	p := NewProver(rules)
	for _, l := range Laws() {
		for s := range numStates {
			for e := range numEvents {
				c := cell{model.State(s), model.Event(e)}
				if what := l.broken(&site{cell: c, rows: at[c], machine: p.machine, judge: p.judge}); what != "" {
					all = append(all, fmt.Sprintf("%s (%s): %s: %s", l.Name, l.Says, c, what))
				}
			}
		}
	}
	return all
}

// OverdueKiller returns the killer that compares what is overdue with what never comes: in
// each state the rows ask for the same, in the same order, and where silence is a
// violation lateness is late, and allowed elsewhere. A mutant of the rows for silence is
// none of its business: the others are derived from them.
func (p *Prover) OverdueKiller() Killer {
	return Killer{Name: "overdue is silent", Kind: Property, Kills: func(t *Trial) (string, bool) {
		for _, c := range t.cells() {
			silent := p.original[cell{c.state, model.Silent}]
			if c.event == model.Overdue && overdue(silent, p.original[c]) && !overdue(silent, t.rows(c, p.original[c])) {
				return c.String() + " is not judged as silence is", true
			}
		}
		return "", false
	}}
}

// overdue tells whether the rows for lateness say what those for silence do. Where 100 is
// owed, they remember it: what comes next tells which clause is broken.
func overdue(silent, late []*model.Rule) bool {
	const invited = model.Owe100 | model.Body
	next := 0
	for _, r := range late {
		if r.When == (model.When{All: invited}) {
			if r.Set != model.Waited || r.Clear != 0 || r.Last != 0 || r.Mark != model.Conforms || r.Do != 0 {
				return false
			}
			continue
		}
		for next < len(silent) && silent[next].When.All&invited == invited {
			next++
		}
		if next == len(silent) || !lateFor(silent[next], r) {
			return false
		}
		next++
	}
	return next == len(silent)
}

func lateFor(silent, late *model.Rule) bool {
	mark, cites := model.Conforms, ""
	if silent.Mark == model.Violation {
		mark, cites = model.Late, silent.Cites
	}
	return late.Mark == mark && late.Cites == cites && late.When == silent.When && late.Set == silent.Set &&
		late.Clear == silent.Clear && late.Last == silent.Last && late.Do == silent.Do && late.To == model.Stay
}

// LawKiller returns the killer that holds the cells of a mutant against the laws.
func (p *Prover) LawKiller() Killer {
	laws := Laws()
	return Killer{Name: "laws", Kind: Property, Kills: func(t *Trial) (string, bool) {
		for _, c := range t.cells() {
			was := &site{cell: c, rows: p.original[c], machine: p.machine, judge: p.judge}
			is := &site{cell: c, rows: t.rows(c, p.original[c]), machine: p.machine, judge: p.judge}
			for i := range laws {
				if what := laws[i].broken(is); what != "" && laws[i].broken(was) == "" {
					return fmt.Sprintf("%s: %s: %s", laws[i].Name, c, what), true
				}
			}
		}
		return "", false
	}}
}
