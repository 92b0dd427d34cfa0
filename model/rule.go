package model

// Rule is one row of the table: in these states, on these events, under this
// condition, go there and do that; with a Mark, it also says what that costs a
// server, and which requirement says so.
//
// Rows of one state and event are tried in order. A row that is a Choice is one
// of several permitted continuations: the judge follows it and the rows behind
// it, the machine takes it only when its policy has the Choice's bit. The first row
// that is no choice ends the search.
type Rule struct {
	ID    int // position in the table
	In    States
	On    Events
	When  When
	By    Policy // not 0: a choice, taken by machines whose policy has this bit
	Also  bool   // a choice that the machine never makes
	To    State  // or Stay
	Set   Facts
	Clear Facts
	Last  Reason // why the exchange is the last one; never overwrites an earlier reason
	Do    Action
	Mark  Verdict // Conforms, or what it costs: Note up to Violation, which no conformant server does
	Cites string  // address of the requirement
	Why   string
}

// Stay as the target of a rule keeps the state.
const Stay State = 255

// States is a set of states.
type States uint8

// Events is a set of events.
type Events uint64

// When is the condition of a rule: all that is not zero must hold.
type When struct {
	All    Facts  // every one of these flags is set
	Not    Facts  // none of these flags is set
	Last   uint64 // set of reasons
	Trait  uint64 // set of traits
	Status uint64 // set of statuses
}

// holds tells whether f meets the condition.
func (w *When) holds(f Facts) bool {
	return f&w.All == w.All && f&w.Not == 0 &&
		(w.Last == 0 || w.Last>>f.Last()&1 != 0) &&
		(w.Trait == 0 || w.Trait>>f.Trait()&1 != 0) &&
		(w.Status == 0 || w.Status>>f.Status()&1 != 0)
}

func (r *Rule) choice() bool { return r.By != 0 || r.Also }

// apply returns the configuration behind the rule.
func (r *Rule) apply(s State, f Facts) (State, Facts) {
	f = f&^r.Clear | r.Set
	if r.Last != NotLast && f.Last() == NotLast {
		f = f.withLast(r.Last)
	}
	if r.To != Stay {
		s = r.To
	}
	return s, f
}

// Action is a set of things that a server does on a rule. The judge looks only at Hold.
type Action uint16

const (
	Dispatch  Action = 1 << iota // run the handler
	Refuse                       // answer with the server's own error
	Send100                      // send 100 (Continue)
	Next                         // go on with what was held or is buffered
	Discard                      // read and throw away
	Hold                         // do not read on; keep the event until Next
	FinishFIN                    // half-close: send FIN, read on
	Release                      // close both directions
)

// Policy is a set of choices where the specification leaves one.
type Policy uint8

const (
	HonourKeepAlive10 Policy = 1 << iota // persist for HTTP/1.0 clients that ask for it
	OneExchange                          // no persistence at all
	CloseAfterError                      // close after every error of the server's own
	CloseUnread                          // close rather than wait for content that 100 did not invite
)

// DefaultPolicy is what a server that nobody configured does.
const DefaultPolicy = HonourKeepAlive10 | CloseAfterError | CloseUnread

// Table is a set of rules, indexed. It is immutable and safe for concurrent use.
type Table struct {
	rules []Rule
	index [numStates][numEvents][]int16
}

// NewTable indexes rules, which are numbered in their order.
func NewTable(rules []Rule) *Table {
	t := &Table{rules: append([]Rule(nil), rules...)}
	for i := range t.rules {
		r := &t.rules[i]
		r.ID = i
		for s := State(0); s < numStates; s++ {
			for e := Event(0); e < numEvents; e++ {
				if r.In>>s&1 != 0 && r.On>>e&1 != 0 {
					t.index[s][e] = append(t.index[s][e], int16(i))
				}
			}
		}
	}
	return t
}

// Rules returns a copy of the rows.
func (t *Table) Rules() []Rule { return append([]Rule(nil), t.rules...) }

// pick returns the one rule that a machine with this policy follows, or nil where the table has a gap.
func (t *Table) pick(s State, e Event, f Facts, p Policy) *Rule {
	for _, i := range t.index[s][e] {
		r := &t.rules[i]
		if r.Also || r.By != 0 && r.By&p == 0 || !r.When.holds(f) {
			continue
		}
		return r
	}
	return nil
}

// each calls visit for every permitted continuation.
func (t *Table) each(s State, e Event, f Facts, visit func(*Rule)) {
	for _, i := range t.index[s][e] {
		r := &t.rules[i]
		if !r.When.holds(f) {
			continue
		}
		visit(r)
		if !r.choice() {
			return
		}
	}
}
