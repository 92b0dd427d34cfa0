package mutate

import (
	_ "embed" // the walks
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// walksText holds walks, one a line: who walks, events, and what came of them.
//
//go:embed testdata/walks
var walksText string

// Walk is a way through the table, and what came of it: an example in the words of the
// model, without octets.
type Walk struct {
	Who    string // judge, or the policies of a machine, joined by "|"; none for none
	Events string // see [ParseInput]
	Want   string
}

// Walks returns those that are kept with this package.
func Walks() []Walk {
	var all []Walk
	for line := range strings.Lines(walksText) {
		if parts := strings.Split(strings.TrimSpace(line), "\t"); len(parts) == 3 {
			all = append(all, Walk{parts[0], parts[1], parts[2]})
		}
	}
	return all
}

// ParseInput reads an event with what it says, for example Begins, Has:Fold,
// AnswerStarts:S2xx, Interim:S100, Addresses:read; Addresses of a safe method ends in "!".
func ParseInput(word string) (model.Input, error) {
	name, what, _ := strings.Cut(word, ":")
	e, known := model.ParseEvent(name)
	in := model.Input{Event: e}
	switch {
	case !known:
	case e == model.Has:
		in.Trait, known = model.ParseTrait(what)
	case e == model.Addresses:
		in.Safe = strings.HasSuffix(what, "!")
		in.Handler, known = model.ParseHandler(strings.TrimSuffix(what, "!"))
	case e == model.Interim || e == model.AnswerStarts:
		in.Status, known = model.ParseStatus(what)
	}
	if !known {
		return in, fmt.Errorf("%q is no event; write it as in Begins, Has:Fold, Addresses:read!, AnswerStarts:S2xx", word)
	}
	return in, nil
}

func parseInputs(words string) ([]model.Input, error) {
	var all []model.Input
	for word := range strings.FieldsSeq(words) {
		if word == "-" { // nothing
			continue
		}
		in, err := ParseInput(word)
		if err != nil {
			return nil, err
		}
		all = append(all, in)
	}
	return all, nil
}

// way is a Walk that was read.
type way struct {
	Walk
	judge  bool
	policy model.Policy
	inputs []model.Input
	look   look
}

func (w Walk) parse() (way, error) {
	p := way{Walk: w, judge: w.Who == "judge"}
	if !p.judge && w.Who != "none" {
		for name := range strings.SplitSeq(w.Who, "|") {
			c, known := model.LookupChoice(name)
			if !known {
				return p, fmt.Errorf("the walk %q: no policy is called %q", w.Events, name)
			}
			p.policy |= c.Policy
		}
	}
	var err error
	if p.inputs, err = parseInputs(w.Events); err != nil {
		return p, fmt.Errorf("a walk: %w", err)
	}
	p.look = look{events: eventSet(model.Aborts, model.Connects), traits: 1 << model.Plain, statuses: 1 << model.NoStatus}
	p.look.add(p.inputs)
	return p, nil
}

// take walks, and returns what came of it.
func (w *way) take(t *model.Table) string {
	if w.judge {
		return judged(t, w.inputs)
	}
	return driven(t, w.policy, w.inputs)
}

// judged returns the verdict with the clauses that it rests on, and where the server may be.
func judged(t *model.Table, inputs []model.Input) string {
	j := model.NewJudge(t)
	for i, in := range inputs {
		switch {
		case in.Event == model.Connects:
			j.Connect(i)
		case fromServer>>in.Event&1 != 0:
			j.Observe(in, i)
		default:
			j.Client(in, i)
		}
	}
	verdict, deviations := j.Verdict()
	var b strings.Builder
	b.WriteString(verdict.String())
	for _, d := range deviations {
		fmt.Fprintf(&b, " %s", d.Rule.Cites)
		if d.Rule.Mark != verdict {
			fmt.Fprintf(&b, " (%s)", d.Rule.Mark)
		}
	}
	b.WriteString(", " + setName(uint64(j.States()), stateOf))
	return b.String()
}

// driven returns what a machine did at each step, and where it ended.
func driven(t *model.Table, p model.Policy, inputs []model.Input) string {
	var b strings.Builder
	m := model.NewMachine(t, p)
	for _, in := range inputs {
		from := m.State()
		r := m.Step(in)
		switch {
		case r == nil:
			return b.String() + "no row"
		case r.Mark == model.Violation:
			fmt.Fprintf(&b, "forbidden by %s, ", r.Cites)
			continue
		}
		if m.State() != from {
			fmt.Fprintf(&b, "%s ", m.State())
		}
		if r.Do != 0 {
			fmt.Fprintf(&b, "%s ", actionName(r.Do))
		}
	}
	fmt.Fprintf(&b, "[%s]", strings.Join(m.Facts().Names(), " "))
	if m.Last() != model.NotLast {
		fmt.Fprintf(&b, " %s", m.Last())
	}
	return b.String()
}

// Take walks through a table.
func (w Walk) Take(t *model.Table) (string, error) {
	p, err := w.parse()
	if err != nil {
		return "", err
	}
	return p.take(t), nil
}

// WalkKiller returns the killer that walks, and compares what comes of it.
func WalkKiller(original *model.Table, walks []Walk) (Killer, error) {
	all := make([]way, len(walks))
	for i, w := range walks {
		p, err := w.parse()
		if err != nil {
			return Killer{}, err
		}
		p.Want = p.take(original)
		all[i] = p
	}
	return Killer{Name: "walks", Kind: Example, Kills: func(t *Trial) (string, bool) {
		for i := range all {
			w := &all[i]
			if !w.look.sees(&t.where) {
				continue
			}
			if got, failed := w.retake(t.Table()); failed || got != w.Want {
				return fmt.Sprintf("%s: %s instead of %s", w.Events, got, w.Want), true
			}
		}
		return "", false
	}}, nil
}

// retake also fails where the table has a gap.
func (w *way) retake(t *model.Table) (got string, failed bool) {
	defer func() { failed = recover() != nil }()
	return w.take(t), false
}
