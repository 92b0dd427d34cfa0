package explore

import "github.com/hangup-http/hangup/model"

// system is a machine in its closed world, compiled for stepping.
type system struct {
	table  *model.Table
	policy model.Policy
	moves  []Move
	at     [numClientPhases][numHandlerPhases][numStates][]compiled
}

const numStates = 5

// compiled is a move, as far as the phases and the state do not say already.
type compiled struct {
	move       *Move
	index      int // of it
	mask, want model.Facts
	last       uint64
	status     uint64
	all, not   Flag
	speaks     bool
}

func newSystem(t *model.Table, p model.Policy, s Scope) *system {
	x := &system{table: t, policy: p.Complete(), moves: s.Moves()}
	for i := range x.moves {
		x.compile(i, &x.moves[i])
	}
	return x
}

func (x *system) compile(index int, m *Move) {
	c := compiled{
		move: m, index: index, mask: m.When.Facts.All | m.When.Facts.Not, want: m.When.Facts.All, last: m.When.Facts.Last, status: m.When.Facts.Status,
		all: m.When.All, not: m.When.Not, speaks: model.Facts(0).Told(m.Input) != 0 || m.Input.Event == model.Has || m.Input.Event == model.Begins,
	}
	if c.last == 0 {
		c.last = ^uint64(0)
	}
	if c.status == 0 {
		c.status = ^uint64(0)
	}
	for client := range numClientPhases {
		for handler := range numHandlerPhases {
			for s := range model.State(numStates) {
				if m.When.phases(client, handler, s) {
					list := &x.at[client][handler][s]
					*list = append(*list, c)
				}
			}
		}
	}
}

// phases tells whether a guard holds as far as phases and states go.
func (g *Guard) phases(c ClientPhase, h HandlerPhase, s model.State) bool {
	return (g.Client == nil || contains(g.Client, c)) && (g.Handler == nil || contains(g.Handler, h)) && (g.States == 0 || g.States>>s&1 != 0)
}

// holds tells whether a guard holds in a configuration.
func (g *Guard) holds(c Config) bool {
	f := c.Facts()
	w := &g.Facts
	return g.phases(c.Client(), c.Handler(), c.State()) &&
		f&w.All == w.All && f&w.Not == 0 && (w.Last == 0 || w.Last>>f.Last()&1 != 0) && (w.Status == 0 || w.Status>>f.Status()&1 != 0) &&
		(w.Trait == 0 || w.Trait>>f.Trait()&1 != 0) && c.Flags()&g.All == g.All && c.Flags()&g.Not == 0
}

func contains[T comparable](all []T, one T) bool {
	for _, v := range all {
		if v == one {
			return true
		}
	}
	return false
}

// enabled returns the moves whose phases and state fit; each is still to be asked with open.
func (x *system) enabled(c Config) []compiled { return x.at[c.Client()][c.Handler()][c.State()] }

// open tells whether the move may be made.
func (m *compiled) open(c Config) bool {
	f := c.Facts()
	flags := c.Flags()
	return f&m.mask == m.want && m.last>>f.Last()&1 != 0 && m.status>>f.Status()&1 != 0 && flags&m.all == m.all && flags&m.not == 0
}

// step makes a move that is open. The rule is nil where the table has a gap, and one with
// the mark Violation where the table forbids the move; next is c in both cases.
func (x *system) step(c Config, m *compiled) (next Config, rule *model.Rule) {
	f, s := c.Facts(), c.State()
	if m.speaks {
		f = f.Told(m.move.Input)
	}
	rule = x.table.Pick(s, m.move.Input.Event, f, x.policy, 0)
	if rule == nil || rule.Mark == model.Violation {
		return c, rule
	}
	s, f = rule.Apply(s, f)
	return act(c, s, f, &m.move.Then, rule.Do), rule
}

// act returns the configuration behind a rule: what the move changes in the world, and
// what the rule has the server do.
func act(c Config, s model.State, f model.Facts, then *Effect, do model.Action) Config {
	if s == model.Closed {
		return Pack(s, 0, Gone, NoHandler, 0) // what happens to a closed connection changes nothing
	}
	client, handler, flags := c.Client(), c.Handler(), c.Flags()
	flags = flags&^then.Clear | then.Set
	if then.Client != SameClient && do&model.Hold == 0 { // what is held back is still to be sent
		client = then.Client
	}
	if then.Handler != SameHandler {
		handler = then.Handler
	}
	switch {
	case do&model.Dispatch != 0:
		handler = Running
	case do&model.Refuse != 0:
		handler = Refuses
	case do&model.FinishFIN != 0:
		handler, flags = NoHandler, flags&^(Owes100|WantsClose)|OwesFIN
	}
	if do&model.Send100 != 0 {
		flags |= Owes100
	}
	return Pack(s, f, client, handler, flags)
}
