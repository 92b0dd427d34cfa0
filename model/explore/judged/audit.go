package judged

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// audit checks the properties of a search while it runs.
type audit struct {
	x       *search
	scratch *model.Judge

	followed []Trace // for each row the first trace that follows it; nil where none has
	decided  []Trace // for each row the first trace in whose judgement it is named

	stuck, better, level, silence, discharge, expected, wordless claim
	discharged                                                   map[node]bool
	buf                                                          []int
}

// claim counts how often a property was checked, and keeps the first trace against it.
type claim struct {
	checked uint64
	failed  uint64
	first   Trace
	why     string
}

func (c *claim) check(ok bool, trace func() Trace, why string, args ...any) {
	c.checked++
	if ok {
		return
	}
	c.failed++
	if c.first == nil {
		c.first, c.why = trace(), fmt.Sprintf(why, args...)
	}
}

func newAudit(x *search) *audit {
	n := len(x.table.Rules())
	return &audit{
		x: x, scratch: model.NewJudge(x.table), followed: make([]Trace, n), decided: make([]Trace, n), discharged: map[node]bool{},
	}
}

// before notes which rows the judge at hand is about to follow.
func (a *audit) before(set uint32, l label) {
	a.buf = a.buf[:0]
	switch l & (3 << 30) {
	case ofReader:
		a.x.judge.Followed(model.Input{Event: model.Event(l & 0xff), Status: model.Status(l >> 8 & 0xff)}, a.note)
	case ofConnect:
		a.x.judge.Followed(model.Input{Event: model.Connects}, a.note)
	}
}

func (a *audit) note(r *model.Rule) {
	if a.followed[r.ID] == nil {
		a.buf = append(a.buf, r.ID)
	}
}

// panicked records that the table has a gap.
func (a *audit) panicked(fault string, at uint32, l label) {
	a.stuck.check(false, func() Trace { return a.x.trace(at, l) }, "%s", fault)
}

// after checks the step from one set to another.
func (a *audit) after(at, from, to uint32, isNew bool, next env, l label) {
	x := a.x
	a.stuck.checked++
	trace := func() Trace { return x.trace(at, l) }
	if isNew {
		x.judge.Consumed(a.note)
	}
	if len(a.buf) > 0 {
		t := trace()
		for _, id := range a.buf {
			if a.followed[id] == nil {
				a.followed[id] = t
			}
		}
	}
	was, is := x.standing[from], x.standing[to]
	a.better.check(is >= was, trace, "the verdict was %s and became %s", was, is)
	if is > was {
		a.named(trace)
	}
	switch {
	case isNew && x.judge.Broken():
		a.violated(from, trace)
	case isNew:
		a.owes(to, next, trace)
	}
}

// named notes the rows by which the verdict has become worse.
func (a *audit) named(trace func() Trace) {
	_, deviations := a.x.judge.Verdict()
	for _, d := range deviations {
		if a.decided[d.Rule.ID] == nil {
			a.decided[d.Rule.ID] = trace()
		}
		if d.Rule.Mark == model.Violation {
			q, known := a.x.table.Lookup(d.Rule.Cites)
			a.level.check(known && q.Level == model.Must, trace, "rule %d cites %q, whose level is no MUST", d.Rule.ID, d.Rule.Cites)
		}
	}
}

// violated checks what the judge says that the table allowed instead: each of it is no
// violation, and nothing is said only where everything deserves a warning.
func (a *audit) violated(from uint32, trace func() Trace) {
	x := a.x
	events, statuses := x.judge.Expected()
	try := func(in model.Input) model.Verdict {
		x.sets.restore(a.scratch, from)
		a.scratch.Observe(in, 0)
		return a.scratch.Standing()
	}
	for _, e := range events {
		if e != model.AnswerStarts {
			in := model.Input{Event: e, Status: model.S100}
			a.expected.check(try(in) < model.Violation, trace, "%s was expected instead, and is a violation, too", e)
		}
	}
	for _, s := range statuses {
		in := model.Input{Event: model.AnswerStarts, Status: s}
		a.expected.check(try(in) < model.Violation, trace, "%s was expected instead, and is a violation, too", describe(in))
	}
	if len(events) == 0 {
		a.wordless.check(false, trace, "a violation is found, and nothing is said to have been expected instead")
	} else {
		a.wordless.checked++
	}
}

// owes checks that where something is owed silence does not conform, and that the
// server can still send what is.
func (a *audit) owes(set uint32, e env, trace func() Trace) {
	x := a.x
	if !x.reader.timed(e.phase()) || e&(flagGone|flagDeaf) != 0 {
		return
	}
	x.sets.restore(a.scratch, set)
	address, owed := a.scratch.Owed()
	if !owed {
		return
	}
	a.scratch.Observe(model.Input{Event: model.Silent}, 0)
	a.silence.check(a.scratch.Standing() >= model.Inconclusive, trace, "%s is owed, and silence is judged %s", address, a.scratch.Standing())
	if a.discharges(set, e.phase(), 24) || trace().passed(model.Overdue) { // past a budget, the violation may have happened
		a.discharge.checked++
		return
	}
	a.discharge.check(false, trace, "%s is owed, and whatever the server sends is a violation", address)
}

// discharges tells whether a server may send something, without a violation, after which
// nothing is owed.
func (a *audit) discharges(set uint32, phase uint8, depth int) bool {
	n := at(env(phase), set)
	if done, known := a.discharged[n]; known {
		return done
	}
	x := a.x
	x.sets.restore(a.scratch, set)
	if _, owed := a.scratch.Owed(); !owed && x.reader.timed(phase) {
		a.discharged[n] = true
		return true
	}
	if depth == 0 {
		return false
	}
	a.discharged[n] = false
	moves := x.reader.moves[phase]
	for i := len(moves) - 1; i >= 0; i-- { // the end of a response first
		m := moves[i]
		if m.in.Event >= model.Rests || m.in.Event == model.Resets {
			continue
		}
		x.sets.restore(a.scratch, set)
		a.scratch.Observe(m.in, 0)
		if a.scratch.Broken() {
			continue
		}
		x.judge, a.scratch = a.scratch, x.judge
		id, _ := x.intern()
		x.judge, a.scratch = a.scratch, x.judge
		if a.discharges(id, m.next, depth-1) {
			a.discharged[n] = true
			return true
		}
	}
	return false
}

// properties returns what was claimed of all traces.
func (a *audit) properties() []Property {
	return []Property{
		a.stuck.property("the judge is never stuck: the table has a row for whatever comes"),
		a.better.property("a verdict never gets better as the trace grows"),
		a.level.property("a violation breaks a requirement of level MUST"),
		a.silence.property("where something is owed, silence does not conform"),
		a.discharge.property("what is owed can be sent without a violation, while no budget is over"),
		a.expected.property("what was allowed instead of a violation is no violation"),
	}
}

func (c *claim) property(name string) Property {
	return Property{Name: name, Checked: c.checked, Failed: c.failed, Against: c.first, Why: c.why}
}
