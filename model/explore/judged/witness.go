package judged

import (
	"context"
	"slices"

	"github.com/hangup-http/hangup/model"
)

// Witness is a trace in which a row makes the difference: were it a violation instead, the
// judgement would be another one.
type Witness struct {
	Row     int           // its ID
	Trace   Trace         // nil where no trace in the scopes follows the row
	Decides bool          // false where the trace only follows the row
	Verdict model.Verdict // of the trace
	Cites   []string      // of the deviations in its judgement, in their order
	Why     string        // why there is no trace
}

// Witnesses explores the judge by a table and returns, for each of its rows in their order, the
// shortest trace that was found in which it makes the difference. Mutants of the table
// can be told from it by comparing Judgement on the traces.
func Witnesses(ctx context.Context, o Options) ([]Witness, error) {
	if o.Table == nil {
		o.Table = model.Standard
	}
	reports, err := explore(ctx, o)
	if err != nil {
		return nil, err
	}
	return witnesses(o.Table, reports), nil
}

// Judgement plays a trace and returns the verdict and the clauses that its deviations
// cite. A judge that the table leaves without a row gives stuck.
func Judgement(t *model.Table, trace Trace) (verdict model.Verdict, cites []string, stuck bool) {
	defer func() {
		if recover() != nil {
			verdict, cites, stuck = model.Violation, nil, true
		}
	}()
	verdict, deviations := trace.Play(t).Verdict()
	for _, d := range deviations {
		cites = append(cites, d.Rule.Cites)
	}
	return verdict, cites, false
}

// inside are the events that no client sees: rows on these only are the machine's.
const inside = 1<<model.TimerFires | 1<<model.HandlerStalls | 1<<model.ClientStalls | 1<<model.Limits | 1<<model.ShutsDown |
	1<<model.HandlerReads | 1<<model.BodyIsLong

// witnesses finds one for each row.
func witnesses(t *model.Table, reports []report) []Witness {
	rows := t.Rules()
	all := make([]Witness, len(rows))
	for id := range rows {
		w := Witness{Row: id}
		candidates := shortest(reports, func(r *report) Trace { return r.decided[id] })
		candidates = append(candidates, shortest(reports, func(r *report) Trace { return r.followed[id] })...)
		switch {
		case len(candidates) > 0:
			w.Trace, w.Decides = decisive(t, rows, id, candidates)
			w.Verdict, w.Cites, _ = Judgement(t, w.Trace)
		default:
			w.Why = absence(&rows[id])
		}
		all[id] = w
	}
	return all
}

// Why a row has no witness.
const (
	onlyMachine = "only a machine follows it: no client sees the event"
	neverRead   = "it is there for the sake of totality: no reader reports the event there"
	notFound    = "no trace in these scopes follows it"
)

// absence tells why no trace follows a row.
func absence(r *model.Rule) string {
	const reading, responding = 1 << model.Reading, 1 << model.Responding
	switch {
	case r.On&^inside == 0:
		return onlyMachine
	case r.In == reading && r.On == 1<<model.Begins && r.When.All == 0,
		r.In == responding && r.On == 1<<model.Interim && r.When.All == model.Begun:
		return neverRead
	}
	return notFound
}

// shortest returns what the reports have, the shortest trace first.
func shortest(reports []report, of func(*report) Trace) (all []Trace) {
	for i := range reports {
		if t := of(&reports[i]); t != nil {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b Trace) int { return len(a) - len(b) })
	return all
}

// endings are what may follow a trace so that the row shows.
var endings = []Trace{
	{},
	observed(model.Silent),
	observed(model.Closes),
	observed(model.Resets),
	observed(model.Stray),
	observed(model.AnswerHeadEnds),
	observed(model.AnswerEnds, model.Silent),
	observed(model.AnswerEnds, model.Closes),
	observed(model.AnswerStarts),
	observed(model.AnswerHeadEnds, model.AnswerEnds, model.Silent),
	observed(model.AnswerHeadEnds, model.AnswerEnds, model.Closes),
	observed(model.AnswerEnds, model.AnswerStarts),
	observed(model.AnswerStarts, model.AnswerHeadEnds, model.AnswerEnds, model.Silent),
	observed(model.AnswerStarts, model.AnswerHeadEnds, model.AnswerEnds, model.Closes),
	observed(model.AnswerStarts, model.AnswerSaysClose, model.AnswerHeadEnds, model.AnswerEnds, model.Silent),
	observed(model.AnswerStarts, model.AnswerHeadEnds, model.AnswerEnds, model.AnswerStarts),
}

func observed(events ...model.Event) (t Trace) {
	for _, e := range events {
		in := model.Input{Event: e}
		if e == model.AnswerStarts {
			in.Status = model.S2xx
		}
		t = append(t, Step{Observed, []model.Input{in}})
	}
	return t
}

// decisive returns the first of the traces, or of their endings, whose judgement would be
// another one were the row a violation; else the first trace.
func decisive(t *model.Table, rows []model.Rule, id int, candidates []Trace) (Trace, bool) {
	mutant := slices.Clone(rows)
	mutant[id].Mark, mutant[id].Cites = model.Violation, "mutant"
	if rows[id].Mark == model.Violation {
		mutant[id].Mark = model.Conforms
	}
	other := model.NewTable(mutant)
	for _, c := range candidates {
		for _, ending := range endings {
			trace := append(slices.Clip(c), ending...)
			v, cites, _ := Judgement(t, trace)
			u, others, stuck := Judgement(other, trace)
			if stuck || v != u || !slices.Equal(cites, others) {
				return trace, true
			}
		}
	}
	return candidates[0], false
}

// shown returns for each requirement the trace that breaks it, as its level says.
func shown(t *model.Table, all []Witness) []Shown {
	marks := map[model.Level]model.Verdict{model.Must: model.Violation, model.Should: model.Warning, model.May: model.Note}
	rows := t.Rules()
	var shown []Shown
	for _, q := range model.Requirements() {
		s := Shown{Requirement: q, Row: -1, Why: "no row marks it as its level says"}
		for id := range rows {
			if rows[id].Cites != q.Address || rows[id].Mark != marks[q.Level] {
				continue
			}
			w := &all[id]
			if s.Trace == nil {
				s.Why = "no trace in these scopes shows it"
			}
			if w.Trace != nil && slices.Contains(w.Cites, q.Address) && (s.Trace == nil || len(w.Trace) < len(s.Trace)) {
				s.Row, s.Trace, s.Why = id, w.Trace, ""
			}
		}
		shown = append(shown, s)
	}
	return shown
}
