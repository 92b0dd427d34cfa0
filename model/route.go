package model

// Route is inputs that a machine is often given one after another, and where
// configurations have come to on them. It is a memory of Step and decides nothing: what
// it does not know yet it asks Step for. It is not safe for concurrent use.
type Route struct {
	inputs []Input
	legs   [routeLegs]leg
}

const routeLegs = 16

// leg is what has become of one configuration at the start of a route.
type leg struct {
	known  bool
	policy Policy
	from   *cells // of this table and state
	facts  Facts
	served uint16

	to    Machine // served apart
	ended uint16  // responses
	do    Action
}

// NewRoute returns a route of these inputs.
func NewRoute(inputs ...Input) *Route { return &Route{inputs: inputs} }

// Follow takes all inputs of the route as Step would, and returns what the last rule
// says to do. False, and nothing has happened, where a step is forbidden or has no rule,
// or a rule before the last one says to do something: then they have to be taken one
// by one.
func (m *Machine) Follow(r *Route) (do Action, ok bool) {
	l := &r.legs[(uint64(m.facts)^uint64(m.facts)>>7^uint64(m.facts)>>25)%routeLegs]
	if l.from != m.state || l.facts != m.facts || l.policy != m.policy || l.served != m.table.tellsApart(m.served) {
		*l = m.walk(r.inputs)
	}
	if !l.known {
		return 0, false
	}
	m.at, m.state, m.facts = l.to.at, l.to.state, l.to.facts
	m.served = min(m.served+l.ended, 1<<15)
	return l.do, true
}

// walk tries the inputs on a copy of the machine.
func (m *Machine) walk(inputs []Input) leg {
	l := leg{policy: m.policy, from: m.state, facts: m.facts, served: m.table.tellsApart(m.served), to: *m}
	for i, in := range inputs {
		rule := l.to.Step(in)
		if rule == nil || rule.Mark == Violation || i < len(inputs)-1 && rule.Do != 0 {
			return l
		}
		l.do = rule.Do
	}
	l.ended = l.to.served - m.served
	l.known = m.served < 1<<14 // far from where it stops counting
	return l
}

// tellsApart returns a number of responses that every row sees as it sees this one.
func (t *Table) tellsApart(served uint16) uint16 { return min(served, t.served) }
