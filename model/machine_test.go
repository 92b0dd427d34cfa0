package model_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
)

// TestMachineNeverAllocates: a server takes a dozen steps for each request.
func TestMachineNeverAllocates(t *testing.T) {
	m := model.NewMachine(model.Standard, model.DefaultPolicy)
	exchange := []model.Event{
		model.Begins, model.HeadEnds, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds,
	}
	if n := testing.AllocsPerRun(100, func() {
		for _, e := range exchange {
			m.Step(model.Input{Event: e, Status: model.S2xx})
		}
	}); n != 0 {
		t.Errorf("one exchange allocates %v times", n)
	}
	if m.State() != model.Idle {
		t.Errorf("the machine is %s, want idle", m.State())
	}
}

// conformant drives a machine with drawn client events and returns what a client
// of that server would see, for the judge.
func conformant(t *rapid.T, j *model.Judge) {
	policy := model.Policy(rapid.IntRange(0, 15).Draw(t, "policy"))
	m := model.NewMachine(model.Standard, policy)
	at := 0
	client := func(e model.Event) *model.Rule {
		j.Client(model.Input{Event: e}, at)
		return m.Step(model.Input{Event: e})
	}
	server := func(in model.Input) *model.Rule {
		at++
		r := m.Step(in)
		if r == nil || r.Mark == model.Violation {
			t.Fatalf("the machine forbids its own server %s in %s", in.Event, m.State())
		}
		j.Observe(in, at)
		return r
	}
	for range rapid.IntRange(1, 5).Draw(t, "exchanges") {
		if m.State() != model.Idle {
			break
		}
		client(model.Begins)
		for _, e := range rapid.SliceOfNDistinct(rapid.SampledFrom([]model.Event{
			model.IsHTTP10, model.SaysClose, model.SaysKeepAlive, model.HasBody, model.Expects,
		}), 0, 4, rapid.ID[model.Event]).Draw(t, "head") {
			client(e)
		}
		client(model.HeadEnds)
		answer(server, &m)
		if m.Facts()&model.Body != 0 {
			client(model.BodyEnds)
		}
	}
	if m.State() == model.Draining {
		server(model.Input{Event: model.Closes})
	}
	at++
	j.Observe(model.Input{Event: model.Silent}, at)
}

// answer plays a handler that answers at once, and a server that says what the machine has decided.
func answer(server func(model.Input) *model.Rule, m *model.Machine) {
	server(model.Input{Event: model.AnswerStarts, Status: model.S2xx})
	switch {
	case m.Last() != model.NotLast:
		server(model.Input{Event: model.AnswerSaysClose})
	case m.Facts()&model.V10 != 0:
		server(model.Input{Event: model.AnswerSaysKeepAlive})
	}
	server(model.Input{Event: model.AnswerHasLength})
	server(model.Input{Event: model.AnswerHeadEnds})
	server(model.Input{Event: model.AnswerEnds})
}

// TestMachineRefinesJudge: whatever the client does and the policy is, the judge finds
// nothing worse than a note in a server that follows the machine.
func TestMachineRefinesJudge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := model.NewJudge(model.Standard)
		conformant(t, j)
		if verdict, deviations := j.Verdict(); verdict > model.Note {
			t.Fatalf("%s: %s (%s)", verdict, deviations[len(deviations)-1].Rule.Why, deviations[len(deviations)-1].Rule.Cites)
		}
	})
}

func BenchmarkStep(b *testing.B) {
	m := model.NewMachine(model.Standard, model.DefaultPolicy)
	exchange := []model.Event{
		model.Begins, model.HeadEnds, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds,
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		m.Step(model.Input{Event: exchange[i], Status: model.S2xx})
		if i++; i == len(exchange) {
			i = 0
		}
	}
}
