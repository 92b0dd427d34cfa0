package explore

import "github.com/hangup-http/hangup/model"

// Step is one move of a counterexample.
type Step struct {
	Move Move
	From Config
	To   Config
	Rule *model.Rule // nil where the table has none
}

// Conversation is a counterexample: the shortest way to a breach, or a lasso, a
// way to a cycle that can go on for ever.
type Conversation struct {
	Stem  []Step
	Cycle []Step
}

// ByClient tells whether the client brings it about, with no timer and no operator.
func (c *Conversation) ByClient() bool {
	client := false
	for _, step := range append(c.Stem[:len(c.Stem):len(c.Stem)], c.Cycle...) {
		switch step.Move.Actor {
		case Clock, Operator:
			return false
		case Client:
			client = true
		}
	}
	return client
}

// wayTo returns the shortest way from the start to a configuration that was visited.
func (s *search) wayTo(goal func(Config) bool) []Step {
	start := Pack(model.Idle, 0, Between, NoHandler, 0)
	return s.way(start, goal, func(*Move, Config) bool { return true })
}

// way is breadth-first search from one configuration, along the moves that may be used.
func (s *search) way(start Config, goal func(Config) bool, use func(*Move, Config) bool) []Step {
	if goal(start) {
		return nil
	}
	parents := map[Config]Config{start: start}
	for front := []Config{start}; len(front) > 0; {
		var next []Config
		for _, c := range front {
			for _, step := range s.steps(c) {
				if _, known := parents[step.To]; known || !use(&step.Move, step.To) {
					continue
				}
				parents[step.To] = c
				if goal(step.To) {
					return s.retrace(parents, start, step.To)
				}
				next = append(next, step.To)
			}
		}
		front = next
	}
	return nil
}

// steps returns every step that the table permits.
func (s *search) steps(c Config) (all []Step) {
	moves := s.sys.enabled(c)
	for _, m := range moves {
		if m.open(c) {
			if next, rule := s.sys.step(c, m); rule != nil && rule.Mark != model.Violation {
				all = append(all, Step{*m.move, c, next, rule})
			}
		}
	}
	return all
}

func (s *search) retrace(parents map[Config]Config, start, end Config) []Step {
	var back []Config
	for c := end; c != start; c = parents[c] {
		back = append(back, c)
	}
	var way []Step
	at := start
	for i := len(back) - 1; i >= 0; i-- {
		way = append(way, s.stepTo(at, back[i]))
		at = back[i]
	}
	return way
}

// stepTo returns the first step that leads from one configuration to the next.
func (s *search) stepTo(from, to Config) Step {
	for _, step := range s.steps(from) {
		if step.To == to {
			return step
		}
	}
	panic("explore: a way that no step makes")
}

// show makes the conversation that leads to a breach.
func (s *search) show(b breach) *Conversation {
	c := &Conversation{Stem: s.wayTo(func(c Config) bool { return c == b.config })}
	if b.move != nil {
		last := Step{Move: *b.move, From: b.config, To: b.config, Rule: b.rule}
		if b.rule != nil && b.rule.Mark != model.Violation {
			last = s.stepWith(b)
		}
		c.Stem = append(c.Stem, last)
	}
	return c
}

// stepWith returns the step of a breach that the table permits.
func (s *search) stepWith(b breach) Step {
	for _, step := range s.steps(b.config) {
		if step.Rule == b.rule && step.Move.Name == b.move.Name && step.Move.Input == b.move.Input {
			return step
		}
	}
	return Step{Move: *b.move, From: b.config, To: b.config, Rule: b.rule}
}

// lasso makes the conversation that leads into a component, and around in it so that
// each fair actor moves, or is seen without a move.
func (s *search) lasso(f *Fate, component []Config) *Conversation {
	inside := map[Config]bool{}
	for _, c := range component {
		inside[c] = true
	}
	x := &fateSearch{search: s, fate: f}
	for _, a := range f.Still {
		x.still[a] = true
	}
	stay := func(m *Move, to Config) bool { return inside[to] && !x.still[m.Actor] }
	c := &Conversation{Stem: s.wayTo(func(c Config) bool { return inside[c] })}
	start := Pack(model.Idle, 0, Between, NoHandler, 0)
	if len(c.Stem) > 0 {
		start = c.Stem[len(c.Stem)-1].To
	}
	at := start
	for _, a := range fair {
		c.Cycle = append(c.Cycle, s.please(a, &at, inside, stay)...)
	}
	back := s.way(at, func(c Config) bool { return c == start }, stay)
	c.Cycle = append(c.Cycle, back...)
	if len(c.Cycle) == 0 {
		for _, step := range s.steps(at) {
			if stay(&step.Move, step.To) && step.To == at {
				c.Cycle = append(c.Cycle, step)
				break
			}
		}
	}
	return c
}

// please goes to a configuration of the component in which the actor has no move, or
// where it has one inside, and makes that move.
func (s *search) please(a Actor, at *Config, inside map[Config]bool, stay func(*Move, Config) bool) []Step {
	var own *Step
	content := func(c Config) bool {
		own = nil
		able := false
		for _, step := range s.steps(c) {
			if step.Move.Actor != a {
				continue
			}
			able = true
			if inside[step.To] && stay(&step.Move, step.To) {
				own = &step
				return true
			}
		}
		return !able
	}
	way := s.way(*at, content, stay)
	if len(way) > 0 {
		*at = way[len(way)-1].To
	}
	content(*at)
	if own != nil {
		way = append(way, *own)
		*at = own.To
	}
	return way
}
