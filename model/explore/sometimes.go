package explore

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// sometimes tells which rules were followed. That every state and event of the scope is
// met is asked; a rule that is not followed is named with what could have asked for it: a
// move tells one of its events, the policy permits it, and its condition names no
// flag that only a judge knows.
func (s *search) sometimes() Property {
	p := Property{
		Kind: Sometimes, Name: "every-move-is-made", Holds: true,
		Says: "Each thing that client, server, handler, clock and operator can do happens at some time.",
	}
	used, made := s.together()
	for i := range s.sys.moves {
		if m := &s.sys.moves[i]; !made[i] {
			p.Holds = false
			p.Never = append(p.Never, fmt.Sprintf("move: %s %s (%s)", m.Actor, m.Name, inputText(m.Input)))
		}
	}
	followed, never := 0, 0
	for _, r := range s.sys.rules {
		switch {
		case used[r.ID]:
			followed++
		case s.askedFor(&r):
			never++
			p.Never = append(p.Never, fmt.Sprintf("rule %d: %s", r.ID, r.Why))
		}
	}
	p.Why = fmt.Sprintf("%d rules are followed; %d more, which this scope could ask for, stand behind those wherever it does", followed, never)
	return p
}

// together returns the rules followed and the moves made by all workers.
func (s *search) together() (used, made []bool) {
	used, made = make([]bool, len(s.sys.rules)), make([]bool, len(s.sys.moves))
	for i := range s.workers {
		for k, followed := range s.workers[i].used {
			used[k] = used[k] || followed
		}
		for k, once := range s.workers[i].made {
			made[k] = made[k] || once
		}
	}
	return used, made
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
