package judged

import (
	"context"
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// Refinement bounds the product of machine, client, handler, wire and judge.
type Refinement struct {
	Name     string
	Policies []model.Policy
	First    []Shape // how the first request may look
	Then     []Shape // and those behind it
	Requests int
	Client   Liberty        // MayHalfClose is the only one that shows
	Statuses []model.Status // that a handler may choose
	Interims bool           // handlers may send 1xx
	Timers   bool           // timers may fire, the server may be stopped, and limits may be reached
}

// refinement is the exploration of one product, for one policy.
type refinement struct {
	scope  Refinement
	policy model.Policy
	table  *model.Table
	shapes []Shape
	sets   *sets
	judge  *model.Judge

	nodes   []world
	parents []uint32
	moves   []act
	number  map[world]uint32
	steps   uint64
	faults  map[string]*Fault
}

// Fault is a server that follows the machine and is judged worse than a note, or that the
// machine itself forbids.
type Fault struct {
	Scope   string
	Policy  model.Policy
	Verdict model.Verdict // Violation also where the machine forbids the step
	Why     string        // the row that says so
	Moves   []string      // what happened, in order
	Count   int           // how often, in this scope and policy
}

func newRefinement(t *model.Table, s Refinement, p model.Policy) *refinement {
	x := &refinement{
		scope: s, policy: p, table: t, sets: newSets(t), judge: model.NewJudge(t), number: map[world]uint32{}, faults: map[string]*Fault{},
	}
	x.shapes = append(append(x.shapes, s.First...), s.Then...)
	return x
}

// run visits every world, nearest first, or stops when the context ends.
func (x *refinement) run(ctx context.Context) error {
	w := world{machine: model.NewMachine(x.table, x.policy)}
	w.set, _ = x.sets.intern(x.judge)
	x.visit(w, 0, 0)
	for i := 0; i < len(x.nodes); i++ {
		if i&0xfff == 0 && ctx.Err() != nil {
			return fmt.Errorf("exploring servers that follow the machine, scope %q: %w", x.scope.Name, context.Cause(ctx))
		}
		x.expand(uint32(i))
	}
	return nil
}

func (x *refinement) visit(w world, from uint32, move act) {
	if _, known := x.number[w]; known {
		return
	}
	x.number[w] = uint32(len(x.nodes))
	x.nodes, x.parents, x.moves = append(x.nodes, w), append(x.parents, from), append(x.moves, move)
}

// fault records what must not be.
func (x *refinement) fault(from uint32, move act, v model.Verdict, why string) {
	f := x.faults[why]
	if f == nil {
		f = &Fault{Scope: x.scope.Name, Policy: x.policy, Verdict: v, Why: why}
		for i := from; i != 0; i = x.parents[i] {
			f.Moves = append(f.Moves, x.text(x.moves[i]))
		}
		for i, k := 0, len(f.Moves)-1; i < k; i, k = i+1, k-1 {
			f.Moves[i], f.Moves[k] = f.Moves[k], f.Moves[i]
		}
		f.Moves = append(f.Moves, x.text(move))
		x.faults[why] = f
	}
	f.Count++
}

// attempt is one move under way: it ends at a world that is visited, unless something failed.
type attempt struct {
	x    *refinement
	w    world
	from uint32
	move act
	dead bool
}

func (x *refinement) attempt(from uint32, move act) *attempt {
	x.steps++
	return &attempt{x: x, w: x.nodes[from], from: from, move: move}
}

func (a *attempt) done() {
	if !a.dead {
		a.x.visit(a.w, a.from, a.move)
	}
}

// judged lets the judge read a step, and fails where it finds anything worse than a note.
func (a *attempt) judged(s Step) {
	if a.dead || len(s.Inputs) == 0 {
		return
	}
	x := a.x
	defer func() {
		if r := recover(); r != nil {
			x.fault(a.from, a.move, model.Violation, fmt.Sprint(r))
			a.dead = true
		}
	}()
	x.sets.restore(x.judge, a.w.set)
	s.play(x.judge, 0)
	if v, deviations := x.judge.Verdict(); v > model.Note {
		r := deviations[len(deviations)-1].Rule
		x.fault(a.from, a.move, v, fmt.Sprintf("rule %d: %s (%s)", r.ID, r.Why, r.Cites))
		a.dead = true
		return
	}
	a.w.set, _ = x.sets.intern(x.judge)
}

// tell steps the machine, and does what the rule says.
func (a *attempt) tell(in model.Input) model.Action {
	if a.dead {
		return 0
	}
	state := a.w.machine.State()
	r := a.w.machine.Step(in)
	if r == nil || r.Mark == model.Violation {
		why := "no row"
		if r != nil {
			why = fmt.Sprintf("rule %d: %s (%s)", r.ID, r.Why, r.Cites)
		}
		a.x.fault(a.from, a.move, model.Violation, fmt.Sprintf("the machine forbids its own server %s in %s: %s", in.Event, state, why))
		a.dead = true
		return 0
	}
	a.do(r.Do, in)
	return r.Do
}

func (a *attempt) do(actions model.Action, in model.Input) {
	w := &a.w
	if actions&model.Refuse != 0 {
		a.start(refusal(in.Event, w.machine.Facts()), false)
		a.end()
	}
	if actions&model.Send100 != 0 {
		a.interim(model.S100)
	}
	if actions&model.Dispatch != 0 {
		w.server |= handling
	}
	if actions&model.Next != 0 {
		w.server &^= handling | started | endless | reads | broken | interim | held
	}
	if actions&model.FinishFIN != 0 && w.server&finSent == 0 {
		w.server |= finDue
		w.server &^= handling | reads
	}
	if actions&model.Release != 0 {
		w.server |= released
		w.server &^= handling
	}
}

func (a *attempt) emit(o output) {
	if !a.dead && !a.w.emit(o) {
		a.dead = true // the wire is full: not a fault, but not explored further
	}
}

func (a *attempt) interim(s model.Status) {
	a.tell(model.Input{Event: model.Interim, Status: s})
	a.emit(outInterim | output(s)<<outStatus)
}

// start writes the head of a final response: framing and connection options are the server's.
func (a *attempt) start(s model.Status, closes bool) {
	w := &a.w
	w.server |= started
	a.tell(model.Input{Event: model.AnswerStarts, Status: s})
	if a.dead {
		return
	}
	facts := w.machine.Facts()
	old := facts&model.V10 != 0
	o := outHead | output(s)<<outStatus
	tunnel := s == model.S2xx && facts&model.TraitHere != 0 && facts.Trait() == model.Connect
	bodyless := s == model.S204 || s == model.S304 || tunnel
	switch {
	case bodyless:
		o |= outBodyless
	case old && closes: // a stream to an old client
		w.server |= endless
		a.tell(model.Input{Event: model.AnswerUndelimited})
	case closes:
		o |= outCoded
	default:
		o |= outMeasured
	}
	switch {
	case closes || w.machine.Last() != model.NotLast:
		o |= outClose
	case old && facts&model.KeepAlive != 0:
		o |= outKeep
	}
	for _, in := range o.inputs()[1:] {
		if in.Event != model.AnswerUndelimited {
			a.tell(in)
		}
	}
	a.emit(o)
}

// end ends the response.
func (a *attempt) end() {
	w := &a.w
	if a.dead {
		return
	}
	open := w.server&endless == 0
	w.server &^= handling
	a.tell(model.Input{Event: model.AnswerEnds})
	if open {
		a.emit(outEnd)
	}
}

// refusal is the status of the server's own error: what brought it forth decides.
func refusal(e model.Event, f model.Facts) model.Status {
	switch {
	case e == model.TimerFires:
		return model.S408
	case e == model.HandlerStalls:
		return model.S5xx
	case f&model.TraitHere == 0:
		return model.S400
	}
	switch f.Trait() {
	case model.UnknownCoding, model.LongMethod:
		return model.S501
	case model.LongTarget:
		return model.S414
	}
	return model.S400
}
