package model_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
)

// TestRouteIsItsSteps: a machine that follows a route comes where one comes that takes
// each step, or takes none.
func TestRouteIsItsSteps(t *testing.T) {
	var inputs []model.Input
	for _, e := range model.AllEvents() {
		inputs = append(inputs, model.Input{Event: e, Status: model.StatusOf(200)})
	}
	rapid.Check(t, func(t *rapid.T) {
		policy := model.Policy(rapid.Uint32().Draw(t, "policy"))
		stepping := model.NewMachine(model.Standard, policy)
		following := stepping
		usual := rapid.SampledFrom([][]model.Event{
			{model.Begins, model.HeadEnds},
			{model.AnswerStarts, model.AnswerHasLength, model.AnswerHeadEnds, model.AnswerEnds},
			{model.Begins, model.HeadEnds, model.AnswerStarts},
		}).Draw(t, "events")
		var script []model.Input
		for _, e := range usual {
			script = append(script, model.Input{Event: e, Status: model.StatusOf(200)})
		}
		route := model.NewRoute(script...)
		followed := 0
		for range 200 {
			before := following
			do, ok := following.Follow(route)
			want, fine := model.Action(0), true
			tried := stepping
			for i, in := range script {
				r := tried.Step(in)
				if r == nil || r.Mark == model.Violation || i < len(script)-1 && r.Do != 0 {
					fine = false
					break
				}
				want = r.Do
			}
			switch {
			case ok != fine:
				t.Fatalf("followed %v, by steps %v, from %v %v", ok, fine, before.State(), before.Facts())
			case ok && (do != want || following != tried):
				t.Fatalf("at %v %v with %v, by steps %v %v with %v", following.State(), following.Facts(), do, tried.State(), tried.Facts(), want)
			case !ok && following != before:
				t.Fatal("not followed, and yet moved")
			case ok:
				stepping = tried
				followed++
			}
			in := rapid.SampledFrom(inputs).Draw(t, "between")
			stepping.Step(in)
			following.Step(in)
		}
		t.Log(followed)
	})
}
