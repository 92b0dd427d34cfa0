package judged

import (
	"testing"

	"github.com/hangup-http/hangup/model"
)

// changed returns the standard table with the one row changed that is meant.
func changed(t *testing.T, in model.State, on model.Event, change func(*model.Rule)) *model.Table {
	t.Helper()
	rules := model.Rules()
	for i := range rules {
		if r := &rules[i]; r.In == 1<<in && r.On == 1<<on {
			change(r)
			return model.NewTable(rules)
		}
	}
	t.Fatalf("no row for %s while %s alone", on, in)
	return nil
}

// little is a scope for seeded defects: one request, and whatever a server does.
var little = Scope{Name: "little", First: shapes(plain, closing), Requests: 1, Connections: 1, Odd: 1, Statuses: fewStatuses}

// TestGapIsFound: without the row that lets a server be silent while idle, the judge is stuck.
func TestGapIsFound(t *testing.T) {
	table := changed(t, model.Idle, model.Silent, func(r *model.Rule) { r.On = 1 << model.TimerFires })
	x := newSearch(table, little)
	if err := x.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.audit.stuck.failed == 0 {
		t.Error("the gap was not found")
	}
}

// TestWrongLevelIsFound: a violation of a SHOULD is a defect of the table.
func TestWrongLevelIsFound(t *testing.T) {
	table := changed(t, model.Responding, model.AnswerHeadEnds, func(r *model.Rule) { r.Mark = model.Violation })
	x := newSearch(table, little)
	if err := x.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.audit.level.failed == 0 {
		t.Error("a violation of a requirement of level SHOULD was not found")
	}
}

// TestFalseAlarmIsFound: a table that forbids what its own machine does accuses its server.
func TestFalseAlarmIsFound(t *testing.T) {
	table := changed(t, model.Responding, model.AnswerSaysClose, func(r *model.Rule) {
		r.Mark, r.Cites = model.Violation, "9112/9.2/one-response"
	})
	s := Refinement{Name: "little", First: shapes(closing), Requests: 1, Statuses: fewStatuses[:1]}
	x := newRefinement(table, s, model.DefaultPolicy)
	if err := x.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(x.faults) == 0 {
		t.Error("nobody was accused")
	}
}

// TestReaderReportsWhatReadReports: the order of the observations of one plain answer is
// that of package model/read.
func TestReaderReportsWhatReadReports(t *testing.T) {
	r := newReader(fewStatuses)
	at := r.start
	for _, e := range []model.Event{
		model.AnswerIs10, model.AnswerStarts, model.AnswerHasLength, model.AnswerSaysClose, model.AnswerHeadEnds, model.AnswerEnds, model.Closes, model.Silent,
	} {
		next := -1
		for _, m := range r.moves[at] {
			if m.in.Event == e {
				next = int(m.next)
				break
			}
		}
		if next < 0 {
			t.Fatalf("%s cannot come in stage %d", e, r.phases[at].stage)
		}
		at = uint8(next)
	}
}
