package profile

import (
	"slices"

	"github.com/hangup-http/hangup/model"
)

// Table returns the standard table with the edits of the profile: the one to judge by.
//
// Its own requirements on silence are judged only in conversations about them: each of
// the others would have to be waited for just as long. About holds the addresses that a
// conversation is about; nothing means all of them.
func (p Profile) Table(about ...string) *model.Table {
	if len(p.Decisions)+len(p.Levels)+len(p.Requirements) == 0 {
		return model.Standard
	}
	e := editor{profile: p, rules: model.Rules()}
	for address, c := range p.Levels {
		e.relevel(address, c.Level)
	}
	for _, choice := range model.Choices() {
		if d, settled := p.Decisions[choice.Policy]; settled {
			e.settle(choice, d, about)
		}
	}
	for i := len(p.Requirements) - 1; i >= 0; i-- { // each goes in front of those before it
		e.add(p.Requirements[i], about)
	}
	return model.NewTable(e.rules, e.extra...)
}

// editor holds a table while it is edited.
type editor struct {
	profile Profile
	rules   []model.Rule
	extra   []model.Requirement
}

// only tells whether a row is about this event alone.
func only(events model.Events, e model.Event) bool { return events == 1<<e }

// heard are the events by which a server shows itself: what it sends, and silence.
var heard = func() (set model.Events) {
	for _, e := range model.AllEvents() {
		if e >= model.Interim && e <= model.Resets || e == model.Silent {
			set |= 1 << e
		}
	}
	return set
}()

// markOf is what breaking a requirement of that level costs.
func markOf(l model.Level) model.Verdict {
	switch l {
	case model.Must:
		return model.Violation
	case model.Should:
		return model.Warning
	case model.May:
		return model.Note
	}
	return model.Conforms
}

// relevel gives the rows that cite a requirement of the RFCs the marks of another level.
func (e *editor) relevel(address string, to model.Level) {
	q, standard := model.Lookup(address)
	if !standard {
		return // a requirement of the profile's own is added with its level
	}
	kept := make([]model.Rule, 0, len(e.rules))
	var silent []model.Rule
	for _, r := range e.rules {
		if mark := relevelled(r.Mark, q.Level, to); mark != r.Mark && r.Cites == address && r.On&heard != 0 {
			setMark(&r, mark)
			kept = blame(kept, r)
			if r.On>>model.Silent&1 != 0 {
				silent = append(silent, r)
			}
		}
		kept = append(kept, r)
	}
	e.rules = kept
	for _, r := range silent {
		e.keepPace(r, address, to)
	}
	q, _ = e.profile.Lookup(address)
	e.extra = append(e.extra, q)
}

// relevelled returns what the mark of a row becomes when its requirement changes its
// level. Rows with a lesser mark than the level's speak of something milder, and keep it.
func relevelled(mark model.Verdict, from, to model.Level) model.Verdict {
	switch {
	case to == Off:
		return model.Conforms
	case mark == model.Inconclusive || mark == model.Late:
		return mark
	case mark == markOf(from) || mark > markOf(to):
		return markOf(to)
	}
	return mark
}

// setMark changes the mark of a row. What follows a violation was never thought of: no
// rule follows a server further that does what was one.
func setMark(r *model.Rule, mark model.Verdict) {
	if r.Mark == model.Violation && mark != model.Violation && !only(r.On, model.Silent) {
		r.Set |= model.Lost
	}
	r.Mark = mark
	if mark == model.Conforms {
		r.Cites = ""
	}
}

// pastBudget begins the reason of a row for what came too late.
const pastBudget = "it came, but past its budget: "

// keepPace makes the row for what came too late fit the row for what never came.
func (e *editor) keepPace(silent model.Rule, address string, to model.Level) {
	for i := range e.rules {
		r := &e.rules[i]
		if !only(r.On, model.Overdue) || r.In != silent.In || r.When != silent.When || r.Set != 0 {
			continue
		}
		r.Mark, r.Cites = model.Conforms, ""
		if to == model.Must {
			r.Mark, r.Cites, r.Why = model.Late, address, pastBudget+silent.Why
		}
	}
}

// settle makes one choice for every server that is judged.
func (e *editor) settle(c model.Choice, d Decision, about []string) {
	cites := d.Cites
	if cites == "" {
		cites = c.Cites
	}
	breaks := breach{level: d.Level, cites: cites, why: d.verb() + " by profile " + d.By + ": "}
	kept := make([]model.Rule, 0, len(e.rules))
	for _, r := range e.rules {
		against, with := r.Takes, r.Leaves
		if d.Require {
			against, with = with, against
		}
		switch {
		case r.By == c.Policy && !d.Require:
			continue // nobody may choose it
		case r.By == c.Policy && followedOnly&c.Policy == 0:
			r.By = 0 // everybody has to
		case against&c.Policy != 0 && r.On&heard != 0:
			setMark(&r, markOf(d.Level))
			r.Cites, r.Why = cites, breaks.why+r.Why
			kept = blame(kept, r)
		case with&c.Policy != 0 && (r.Mark == model.Note || r.Mark == model.Warning):
			r.Mark = model.Conforms // what is asked for is not worth a word
		}
		kept = append(kept, r)
	}
	e.rules = kept
	e.raise(c, d)
	for _, n := range signs[c.Policy].of(d.Require) {
		if n.On>>model.Silent&1 == 0 || judged(cites, about) {
			e.forbid(n, breaks)
		}
	}
}

// raise gives the requirement that leaves a choice the level of the decision, where
// all that still cites it is the decision.
func (e *editor) raise(c model.Choice, d Decision) {
	if d.Cites != "" {
		return
	}
	q, _ := e.profile.Lookup(c.Cites)
	if q.Level >= d.Level || slices.ContainsFunc(e.rules, func(r model.Rule) bool {
		return r.Cites == c.Cites && r.Mark != model.Conforms && r.Takes|r.Leaves == 0
	}) {
		return
	}
	q.Level = d.Level
	q.Rule = "Profile " + d.By + " settles that a server " + d.does() + c.Rule + "."
	e.extra = append(e.extra, q)
}

func (d Decision) verb() string {
	if d.Require {
		return "required"
	}
	return "forbidden"
}

func (d Decision) does() string {
	if d.Require {
		return "always "
	}
	return "never "
}

// judged tells whether a requirement on silence is judged in a conversation.
func judged(address string, about []string) bool {
	_, standard := model.Lookup(address)
	return standard || len(about) == 0 || slices.Contains(about, address)
}

// add adds one of the profile's own requirements.
func (e *editor) add(own Requirement, about []string) {
	q, _ := e.profile.Lookup(own.Address)
	e.extra = append(e.extra, q)
	if c, changed := e.profile.Levels[own.Address]; changed && c.Level == Off {
		return
	}
	for i := len(own.Never) - 1; i >= 0; i-- {
		n := own.Never[i]
		if !judged(own.Address, about) {
			n.On &^= 1 << model.Silent
		}
		if n.Why == "" {
			n.Why = q.Sign
		}
		e.forbid(n, breach{level: q.Level, cites: q.Address})
	}
}
