package properties_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/properties"
)

// A walk is a sequence of events, without octets: what a machine may meet, and what a judge may be told.

// machineEvents are those that a server can tell its machine of.
var machineEvents = func() (events []model.Event) {
	for e := model.EmptyLine; e <= model.BodyIsLong; e++ {
		switch e {
		case model.StopsReading, model.ResumesReading, model.Rests, model.Overdue, model.Silent: // a client's
		default:
			events = append(events, e)
		}
	}
	return events
}()

// input gives an event something to say.
func input(choose gen.Choose, e model.Event) model.Input {
	in := model.Input{Event: e}
	switch e {
	case model.Has:
		in.Trait = model.AllTraits()[choose("trait", len(model.AllTraits()))]
	case model.Addresses:
		in.Handler, in.Safe = model.Handler(choose("handler", 12)), choose("safe", 2) == 0
	case model.Interim, model.AnswerStarts:
		in.Status = model.AllStatuses()[choose("status", len(model.AllStatuses()))]
	}
	return in
}

// phrases are events that mostly come in a row: half of all steps of a walk are one of these.
var phrases = [][]model.Event{
	{model.Begins, model.HeadEnds},
	{model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds},
	{model.Begins, model.HasBody, model.HeadEnds},
	{model.Begins, model.SaysClose, model.HeadEnds},
	{model.Begins, model.IsHTTP10, model.HeadEnds},
	{model.Begins, model.IsHTTP10, model.SaysKeepAlive, model.HeadEnds},
	{model.Begins, model.HasBody, model.Expects, model.HeadEnds},
	{model.Begins, model.Malformed},
	{model.BodyBegins, model.BodyEnds},
	{model.AnswerStarts, model.AnswerSaysClose, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds},
	{model.AnswerStarts, model.AnswerHeadEnds, model.AnswerEnds},
	{model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds, model.Overdue},
	{model.AnswerStarts, model.AnswerIs10, model.AnswerUndelimited, model.AnswerHeadEnds},
	{model.Begins, model.Has, model.HeadEnds},
	{model.Begins, model.Has, model.Has, model.HeadEnds},
	{model.Begins, model.IsHTTP10, model.SaysKeepAlive, model.Has, model.HeadEnds},
	{model.Begins, model.Has, model.Malformed, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds, model.Silent},
	{model.Begins, model.Has, model.Malformed, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds, model.Overdue},
	{model.Begins, model.Has, model.Has, model.Malformed, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds, model.Silent},
	{
		model.Begins, model.HasBody, model.HeadEnds, model.HalfCloses, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds,
		model.AnswerEnds, model.BodyEnds,
	},
	{
		model.Begins, model.HeadEnds, model.Begins, model.HalfCloses, model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds,
		model.AnswerEnds, model.Begins, model.Closes,
	},
	{model.Begins, model.HalfCloses},
	{model.Begins, model.HalfCloses, model.Closes},
	{model.HalfCloses},
	{model.Aborts},
	{model.Connects},
	{model.Overdue},
	{model.Silent},
	{model.Closes},
	{model.StopsReading},
	{model.Rests},
}

// walkMachine takes steps with a machine, and tells each rule that was followed. A step that the table
// forbids, or has no rule for, leaves the machine where it is.
func walkMachine(choose gen.Choose, policy model.Policy, followed func(*model.Rule)) error {
	m := model.NewMachine(model.Standard, policy)
	for range 1 + choose("steps", 12) {
		events := []model.Event{machineEvents[choose("event", len(machineEvents))]}
		if choose("phrase", 2) == 0 {
			events = phrases[choose("which", len(phrases))]
		}
		for _, e := range events {
			if !slices.Contains(machineEvents, e) {
				continue
			}
			in := input(choose, e)
			state, facts := m.State(), m.Facts()
			r := m.Step(in)
			switch {
			case r == nil:
				return fmt.Errorf("the table has no rule for %s in %s", e, state)
			case r.In>>state&1 == 0 || r.On>>e&1 == 0:
				return fmt.Errorf("rule %d is for another event than %s in %s", r.ID, e, state)
			case r.Mark == model.Violation && (m.State() != state || m.Facts() != facts):
				return fmt.Errorf("the machine followed what is forbidden: %s in %s", e, state)
			case state == model.Draining && m.State() < model.Draining && facts.Last() != model.PeerClosed: // what FIN cut short may be refused
				return fmt.Errorf("%s leads from draining to %s", e, m.State())
			}
			followed(r)
		}
	}
	return nil
}

// TestTheMachineIsTotal: whatever happens, in any order and with any policy, there is one rule for it; what is forbidden
// is not followed, and from draining the only way leads to closed.
func TestTheMachineIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := model.Policy(rapid.IntRange(0, 1<<machinePolicies-1).Draw(t, "policy"))
		if err := walkMachine(properties.Drawn(t), policy, func(*model.Rule) {}); err != nil {
			t.Fatal(err)
		}
	})
}

// told is one thing that a judge is told.
type toldOf struct {
	client bool
	input  model.Input
}

// walk makes what a judge is told.
func walk(choose gen.Choose) (all []toldOf) {
	for range 1 + choose("steps", 10) {
		for _, e := range phrases[choose("phrase", len(phrases))] {
			client := e <= model.ClosesIncompletely
			all = append(all, toldOf{client, input(choose, e)})
		}
	}
	return all
}

// judgedWalk is what a judge with this table makes of a walk, step by step.
func judgedWalk(table *model.Table, steps []toldOf) (verdicts []model.Verdict, text string) {
	j := model.NewJudge(table)
	for at, step := range steps {
		switch {
		case step.input.Event == model.Connects:
			j.Connect(at)
		case step.client:
			j.Client(step.input, at)
		default:
			j.Observe(step.input, at)
		}
		v, _ := j.Verdict()
		verdicts = append(verdicts, v)
	}
	var out strings.Builder
	v, deviations := j.Verdict()
	fmt.Fprint(&out, v, j.States())
	for _, d := range deviations {
		fmt.Fprint(&out, " ", d.Rule.ID, "@", d.At)
	}
	return verdicts, out.String()
}

// TestTheJudgeNeverForgives: whatever a judge is told, it answers the same twice, and never better than before.
func TestTheJudgeNeverForgives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := walk(properties.Drawn(t))
		verdicts, text := judgedWalk(model.Standard, steps)
		for i := 1; i < len(verdicts); i++ {
			if verdicts[i] < verdicts[i-1] {
				t.Fatalf("%v became %v with %v", verdicts[i-1], verdicts[i], steps[i])
			}
		}
		if _, again := judgedWalk(model.Standard, steps); again != text {
			t.Fatalf("judged %s, and then %s", text, again)
		}
	})
}

// walks are the same each time.
func walks(n int) (all [][]toldOf) {
	r := rand.New(rand.NewPCG(9112, 7))
	for range n {
		all = append(all, walk(func(_ string, n int) int { return r.IntN(n) }))
	}
	return all
}
