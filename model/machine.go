package model

// Machine is the specification as a program: deterministic, one configuration,
// one rule for each step. It drives a connection of a server. It allocates nothing
// and is not safe for concurrent use; the zero value is not ready.
type Machine struct {
	table  *Table
	policy Policy
	served uint16
	state  *cells
	facts  Facts
}

// NewMachine returns the machine of a connection that was just opened.
func NewMachine(t *Table, p Policy) Machine {
	return Machine{table: t, policy: p.Complete(), state: &t.cells[Idle]}
}

// Step takes one event and returns the rule that was followed: what to do (Rule.Do),
// why, and which clause says so. A rule whose Mark is Violation was not followed:
// the event must not happen here, and whoever caused it has a defect. So does a table
// without a rule for the event; Step then returns nil.
func (m *Machine) Step(in Input) *Rule {
	facts := m.facts
	switch in.Event {
	case AnswerStarts:
		facts = facts.withStatus(in.Status)
	case Begins:
		facts = facts.remembering()
	case Has, Addresses, Interim:
		facts = facts.Told(in)
	}
	rows := m.state[in.Event&eventMask].rows(facts)
	for i := range rows {
		if r := &rows[i]; r.picked(facts, m.policy, m.served) {
			if r.mark != Violation {
				m.follow(r, facts, in.Event)
			}
			return r.rule
		}
	}
	return nil
}

func (m *Machine) follow(r *row, facts Facts, e Event) {
	m.facts = r.apply(facts) & machineFacts
	if r.to != nil {
		m.state = r.to
	}
	if e == AnswerEnds {
		m.served = min(m.served+1, 1<<15)
	}
}

// State returns where the connection is.
func (m *Machine) State() State {
	for s := range m.table.cells {
		if m.state == &m.table.cells[s] {
			return State(s)
		}
	}
	panic("model: a machine in no state of its table")
}

// Facts returns the rest of the configuration.
func (m *Machine) Facts() Facts { return m.facts }

// Last tells why this exchange is the last one on the connection, or NotLast. A
// response that starts while it is not NotLast says close.
func (m *Machine) Last() Reason { return m.facts.Last() }
