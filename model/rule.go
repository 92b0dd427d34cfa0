package model

// Rule is one row of the table: in these states, on these events, under this
// condition, go there and do that; with a Mark, it also says what that costs a
// server, and which requirement says so.
//
// Rows of one state and event are tried in order. A row that is a Choice is one
// of several permitted continuations: the judge follows it and the rows behind
// it, the machine takes it only when its policy has the choice's bit. The first row
// that is no choice ends the search.
//
// Takes and Leaves name the policies whose choice a row shows to an observer, one
// way or the other; a profile that forbids or requires a choice makes such rows
// violations.
type Rule struct {
	ID     int // position in the table
	In     States
	On     Events
	When   When
	By     Policy // not 0: a choice, taken by machines whose policy has this bit
	Takes  Policy // what comes shows that the server has made these choices
	Leaves Policy // or that it has not
	Also   bool   // a choice that the machine never makes
	To     State  // or Stay
	Set    Facts
	Clear  Facts
	Last   Reason // why the exchange is the last one; never overwrites an earlier reason
	Do     Action
	Mark   Verdict // Conforms, or what it costs: Note up to Violation, which no conformant server does
	Cites  string  // address of the requirement
	Why    string
}

// Stay as the target of a rule keeps the state.
const Stay State = 255

// States is a set of states.
type States uint8

// List returns the members in their order.
func (set States) List() (states []State) {
	for s := range numStates {
		if set>>s&1 != 0 {
			states = append(states, s)
		}
	}
	return states
}

// Events is a set of events.
type Events uint64

// When is the condition of a rule: all that is not zero must hold.
type When struct {
	All    Facts  // every one of these flags is set
	Not    Facts  // none of these flags is set
	Last   uint64 // set of reasons
	Trait  uint64 // set of traits
	Status uint64 // set of statuses
	Served uint16 // so many final responses, at least, have ended on the connection; no row of the standard table asks
}

func (r *Rule) choice() bool { return r.By != 0 || r.Also }

// Apply returns the configuration behind the rule.
func (r *Rule) Apply(s State, f Facts) (State, Facts) {
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
