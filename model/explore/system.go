package explore

import "github.com/hangup-http/hangup/model"

// system is a machine in its closed world, compiled for stepping.
type system struct {
	table  *model.Table
	rules  []model.Rule
	plain  []edge // of each rule, without a change
	policy model.Policy
	moves  []Move
	at     [numClientPhases][numHandlerPhases][numStates][]*compiled
}

const numStates = 5

// compiled is a move in one state of the machine, as far as phases and state do not say already.
type compiled struct {
	mask, want Config // holds when c&mask == want and, if asks, its sets have what c has
	asks       bool
	acts       bool // it is not the client's or the operator's
	plain      bool // its edges say everything; otherwise they do where no trait has been noted
	index      int  // of the move
	sets       sets
	edges      []edge
	move       *Move
}

func newSystem(t *model.Table, p model.Policy, s Scope) *system {
	x := &system{table: t, rules: t.Rules(), policy: p.Complete(), moves: s.Moves()}
	for i := range x.rules {
		x.plain = append(x.plain, rowEdge(&x.rules[i]))
	}
	for i := range x.moves {
		x.compile(i, &x.moves[i])
	}
	return x
}

func (x *system) compile(index int, m *Move) {
	w := &m.When.Facts
	for s := range model.State(numStates) {
		if m.When.States != 0 && m.When.States>>s&1 == 0 {
			continue
		}
		c := &compiled{
			mask: Config(w.All|w.Not) | Config(m.When.All|m.When.Not)<<flagShift, want: Config(w.All) | Config(m.When.All)<<flagShift,
			acts: m.Actor != Client && m.Actor != Operator, plain: m.Input.Event != model.Has, index: index,
			sets: newSets(w), edges: x.edges(m, s), move: m,
		}
		c.asks = c.sets != everything
		for client := range numClientPhases {
			for handler := range numHandlerPhases {
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
func (x *system) enabled(c Config) []*compiled { return x.at[c.Client()][c.Handler()][c.State()] }

// open tells whether the move may be made.
func (m *compiled) open(c Config) bool {
	return c&m.mask == m.want && (!m.asks || m.sets.have(c))
}

// step makes a move that is open. The rule is nil where the table has a gap, and one with
// the mark Violation where the table forbids the move; next is c in both cases.
func (x *system) step(c Config, m *compiled) (next Config, rule *model.Rule) {
	next, e := x.along(c, m)
	return next, e.row()
}

// along is step, with the edge that was taken. Where a look-up was needed, what the edge says
// of the change does not count.
func (x *system) along(c Config, m *compiled) (next Config, _ *edge) {
	if !m.plain && c&Config(model.TraitHere) != 0 {
		next, rule := x.look(c, m.move)
		if rule == nil {
			return next, nil
		}
		return next, &x.plain[rule.ID]
	}
	for i := range m.edges {
		if e := &m.edges[i]; e.open(c) {
			return e.to(c), e
		}
	}
	return c, nil
}

// look makes a move by looking the rule up in the table, as the machine does.
func (x *system) look(c Config, m *Move) (next Config, rule *model.Rule) {
	f, s := c.Facts().Told(m.Input), c.State()
	if r := x.table.Pick(s, m.Input.Event, f, x.policy, 0); r != nil {
		rule = &x.rules[r.ID]
	}
	if rule == nil || rule.Mark == model.Violation {
		return c, rule
	}
	s, f = rule.Apply(s, f)
	return act(c, s, f, &m.Then, rule.Do), rule
}

// act returns the configuration behind a rule: what the move changes in the world, and
// what the rule has the server do.
func act(c Config, s model.State, f model.Facts, then *Effect, do model.Action) Config {
	if s == model.Closed {
		return gone // what happens to a closed connection changes nothing
	}
	w := worldOf(then, do)
	return c&worldMask&^w.clear | w.set | Pack(s, f, 0, 0, 0)
}

// gone is the one configuration of a connection that is closed.
var gone = Pack(model.Closed, 0, Gone, NoHandler, 0)

const worldMask = ^(Config(1)<<clientShift - 1)

// change is what becomes of a configuration: some bits are cleared, then some are set.
type change struct{ clear, set Config }

// worldOf returns what changes in the world.
func worldOf(then *Effect, do model.Action) (w change) {
	clearFlags, setFlags := then.Clear, then.Set
	handler := then.Handler
	switch {
	case do&model.Dispatch != 0:
		handler = Running
	case do&model.Refuse != 0:
		handler = Refuses
	case do&model.FinishFIN != 0:
		handler, clearFlags, setFlags = NoHandler, clearFlags|Owes100|WantsClose, setFlags&^(Owes100|WantsClose)|OwesFIN
	}
	if do&model.Send100 != 0 {
		setFlags |= Owes100
	}
	w = change{Config(clearFlags) << flagShift, Config(setFlags) << flagShift}
	if then.Client != SameClient && do&model.Hold == 0 { // what is held back is still to be sent
		w.clear |= 15 << clientShift
		w.set |= Config(then.Client) << clientShift
	}
	if handler != SameHandler {
		w.clear |= 15 << handlerShift
		w.set |= Config(handler) << handlerShift
	}
	return w
}
