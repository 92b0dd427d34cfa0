package model

// Machine is the specification as a program: deterministic, one configuration,
// one rule for each step. It drives a connection of a server. It allocates nothing
// and is not safe for concurrent use; the zero value is not ready.
type Machine struct {
	table  *Table
	policy Policy
	state  State
	served uint16
	facts  Facts
}

// NewMachine returns the machine of a connection that was just opened.
func NewMachine(t *Table, p Policy) Machine { return Machine{table: t, policy: p} }

// Step takes one event and returns the rule that was followed: what to do (Rule.Do),
// why, and which clause says so. A rule whose Mark is Violation was not followed:
// the event must not happen here, and whoever caused it has a defect. So does a table
// without a rule for the event; Step then returns nil.
func (m *Machine) Step(in Input) *Rule {
	facts := m.facts
	if speaks>>in.Event&1 != 0 {
		facts = facts.Told(in)
	}
	r := m.table.Pick(m.state, in.Event, facts, m.policy, m.served)
	if r == nil || r.Mark == Violation {
		return r
	}
	m.state, m.facts = r.Apply(m.state, facts)
	if in.Event == AnswerEnds {
		m.served = min(m.served+1, 1<<15)
	}
	return r
}

// State returns where the connection is.
func (m *Machine) State() State { return m.state }

// Facts returns the rest of the configuration.
func (m *Machine) Facts() Facts { return m.facts }

// Last tells why this exchange is the last one on the connection, or NotLast. A
// response that starts while it is not NotLast says close.
func (m *Machine) Last() Reason { return m.facts.Last() }
