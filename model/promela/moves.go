package promela

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// move prints one move: when it may be made, and what it does, in one indivisible step.
func (p *program) move(t *text, i int, m *explore.Move) error {
	in := []model.State{}
	for _, s := range model.AllStates() {
		if m.When.States == 0 || m.When.States>>s&1 != 0 {
			in = append(in, s)
		}
	}
	rows := make([][]row, len(in))
	for k, s := range in {
		var err error
		if rows[k], err = p.rows(s, m.Input); err != nil {
			return fmt.Errorf("%s, %s in state %s: %w", m.Name, m.Input.Event, s, err)
		}
	}
	guard := guard(&m.When)
	if !fair(m.Actor) {
		guard = append(guard, "going")
	}
	if m.Free {
		if tellsMore(m.Input.Event) {
			return fmt.Errorf("%s: the export cannot ask whether %s is permitted before it is made", m.Name, m.Input.Event)
		}
		guard = append(guard, permitted(in, rows))
	}
	t.line("/* %s: %s (%s) */", m.Actor, m.Name, inputName(m.Input))
	t.line("#define open_%d (%s)", i, strings.Join(guard, " && "))
	t.block(fmt.Sprintf("inline move_%d() { d_step { open_%d ->", i, i), func() { p.step(t, m, in, rows) }, "} }")
	return nil
}

// guard prints when a move may be made.
func guard(g *explore.Guard) []string {
	var all []string
	if len(g.Client) > 0 {
		all = append(all, oneOf("client", g.Client, clientName))
	}
	if len(g.Handler) > 0 {
		all = append(all, oneOf("handler", g.Handler, handlerPhaseName))
	}
	if g.States != 0 {
		all = append(all, among("state", uint64(g.States), model.AllStates(), stateName))
	}
	if facts := condition(g.Facts, true); facts != "" {
		all = append(all, facts)
	}
	all = append(all, worldFlags(g.All)...)
	for _, name := range worldFlags(g.Not) {
		all = append(all, "!"+name)
	}
	if len(all) == 0 {
		return []string{"true"}
	}
	return all
}

// permitted prints, as one expression, that no row forbids the input. A gap in the table is no such row.
func permitted(in []model.State, rows [][]row) string {
	expression := "true"
	for k, s := range in {
		rest := "true"
		for i := len(rows[k]) - 1; i >= 0; i-- {
			r := rows[k][i]
			value := "true"
			if r.rule != nil && r.forbids() {
				value = "false"
			}
			if r.when == "" || value == rest {
				rest = value
				continue
			}
			rest = fmt.Sprintf("((%s) -> %s : %s)", r.when, value, rest)
		}
		expression = fmt.Sprintf("(state == %s -> %s : %s)", stateName(s), rest, expression)
	}
	return expression
}

// remembers tells whether something that the input says may have to be forgotten.
func (p *program) remembers(m *explore.Move, rows [][]row) bool {
	for _, list := range rows {
		for _, r := range list {
			if tellsMore(m.Input.Event) && r.forbids() {
				p.forgets = true
				return true
			}
		}
	}
	return false
}

// step prints what the machine does, and what becomes of the world.
func (p *program) step(t *text, m *explore.Move, in []model.State, rows [][]row) {
	told(t, m.Input, p.remembers(m, rows))
	word := "if"
	for k, s := range in {
		if len(in) > 1 {
			t.line("%s :: state == %s ->", word, stateName(s))
			word = "  "
			t.depth++
		}
		branches := make([]branch, len(rows[k]))
		for i, r := range rows[k] {
			branches[i] = outcome(m, s, r)
		}
		t.first(branches)
		if len(in) > 1 {
			t.depth--
		}
	}
	if len(in) > 1 {
		t.line("fi;")
	}
}

// outcome prints one row as a branch of a move.
func outcome(m *explore.Move, s model.State, r row) branch {
	b := branch{when: r.when, note: "no row"}
	if r.rule != nil {
		b.note = fmt.Sprintf("row %d", r.rule.ID)
	}
	if r.forbids() {
		b.then = append(untold(m.Input), breach(lawOfTable))
		return b
	}
	b.then = breaches(m, r.rule)
	if r.rule.To == model.Closed || r.rule.To == model.Stay && s == model.Closed {
		b.then = append(b.then, "closed()")
		return b
	}
	if tellsStatus(m.Input.Event) {
		b.then = append(b.then, "status = "+statusName(m.Input.Status))
	}
	b.then = append(append(b.then, update(r.rule)...), effects(&m.Then, r.rule.Do)...)
	return b
}

// effects prints what becomes of the world: what the move says, then what the row has the server do.
// An input that is held back is still to be sent, so the client stays where it is.
func effects(e *explore.Effect, do model.Action) (then []string) {
	for _, name := range worldFlags(e.Clear &^ e.Set) {
		then = append(then, name+" = 0")
	}
	for _, name := range worldFlags(e.Set) {
		then = append(then, name+" = 1")
	}
	if e.Client != explore.SameClient && do&model.Hold == 0 {
		then = append(then, "client = "+clientName(e.Client))
	}
	if e.Handler != explore.SameHandler {
		then = append(then, "handler = "+handlerPhaseName(e.Handler))
	}
	switch {
	case do&model.Dispatch != 0:
		then = append(then, "handler = "+handlerPhaseName(explore.Running))
	case do&model.Refuse != 0:
		then = append(then, "handler = "+handlerPhaseName(explore.Refuses))
	case do&model.FinishFIN != 0:
		then = append(then, "handler = "+handlerPhaseName(explore.NoHandler), "Owes100 = 0", "WantsClose = 0", "OwesFIN = 1")
	}
	if do&model.Send100 != 0 {
		then = append(then, "Owes100 = 1")
	}
	return then
}
