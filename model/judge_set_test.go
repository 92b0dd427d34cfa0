package model_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
)

// anyInput draws what a client or a server may do, in no particular order.
func anyInput(t *rapid.T) model.Input {
	e := rapid.SampledFrom([]model.Event{
		model.EmptyLine, model.Begins, model.IsHTTP10, model.SaysClose, model.SaysKeepAlive, model.HasBody, model.Expects,
		model.Has, model.Addresses, model.HeadEnds, model.HeadEnds, model.BodyBegins, model.BodyEnds, model.Malformed, model.HalfCloses,
		model.Interim, model.AnswerIs10, model.AnswerStarts, model.AnswerSaysClose, model.AnswerHasCoding,
		model.AnswerHasLength, model.AnswerIsBodyless, model.AnswerUndelimited, model.AnswerHeadEnds, model.AnswerEnds, model.AnswerEnds,
		model.Closes, model.Resets, model.Rests, model.Overdue, model.Silent,
	}).Draw(t, "event")
	in := model.Input{Event: e}
	switch e {
	case model.Has:
		in.Trait = rapid.SampledFrom([]model.Trait{model.Chunked, model.BadLength, model.Fold, model.LeadingCRLF}).Draw(t, "trait")
	case model.Addresses:
		in.Handler, in.Safe = model.Read, rapid.Bool().Draw(t, "safe")
	case model.Interim:
		in.Status = model.S100
	case model.AnswerStarts:
		in.Status = rapid.SampledFrom([]model.Status{model.S2xx, model.S400, model.S408}).Draw(t, "status")
	}
	return in
}

// feed hands an input to a judge as what it is.
func feed(j *model.Judge, in model.Input) {
	if in.Event < model.Interim {
		j.Client(in, 0)
	} else {
		j.Observe(in, 0)
	}
}

// TestEqualFormsBehaveAlike: a judge that was made anew from a canonical form has that
// form, and stays indistinguishable from the judge that it was taken from; so any two
// judges with that form are.
func TestEqualFormsBehaveAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		canon := model.NewCanon(model.Standard)
		j, twin := model.NewJudge(model.Standard), model.NewJudge(model.Standard)
		for i := range rapid.IntRange(0, 30).Draw(t, "length") {
			in := anyInput(t)
			if i%7 == 6 && rapid.Bool().Draw(t, "reconnect") {
				j.Connect(0)
			}
			feed(j, in)
		}
		canon.Restore(twin, canon.Append(nil, j))
		for range 20 {
			if a, b := view(canon, j), view(canon, twin); a != b {
				t.Fatalf("%s\nbut restored\n%s", a, b)
			}
			in := anyInput(t)
			feed(j, in)
			feed(twin, in)
		}
	})
}

// view is everything about a judge that its form promises.
func view(canon *model.Canon, j *model.Judge) string {
	_, owed := j.Owed()
	states := j.States()
	if j.Broken() {
		states = 0 // which configuration is blamed, of several alike, is not promised
	}
	standing := j.Standing()
	text := fmt.Sprint(standing, j.Broken(), owed, states)
	if !j.Broken() {
		text += fmt.Sprint(canon.Append(nil, j))
	}
	return text
}

// TestStandingIsTheVerdict: without its reasons, the judgement is the same.
func TestStandingIsTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := model.NewJudge(model.Standard)
		for range rapid.IntRange(0, 40).Draw(t, "length") {
			feed(j, anyInput(t))
			if verdict, _ := j.Verdict(); verdict != j.Standing() {
				t.Fatalf("standing %s, verdict %s", j.Standing(), verdict)
			}
		}
	})
}

// TestFormForgetsThePast: exchanges that leave nothing behind lead back to the same form.
func TestFormForgetsThePast(t *testing.T) {
	canon := model.NewCanon(model.Standard)
	j := model.NewJudge(model.Standard)
	exchange := []model.Input{
		{Event: model.Begins},
		{Event: model.HeadEnds},
		{Event: model.AnswerStarts, Status: model.S2xx},
		{Event: model.AnswerHasLength},
		{Event: model.AnswerHeadEnds},
		{Event: model.AnswerEnds},
	}
	var forms [][]uint64
	for range 3 {
		for _, in := range exchange {
			feed(j, in)
		}
		forms = append(forms, canon.Append(nil, j))
	}
	if !slices.Equal(forms[1], forms[2]) {
		t.Errorf("after two exchanges %x, after three %x", forms[1], forms[2])
	}
}

// BenchmarkCanon takes a form and restores it, as each step of an exploration does.
func BenchmarkCanon(b *testing.B) {
	canon := model.NewCanon(model.Standard)
	j := model.NewJudge(model.Standard)
	for _, e := range []model.Event{model.Begins, model.HeadEnds, model.Begins, model.SaysClose, model.HeadEnds, model.AnswerStarts} {
		feed(j, model.Input{Event: e, Status: model.S2xx})
	}
	form := canon.Append(nil, j)
	b.ReportAllocs()
	for b.Loop() {
		canon.Restore(j, form)
		form = canon.Append(form[:0], j)
	}
}
