package model_test

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// A machine drives a server through one exchange whose request said close.
func ExampleMachine() {
	m := model.NewMachine(model.Standard, model.DefaultPolicy)
	for _, e := range []model.Event{
		model.Begins, model.SaysClose, model.HeadEnds, // the request
		model.AnswerStarts, model.AnswerSaysClose, model.AnswerHeadEnds, model.AnswerEnds, // the response
		model.Begins, // a request behind it
	} {
		r := m.Step(model.Input{Event: e, Status: model.S2xx})
		fmt.Printf("%-15s -> %-10s %s\n", e, m.State(), r.Why)
	}
	// Output:
	// Begins          -> reading    a request begins
	// SaysClose       -> reading    this exchange is the last one
	// HeadEnds        -> responding the request is run
	// AnswerStarts    -> responding the response begins
	// AnswerSaysClose -> responding this exchange is the last one
	// AnswerHeadEnds  -> responding the content of the response follows, if it has any
	// AnswerEnds      -> draining   the first stage of the close: FIN, then read on
	// Begins          -> draining   read and thrown away, so that no reset erases the response
}

// A judge finds that a request behind one with close was answered.
func ExampleJudge() {
	j := model.NewJudge(model.Standard)
	for _, e := range []model.Event{model.Begins, model.SaysClose, model.HeadEnds, model.Begins, model.HeadEnds} {
		j.Client(model.Input{Event: e}, 0)
	}
	for i, e := range []model.Event{
		model.AnswerStarts, model.AnswerSaysClose, model.AnswerHeadEnds, model.AnswerEnds, model.AnswerStarts,
	} {
		j.Observe(model.Input{Event: e, Status: model.S2xx}, i+1)
	}
	verdict, deviations := j.Verdict()
	fmt.Println(verdict, deviations[0].Rule.Cites)
	// Output: violation 9112/9.6/no-processing-after-close
}
