package mutate

import "github.com/hangup-http/hangup/model"

// site is one cell of a table, as the laws look at it.
type site struct {
	cell
	rows    []*model.Rule
	machine *reachable // what can occur, in the original table
	judge   *reachable
}

// find returns what, where a row that can be followed is wrong, and "" elsewhere.
func (s *site) find(what string, wrong func(*model.Rule) bool) string {
	for _, r := range s.rows {
		if r.Mark != model.Violation && r.When.All&model.Lost == 0 && wrong(r) {
			return what
		}
	}
	return ""
}

// findDriven is find for rows that a machine can follow.
func (s *site) findDriven(what string, wrong func(*model.Rule) bool) string {
	if onlyJudged>>s.event&1 != 0 {
		return ""
	}
	return s.find(what, func(r *model.Rule) bool { return !r.Also && wrong(r) })
}

// findAmong is find for rows to which some facts of the cube lead that can occur.
func (s *site) findAmong(c cube, can *reachable, what string, wrong func(*model.Rule) bool) string {
	for i, r := range s.rows {
		if r.Mark != model.Violation && wrong(r) && s.meets(i, c, can) {
			return what
		}
	}
	return ""
}

// meets tells whether some facts that can occur, within a cube, lead to the row at that place.
func (s *site) meets(at int, c cube, can *reachable) bool {
	c, some := c.meet(&s.rows[at].When)
	return some && s.left(0, at, c, can)
}

// left tells whether the rows from one place on, before another, leave some facts of the cube.
func (s *site) left(from, end int, c cube, can *reachable) bool {
	for from < end && isChoice(s.rows[from]) {
		from++
	}
	if can != nil && !can.possible(s.cell, c) {
		return false
	}
	if from == end {
		return true
	}
	found := false
	c.minus(&s.rows[from].When, func(rest cube) { found = found || s.left(from+1, end, rest, can) })
	return found
}

// to returns where a row leads.
func (s *site) to(r *model.Rule) model.State {
	if r.To == model.Stay {
		return s.state
	}
	return r.To
}

// enters tells whether a row leads into a state from another one.
func (s *site) enters(r *model.Rule, state model.State) bool {
	return s.state != state && s.to(r) == state
}

func (s *site) on(events ...model.Event) bool { return eventSet(events...)>>s.event&1 != 0 }
