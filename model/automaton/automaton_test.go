package automaton_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/automaton"
)

func Example() {
	a := automaton.New(model.Standard)
	var seen automaton.Sequence
	step := func(s automaton.State, events ...model.Event) automaton.State {
		seen.Reset()
		for _, e := range events {
			seen.Add(model.Input{Event: e, Status: map[bool]model.Status{true: model.S2xx}[e == model.AnswerStarts]})
		}
		return a.Next(s, &seen)
	}
	s := step(a.Start(), model.Begins, model.SaysClose, model.HeadEnds)
	budget, owed := a.Owed(s)
	fmt.Println(owed, budget == model.BudgetAnswer)
	s = step(s, model.AnswerStarts, model.AnswerHasLength, model.AnswerSaysClose, model.AnswerHeadEnds, model.AnswerEnds)
	fmt.Println(a.Verdict(s), a.Broken(step(s, model.Silent)), a.Broken(step(s, model.Closes)))
	// Output:
	// true true
	// conforms true false
}

// inputs that a judge may be given in any order.
func inputs() *rapid.Generator[model.Input] {
	return rapid.Custom(func(t *rapid.T) model.Input {
		in := model.Input{Event: rapid.Custom(func(t *rapid.T) model.Event {
			return model.Event(rapid.IntRange(int(model.Connects), int(model.Silent)).Draw(t, "event"))
		}).Draw(t, "input")}
		switch in.Event {
		case model.Has:
			in.Trait = model.Trait(rapid.IntRange(int(model.Chunked), int(model.Odd)).Draw(t, "trait"))
		case model.Addresses:
			in.Handler, in.Safe = model.Handler(rapid.IntRange(int(model.Unknown), int(model.Closing)).Draw(t, "handler")), rapid.Bool().Draw(t, "safe")
		case model.Interim:
			in.Status = model.S100
		case model.AnswerStarts:
			in.Status = model.Status(rapid.IntRange(int(model.S2xx), int(model.S5xx)).Draw(t, "status"))
		}
		return in
	})
}

// tell gives an input to a judge.
func tell(j *model.Judge, in model.Input) {
	switch {
	case in.Event == model.Connects:
		j.Connect(0)
	case in.Event <= model.ClosesIncompletely:
		j.Client(in, 0)
	default:
		j.Observe(in, 0)
	}
}

// TestAgreesWithTheJudge: after any inputs, however they are put into sequences, the automaton stands where a
// judge of package model does. One automaton serves all, so that steps are found again.
func TestAgreesWithTheJudge(t *testing.T) {
	a := automaton.New(model.Standard)
	rapid.Check(t, func(t *rapid.T) {
		j, s := model.NewJudge(model.Standard), a.Start()
		var seen automaton.Sequence
		for _, part := range rapid.SliceOfN(rapid.SliceOfN(inputs(), 1, 4), 1, 8).Draw(t, "parts") {
			seen.Reset()
			for _, in := range part {
				tell(j, in)
				seen.Add(in)
			}
			s = a.Next(s, &seen)
			if got, want := a.Verdict(s), j.Standing(); got != want {
				t.Fatalf("verdict %v, not %v", got, want)
			}
			if a.Broken(s) != j.Broken() {
				t.Fatalf("broken: %t, not %t", a.Broken(s), j.Broken())
			}
			if _, owed := a.Owed(s); !j.Broken() && owed != func() bool { _, owed := j.Owed(); return owed }() {
				t.Fatalf("owed: %t", owed)
			}
		}
	})
	if states, steps := a.Size(); states < 20 || steps < 20 { // in a short run
		t.Errorf("%d states and %d steps: too few to show anything", states, steps)
	}
}

// TestEmpty: an automaton that has forgotten everything begins anew.
func TestEmpty(t *testing.T) {
	a := automaton.New(model.Standard)
	var seen automaton.Sequence
	seen.Add(model.Input{Event: model.Begins})
	a.Next(a.Start(), &seen)
	before, _ := a.Size()
	a.Empty()
	if after, steps := a.Size(); before != 2 || after != 1 || steps != 0 {
		t.Errorf("%d states, then %d and %d steps", before, after, steps)
	}
	if s := a.Next(a.Start(), &seen); a.Broken(s) {
		t.Error("the first octet of a request breaks it")
	}
}

func BenchmarkNext(b *testing.B) {
	a := automaton.New(model.Standard)
	var seen automaton.Sequence
	b.ReportAllocs()
	for range b.N {
		seen.Reset()
		seen.Add(model.Input{Event: model.Begins})
		seen.Add(model.Input{Event: model.HeadEnds})
		a.Next(a.Start(), &seen)
	}
}
