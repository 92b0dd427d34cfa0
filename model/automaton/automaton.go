package automaton

import (
	"encoding/binary"

	"github.com/hangup-http/hangup/model"
)

// State is a set of configurations. It means something to the automaton that returned it, until that
// is emptied.
type State uint32

// Automaton is the judge by one table. It is not safe for concurrent use.
type Automaton struct {
	table  *model.Table
	canon  *model.Canon
	judge  *model.Judge // of no trace: it takes each new step once
	states []state
	forms  []uint64         // of all states, one behind the other
	ids    map[string]State // by form
	steps  steps

	form []uint64 // scratch
	key  []byte
}

// state is what is known about a set of configurations.
type state struct {
	from, to int32 // its form
	verdict  model.Verdict
	broken   bool
	owes     bool
	budget   model.Budget // of what it owes
}

// maxStates is how many states Full allows: what they take stays below a few hundred megabytes.
const maxStates = 1 << 19

// New returns an automaton that knows no state but the first one.
func New(t *model.Table) *Automaton {
	a := &Automaton{table: t, canon: model.NewCanon(t), judge: model.NewJudge(t)}
	a.Empty()
	return a
}

// Empty forgets all states but the first one.
func (a *Automaton) Empty() {
	a.states, a.forms, a.ids, a.steps = a.states[:0], a.forms[:0], map[string]State{}, newSteps()
	a.intern(model.NewJudge(a.table))
}

// Full tells that Empty has to be called before the next trace.
func (a *Automaton) Full() bool { return len(a.states) >= maxStates }

// Size is how many states and how many steps are known.
func (a *Automaton) Size() (states, steps int) { return len(a.states), a.steps.n }

// Start is the judge of a connection that was just opened.
func (a *Automaton) Start() State { return 0 }

// Next takes a sequence of inputs: what the client has done, what came from the server, what time did,
// or Connects, which tells that the client has left this connection and opened another one. It keeps nothing
// of the sequence.
//
// A step is found by 64 bits of a hash of its state and its sequence. That two of a million are taken for
// one another has a chance of one in thirty million.
func (a *Automaton) Next(s State, sequence *Sequence) State {
	if a.states[s].broken || len(sequence.inputs) == 0 {
		return s
	}
	key := sequence.key(s)
	if next, ok := a.steps.find(key); ok {
		return next
	}
	next := a.take(s, sequence.inputs)
	a.steps.add(key, next)
	return next
}

// take takes a step for the first time.
func (a *Automaton) take(s State, inputs []model.Input) State {
	at := a.states[s]
	a.canon.Restore(a.judge, a.forms[at.from:at.to])
	for _, in := range inputs {
		switch {
		case in.Event == model.Connects:
			a.judge.Connect(0)
		case in.Event <= model.ClosesIncompletely:
			a.judge.Client(in, 0)
		default:
			a.judge.Observe(in, 0)
		}
	}
	return a.intern(a.judge)
}

// intern returns the state of a judge.
func (a *Automaton) intern(j *model.Judge) State {
	a.form, a.key = a.canon.Append(a.form[:0], j), a.key[:0]
	for _, w := range a.form {
		a.key = binary.LittleEndian.AppendUint64(a.key, w)
	}
	if s, ok := a.ids[string(a.key)]; ok {
		return s
	}
	s := State(len(a.states))
	a.ids[string(a.key)] = s
	made := state{from: int32(len(a.forms)), to: int32(len(a.forms) + len(a.form)), verdict: j.Standing(), broken: j.Broken()}
	a.forms = append(a.forms, a.form...)
	if address, owed := j.Owed(); owed {
		r, _ := a.table.Lookup(address)
		made.owes, made.budget = true, r.Budget
	}
	a.states = append(a.states, made)
	return s
}

// Verdict is the judgement so far.
func (a *Automaton) Verdict(s State) model.Verdict { return a.states[s].verdict }

// Broken tells that a requirement of level MUST is broken.
func (a *Automaton) Broken(s State) bool { return a.states[s].broken }

// Owed tells whether every conformant server still has to send something, and which
// budget it has for it.
func (a *Automaton) Owed(s State) (b model.Budget, owed bool) {
	at := &a.states[s]
	return at.budget, at.owes
}
