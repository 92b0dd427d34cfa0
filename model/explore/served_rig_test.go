package explore_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/server/conn"
)

// rig is a connection of package conn with somebody who drives it, and the closed system, which
// has to have a move for every step of the connection's machine.
type rig struct {
	random *rand.Rand
	table  *model.Table // of the system
	policy model.Policy
	moves  []explore.Move

	at     []explore.Config // where the system can be, after all that happened; never empty
	passed map[explore.Config]bool
	log    []string
	head   []model.Input // what the machine was told of the head that is being read

	conn    *conn.Conn
	busy    bool // a handler runs
	started bool // its response has begun
	reading bool // it reads

	request  request
	rest     []string // segments of the request that are still to be sent
	finished bool     // the client has nothing more to send
	waits    int      // requests sent behind the current one
	empty    int      // empty lines since the last request
}

// unreadBody is how much content a connection takes to save itself.
const unreadBody = 8

// newRig returns both, just opened. The connection runs by a table of its own.
func newRig(random *rand.Rand, table, connTable *model.Table, policy model.Policy, scope explore.Scope) *rig {
	r := &rig{
		random: random, table: table, policy: policy, moves: scope.Moves(), passed: map[explore.Config]bool{},
		at: []explore.Config{explore.Pack(model.Idle, 0, explore.Between, explore.NoHandler, 0)},
	}
	cfg := conn.Config{Policy: policy, UnreadBody: unreadBody, Followed: r.told}
	if connTable != model.Standard {
		cfg.Seams = &conn.Seams{Table: connTable}
	}
	r.conn = conn.New(cfg)
	return r
}

// difference is the panic of a rig whose two halves do not agree.
type difference string

func (r *rig) fail(format string, args ...any) {
	at := make([]string, len(r.at))
	for i, c := range r.at {
		at[i] = fmt.Sprintf("%s, client %d, handler %d, flags %b, %s, %v", c.State(), c.Client(), c.Handler(), c.Flags(), c.Facts().Last(), c.Facts().Names())
	}
	panic(difference(fmt.Sprintf("%s\n%s\nsystem: %s\nconnection: %s; request %q", fmt.Sprintf(format, args...), strings.Join(r.log, "\n"),
		strings.Join(at, "\n    or: "), r.conn.State(), r.request.head())))
}

// played tells how the halves of a rig differ while play runs; "" when they do not.
func played(play func()) (how difference) {
	defer func() {
		if p := recover(); p != nil {
			d, ok := p.(difference)
			if !ok {
				panic(p)
			}
			how = d
		}
	}()
	play()
	return ""
}

// order is how lines of a head follow each other in the system. They say the same in any order.
var order = []model.Event{
	model.IsHTTP10, model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive, model.HasBothLengths, model.HasCodingIn10,
	model.HasBody, model.Expects, model.Has,
}

// told has the system follow a step of the connection's machine.
func (r *rig) told(from model.State, in model.Input, rule *model.Rule) {
	switch e := in.Event; {
	case rule == nil || rule.Mark == model.Violation:
		r.fail("the connection does what its table forbids: %s while %s", e, from)
	case from == model.Draining && e == model.Begins:
		return // whatever it is that comes
	case from == model.Reading && slices.Contains(order, e):
		r.head = append(r.head, in)
		return
	case from == model.Reading && (e == model.HeadEnds || e == model.Malformed):
		slices.SortFunc(r.head, func(a, b model.Input) int {
			return slices.Index(order, a.Event) - slices.Index(order, b.Event)
		})
		for _, line := range r.head {
			r.step(line, nil)
		}
		r.head = nil
	case r.at[0].Client() == explore.BeforeBody && (e == model.BodyEnds || e == model.Malformed):
		r.step(model.Input{Event: model.BodyBegins}, nil) // a connection does not mention it
	}
	r.step(in, rule)
}

// step makes the moves of the system for a step of the machine, which follows the rule.
func (r *rig) step(in model.Input, rule *model.Rule) {
	r.log = append(r.log, fmt.Sprintf("%-12s %s %s %s", r.at[0].State(), in.Event, in.Status, in.Trait))
	next := map[explore.Config]bool{}
	for _, at := range r.at {
		for i := range r.moves {
			m := &r.moves[i]
			if m.Input != in || !open(m, at) {
				continue
			}
			to, followed := r.follow(m, at)
			if followed == nil || followed.Mark == model.Violation || rule != nil && !same(followed, rule) {
				continue
			}
			next[to], r.passed[to] = true, true
		}
	}
	if len(next) == 0 && rule != nil && r.idles(in, rule) {
		return
	}
	if len(next) == 0 {
		r.fail("the system has no move for %s %s %s", in.Event, in.Status, in.Trait)
	}
	r.at = slices.Sorted(maps.Keys(next))
}

// idles tells whether the step changes nothing, as the system's table has it too.
func (r *rig) idles(in model.Input, rule *model.Rule) bool {
	own := r.table.Pick(r.at[0].State(), in.Event, r.at[0].Facts().Told(in), r.policy, 0)
	return own != nil && same(own, rule) && rule.To == model.Stay && rule.Set|rule.Clear == 0 && rule.Do == 0 &&
		(rule.Last == model.NotLast || r.at[0].Facts().Last() != model.NotLast)
}

// same tells whether two tables have the same row, wherever it stands.
func same(a, b *model.Rule) bool {
	x, y := *a, *b
	x.ID, y.ID = 0, 0
	return x == y
}

// open tells whether a move may be made: all that its guard asks for holds.
func open(m *explore.Move, at explore.Config) bool {
	g, f, w := &m.When, at.Facts(), &m.When.Facts
	switch {
	case g.Client != nil && !slices.Contains(g.Client, at.Client()), g.Handler != nil && !slices.Contains(g.Handler, at.Handler()):
	case g.States != 0 && g.States>>at.State()&1 == 0, f&w.All != w.All, f&w.Not != 0:
	case w.Last != 0 && w.Last>>f.Last()&1 == 0, w.Status != 0 && w.Status>>f.Status()&1 == 0, w.Trait != 0 && w.Trait>>f.Trait()&1 == 0:
	case at.Flags()&g.All != g.All, at.Flags()&g.Not != 0:
	default:
		return true
	}
	return false
}

// follow makes a move of the closed system: a second reading of what a Move means. The rule
// is nil, or has the Mark Violation, where the table does not permit it.
func (r *rig) follow(m *explore.Move, from explore.Config) (explore.Config, *model.Rule) {
	facts := from.Facts().Told(m.Input)
	rule := r.table.Pick(from.State(), m.Input.Event, facts, r.policy, 0)
	if rule == nil || rule.Mark == model.Violation {
		return from, rule
	}
	state, facts := rule.Apply(from.State(), facts)
	if state == model.Closed {
		return explore.Pack(state, 0, explore.Gone, explore.NoHandler, 0), rule // what happens to it changes nothing
	}
	client, handler, flags := from.Client(), from.Handler(), from.Flags()&^m.Then.Clear|m.Then.Set
	if m.Then.Client != explore.SameClient && rule.Do&model.Hold == 0 {
		client = m.Then.Client
	}
	if m.Then.Handler != explore.SameHandler {
		handler = m.Then.Handler
	}
	switch do := rule.Do; {
	case do&model.Dispatch != 0:
		handler = explore.Running
	case do&model.Refuse != 0:
		handler = explore.Refuses
	case do&model.FinishFIN != 0:
		handler, flags = explore.NoHandler, flags&^(explore.Owes100|explore.WantsClose)|explore.OwesFIN
	}
	if rule.Do&model.Send100 != 0 {
		flags |= explore.Owes100
	}
	return explore.Pack(state, facts, client, handler, flags), rule
}

// settle does what the connection asks for, apart from the FIN, and holds both against each other.
func (r *rig) settle() {
	todo := r.conn.Todo()
	for ; todo == conn.Write || todo == conn.Run; todo = r.conn.Todo() {
		if todo == conn.Write {
			r.conn.Output(nil)
			continue
		}
		r.conn.Request()
		r.busy, r.started, r.reading = true, false, false
	}
	if err := r.conn.Err(); err != nil {
		r.fail("defect: %v", err)
	}
	r.busy = r.busy && (r.conn.State() == model.Responding)
	r.agree("the state", func(c explore.Config) bool { return c.State() == r.conn.State() })
	r.agree("whether it is released", func(c explore.Config) bool {
		return (c.State() == model.Closed) == (todo == conn.Release || todo == conn.Reset)
	})
	r.agree("whether FIN is due", func(c explore.Config) bool { return c.Flags()&explore.OwesFIN != 0 == (todo == conn.FinishFIN) })
	r.agree("whether a handler runs", func(c explore.Config) bool {
		return r.busy == (c.Handler() == explore.Running || c.Handler() == explore.Content)
	})
	r.agree("whether a timer runs", r.timed)
}

// agree keeps what the connection agrees with.
func (r *rig) agree(about string, with func(explore.Config) bool) {
	if !slices.ContainsFunc(r.at, with) {
		r.fail("they do not agree about %s", about)
	}
	r.at = slices.DeleteFunc(r.at, func(c explore.Config) bool { return !with(c) })
}

// timed: where a timer may fire, the connection has one that runs.
func (r *rig) timed(at explore.Config) bool {
	kind, _ := r.conn.Timer()
	return kind != conn.NoTimer || !slices.ContainsFunc(r.moves, func(m explore.Move) bool {
		return m.Actor == explore.Clock && m.Input.Event != model.ClientStalls && open(&m, at)
	})
}
