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
