package profile

import "github.com/hangup-http/hangup/model"

// breach is what a server that does what may never happen is told.
type breach struct {
	level model.Level
	cites string
	why   string // in front of the reason of the row
}

// forbid puts what may never happen in front of the table. Whom no rule follows any
// more cannot be blamed, unless the condition asks for it.
func (e *editor) forbid(n Never, b breach) {
	if n.On == 0 {
		return
	}
	if n.When.All&model.Lost == 0 {
		n.When.Not |= model.Lost
	}
	x := model.Rule{
		In: n.In, On: n.On, When: n.When, To: model.Stay, Mark: markOf(b.level), Cites: b.cites, Why: b.why + n.Why,
	}
	if x.Mark != model.Violation {
		e.rules = overlay(e.rules, x)
		return
	}
	if n.On>>model.Silent&1 != 0 {
		late := x
		late.On, late.Mark, late.Why = 1<<model.Overdue, model.Late, pastBudget+x.Why
		e.rules = overlay(e.rules, late)
	}
	e.rules = append([]model.Rule{x}, e.rules...)
}

// overlay marks what the rows do where x holds, and changes nothing else: unlike a
// violation, what costs less has to be followed further, and only the rows know where
// it leads. In front of each row stands its own copy, narrowed to x.
func overlay(rows []model.Rule, x model.Rule) []model.Rule {
	all := make([]model.Rule, 0, 2*len(rows))
	for _, r := range rows {
		narrowed, possible := meet(r, x)
		if !possible || r.Mark >= x.Mark {
			all = append(all, r)
			continue
		}
		narrowed.Mark, narrowed.Cites, narrowed.Why = x.Mark, x.Cites, x.Why
		all = append(all, narrowed)
		if r.By != 0 || r.Also {
			all = append(all, without(r, x)...)
			continue
		}
		all = append(all, r)
	}
	return all
}

// meet returns the row where both hold; not possible when they never do.
func meet(r, x model.Rule) (both model.Rule, possible bool) {
	both = r
	both.In &= x.In
	both.On &= x.On
	both.When.All |= x.When.All
	both.When.Not |= x.When.Not
	both.When.Served = max(r.When.Served, x.When.Served)
	possible = both.In != 0 && both.On != 0 && both.When.All&both.When.Not == 0
	for _, set := range []struct {
		to   *uint64
		with uint64
	}{
		{&both.When.Last, x.When.Last}, {&both.When.Trait, x.When.Trait}, {&both.When.Status, x.When.Status},
	} {
		switch {
		case *set.to == 0:
			*set.to = set.with
		case set.with != 0:
			*set.to &= set.with
			possible = possible && *set.to != 0
		}
	}
	return both, possible
}

// without returns rows that together hold where r does and x does not. A choice is
// followed next to the rows behind it, so that the narrowed copy alone would not bind.
// What x asks of the number of responses cannot be negated in a row: then all of r stays.
func without(r, x model.Rule) (rest []model.Rule) {
	if x.When.Served > 0 {
		return []model.Rule{r}
	}
	keep := func(part model.Rule, possible bool) {
		if possible {
			rest = append(rest, part)
		}
	}
	elsewhere, otherwise := r, r
	elsewhere.In &^= x.In
	keep(elsewhere, elsewhere.In != 0)
	otherwise.On &^= x.On
	keep(otherwise, otherwise.On != 0)
	for _, flag := range model.Flags() {
		if x.When.All&flag != 0 {
			keep(meet(r, model.Rule{In: x.In, On: x.On, When: model.When{Not: flag}}))
		}
		if x.When.Not&flag != 0 {
			keep(meet(r, model.Rule{In: x.In, On: x.On, When: model.When{All: flag}}))
		}
	}
	for _, w := range []model.When{
		{Last: ^x.When.Last}, {Trait: ^x.When.Trait}, {Status: ^x.When.Status},
	} {
		if w.Last != ^uint64(0) && w.Trait != ^uint64(0) && w.Status != ^uint64(0) {
			keep(meet(r, model.Rule{In: x.In, On: x.On, When: w}))
		}
	}
	return rest
}

// catchAll is the requirement that rows cite which forbid what no other clause does.
const catchAll = "9112/9.2/one-response"

// blame puts x's reason in front of rows before it that forbid the same for the lack of a
// better one: what a team asks for is what its servers should be told.
func blame(rows []model.Rule, x model.Rule) []model.Rule {
	if x.Mark != model.Violation {
		return rows
	}
	all := make([]model.Rule, 0, len(rows)+1)
	for _, r := range rows {
		if both, possible := meet(r, x); possible && r.Mark == model.Violation && r.Cites == catchAll && r.Cites != x.Cites {
			both.Takes, both.Leaves, both.Cites, both.Why = x.Takes, x.Leaves, x.Cites, x.Why
			all = append(all, both)
		}
		all = append(all, r)
	}
	return all
}
