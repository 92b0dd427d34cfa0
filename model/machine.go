package model

// Machine is the specification as a program: deterministic, one configuration,
// one rule for each step. It drives a connection of a server. It allocates nothing
// and is not safe for concurrent use; the zero value is not ready.
type Machine struct {
	table  *Table
	policy Policy
	served uint16
	at     State
	state  *cells // those of at
	facts  Facts
}

// NewMachine returns the machine of a connection that was just opened.
func NewMachine(t *Table, p Policy) Machine {
	return Machine{table: t, policy: p.Complete(), at: Idle, state: &t.ready().cells[Idle]}
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
		m.state, m.at = r.to, r.state
	}
	if e == AnswerEnds {
		m.served = min(m.served+1, 1<<15)
	}
}

// Memory is what a machine has to remember between two steps, without its table and
// policy, which are often those of many.
type Memory struct {
	facts  Facts
	served uint16
	at     State
}

// Memory returns what the machine remembers.
func (m *Machine) Memory() Memory { return Memory{facts: m.facts, served: m.served, at: m.at} }

// Remember puts a machine of the same table and policy in the place of one whose memory this is.
func (m *Machine) Remember(memory Memory) {
	m.facts, m.served, m.at = memory.facts, memory.served, memory.at
	m.state = &m.table.cells[memory.at]
}

// State returns where the connection is.
func (m *Machine) State() State { return m.at }

// Facts returns the rest of the configuration.
func (m *Machine) Facts() Facts { return m.facts }

// Last tells why this exchange is the last one on the connection, or NotLast. A
// response that starts while it is not NotLast says close.
func (m *Machine) Last() Reason { return m.facts.Last() }
