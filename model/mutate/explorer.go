package mutate

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// ExplorerKiller returns the killer that explores every configuration of a machine in the
// world of package explore, in its smallest scope, and asks for its laws and fates. That
// takes a third of a second for each mutant; those that a machine cannot tell from the
// original are left out.
func (p *Prover) ExplorerKiller() Killer {
	scope := explore.Scopes()[0]
	return Killer{Name: "explorer", Kind: Property, Kills: func(t *Trial) (string, bool) {
		machine := reader{possible: p.machine.possible}
		if t.where.events&^onlyJudged == 0 || p.same(t.Mutant, [2]reader{machine, machine}) {
			return "", false
		}
		broken := explore.Check(t.Table(), model.DefaultPolicy, scope)
		return broken, broken != ""
	}}
}
