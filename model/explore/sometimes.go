package explore

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// sometimes tells whether every rule that the scope's moves can ask for was followed. A
// rule is asked for when some move tells one of its events, the policy permits it, and
// its condition names nothing that the scope has not: traits, statuses, reasons, and
// flags that only a judge knows.
func (s *search) sometimes() Property {
	p := Property{
		Kind: Sometimes, Name: "every-rule-is-followed", Holds: true,
		Says: "Each rule that a machine can follow in this scope is followed at some time.",
	}
	used := make([]uint64, len(s.workers[0].used))
	for i := range s.workers {
		for k, bits := range s.workers[i].used {
			used[k] |= bits
		}
	}
	followed := 0
	var never []string
	for _, r := range s.sys.table.Rules() {
		switch {
		case used[r.ID>>6]>>(r.ID&63)&1 != 0:
			followed++
		case s.askedFor(&r):
			never = append(never, fmt.Sprintf("%d (%s)", r.ID, r.Why))
		}
	}
	p.Why = fmt.Sprintf("%d of %d rules followed; the others are for a judge, for other policies, or for what this scope leaves out", followed, len(s.sys.table.Rules()))
	if len(never) > 0 {
		p.Why += "; asked for and never followed: " + strings.Join(never, ", ")
	}
	return p
}

// askedFor tells whether a rule could be followed here, as far as a look at it tells.
func (s *search) askedFor(r *model.Rule) bool {
	if r.Also || r.Mark == model.Violation || r.By != 0 && r.By&s.sys.policy == 0 || r.When.All>>model.MachineBits != 0 {
		return false
	}
	for i := range s.sys.moves {
		m := &s.sys.moves[i]
		if r.On>>m.Input.Event&1 == 0 || m.When.States != 0 && m.When.States&r.In == 0 {
			continue
		}
		tells := m.Input.Event == model.Interim || m.Input.Event == model.AnswerStarts
		if tells && r.When.Status != 0 && r.When.Status>>m.Input.Status&1 == 0 {
			continue
		}
		if m.Input.Event == model.Has && r.When.Trait != 0 && r.When.Trait>>m.Input.Trait&1 == 0 {
			continue
		}
		return true
	}
	return false
}
