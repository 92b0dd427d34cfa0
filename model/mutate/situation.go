package mutate

import (
	_ "embed" // the situations
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// situationsText holds situations with their judgements.
//
//go:embed testdata/situations
var situationsText string

// Situation is what has happened before a server does something, and what a judge says of
// each thing that it may do: every final status with every end of the exchange, interim
// responses, silence, FIN, reset, stray octets. It is an example that leaves nothing out.
type Situation struct {
	Why    string
	Events string // what has happened, as words; see [ParseInput]
	Want   string // the judgements, one group of equal ones a line
}

// Situations returns those that are kept with this package.
func Situations() []Situation {
	var all []Situation
	for paragraph := range strings.SplitSeq(strings.TrimSpace(situationsText), "\n\n") {
		why, rest, _ := strings.Cut(paragraph, "\n")
		events, want, _ := strings.Cut(rest, "\n")
		all = append(all, Situation{strings.TrimPrefix(why, "# "), events, strings.TrimSuffix(want, "\n") + "\n"})
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

// reactions are what a server may do, under the name that it has in the file. %s is a
// final status.
var reactions = []struct{ name, events string }{
	{"%s kept", "AnswerStarts:%s AnswerHasLength AnswerHeadEnds AnswerEnds Silent"},
	{"%s kept, FIN", "AnswerStarts:%s AnswerHasLength AnswerHeadEnds AnswerEnds Closes"},
	{"%s kept, next", "AnswerStarts:%s AnswerHasLength AnswerHeadEnds AnswerEnds Begins HeadEnds AnswerStarts:S2xx"},
	{"%s close", "AnswerStarts:%s AnswerSaysClose AnswerHasLength AnswerHeadEnds AnswerEnds Silent"},
	{"%s close, FIN", "AnswerStarts:%s AnswerSaysClose AnswerHasLength AnswerHeadEnds AnswerEnds Closes"},
	{"%s begun", "AnswerStarts:%s Silent"},
	{"%s chunked", "AnswerStarts:%s AnswerHasCoding"},
	{"S100", "Interim:S100 Silent"},
	{"S101", "Interim:S101 Silent"},
	{"S1xx", "Interim:S1xx Silent"},
	{"silence", "Silent"},
	{"late S100", "Overdue Interim:S100"},
	{"late S2xx", "Overdue AnswerStarts:S2xx"},
	{"late S400", "Overdue AnswerStarts:S400"},
	{"FIN", "Closes"},
	{"late FIN", "Overdue Closes"},
	{"RST", "Resets"},
	{"stray", "Stray"},
	{"late", "Overdue"},
}

// run is one way for a situation to go on.
type run struct {
	name   string
	inputs []model.Input
	look   look
	want   string
}

// runs returns every way for the situation to go on.
func (s *Situation) runs() ([]run, error) {
	var all []run
	for _, r := range reactions {
		statuses := []string{""}
		if strings.Contains(r.name, "%s") {
			statuses = nil
			for st := model.S2xx; int(st) < numStatuses; st++ {
				statuses = append(statuses, st.String())
			}
		}
		for _, st := range statuses {
			inputs, err := parseInputs(s.Events + " " + strings.ReplaceAll(r.events, "%s", st))
			if err != nil {
				return nil, fmt.Errorf("the situation %q: %w", s.Events, err)
			}
			l := look{traits: 1 << model.Plain, statuses: 1 << model.NoStatus}
			l.add(inputs)
			l.events |= eventSet(model.Aborts, model.Connects)
			all = append(all, run{name: strings.ReplaceAll(r.name, "%s", st), inputs: inputs, look: l})
		}
	}
	return all, nil
}

// judge returns the verdict with the clauses that it rests on, and where the server is.
func (r *run) judge(t *model.Table) string {
	j := model.NewJudge(t)
	for i, in := range r.inputs {
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

// Judge judges every way for the situation to go on, as Want has it.
func (s *Situation) Judge(t *model.Table) (string, error) {
	runs, err := s.runs()
	if err != nil {
		return "", err
	}
	groups := map[string][]string{}
	var order []string
	for i := range runs {
		text := runs[i].judge(t)
		if groups[text] == nil {
			order = append(order, text)
		}
		groups[text] = append(groups[text], runs[i].name)
	}
	var b strings.Builder
	for _, text := range order {
		fmt.Fprintf(&b, "  %s: %s\n", text, shorten(groups[text]))
	}
	return b.String(), nil
}

// shorten writes names that differ in their status only as one.
func shorten(names []string) string {
	var parts []string
	statuses := map[string][]string{}
	var order []string
	for _, n := range names {
		st, rest, both := strings.Cut(n, " ")
		if !both || !strings.HasPrefix(st, "S") {
			st, rest = "", n
		}
		if statuses[rest] == nil {
			order = append(order, rest)
		}
		statuses[rest] = append(statuses[rest], st)
	}
	for _, rest := range order {
		all := slices.DeleteFunc(statuses[rest], func(s string) bool { return s == "" })
		switch {
		case len(all) == numStatuses-int(model.S2xx):
			parts = append(parts, "any "+rest)
		case len(all) > 0:
			parts = append(parts, strings.Join(all, "|")+" "+rest)
		default:
			parts = append(parts, rest)
		}
	}
	return strings.Join(parts, "; ")
}

// SituationKiller returns the killer that judges every way for every situation to go on.
func SituationKiller(original *model.Table, situations []Situation) (Killer, error) {
	type place struct {
		run
		of int
	}
	var all []place
	for i := range situations {
		runs, err := situations[i].runs()
		if err != nil {
			return Killer{}, err
		}
		for _, r := range runs {
			r.want = r.judge(original)
			all = append(all, place{r, i})
		}
	}
	return Killer{Name: "situations", Kind: Example, Kills: func(t *Trial) (string, bool) {
		for i := range all {
			r := &all[i]
			if !r.look.sees(t.Mutant) {
				continue
			}
			if what, differs := r.differs(t.Table()); differs {
				return fmt.Sprintf("%s: %s: %s", situations[r.of].Why, r.name, what), true
			}
		}
		return "", false
	}}, nil
}

func (r *run) differs(t *model.Table) (what string, differs bool) {
	defer func() {
		if broken := recover(); broken != nil {
			what, differs = fmt.Sprint(broken), true
		}
	}()
	got := r.judge(t)
	return fmt.Sprintf("%s instead of %s", got, r.want), got != r.want
}
