// Package planted is a fuzz target with a bug seven transitions deep. The test of
// package marks lets the fuzzer look for it; the ordinary runs of fuzz targets must
// not find it, so it is kept where they do not look.
package planted

import (
	"os"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
)

// moves are what can happen on a connection. Most octets stand for none of them. The
// answer of a handler is one move and three events.
var moves = [64][]model.Event{
	{model.Begins},
	{model.IsHTTP10},
	{model.SaysClose},
	{model.SaysKeepAlive},
	{model.HasBody},
	{model.Expects},
	{model.HeadEnds},
	{model.BodyEnds},
	{model.Malformed},
	{model.HalfCloses},
	{model.Aborts},
	{model.HandlerReads},
	{model.AnswerStarts, model.AnswerHeadEnds, model.AnswerEnds},
	{model.Closes},
	{model.TimerFires},
	{model.ShutsDown},
}

// end is how a conversation ends.
type end struct {
	model.State
	model.Reason
	model.Facts
}

const way = model.HadBody | model.Begun

// bugs holds the planted one: a request with content was answered before all of the
// content had come, and then the body timer fired. It is looked up, because the
// fuzzer would see a comparison.
var bugs = map[end]bool{{model.Draining, model.BodyUnread, way}: true}

// FuzzPlanted plays eight moves, up to the first that changes nothing. They are
// arguments of their own rather than a slice, so that the fuzzer changes one and
// leaves the others in their places. With PLANTED_MARKS=no no rule is marked.
func FuzzPlanted(f *testing.F) {
	mark := marks.Followed
	if os.Getenv("PLANTED_MARKS") == "no" {
		mark = func(model.State, model.Input, *model.Rule) {}
	}
	const nothing = byte(len(moves) - 1)
	f.Add(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
	f.Fuzz(func(t *testing.T, o0, o1, o2, o3, o4, o5, o6, o7 byte) {
		m := model.NewMachine(model.Standard, model.DefaultPolicy)
		for _, o := range []byte{o0, o1, o2, o3, o4, o5, o6, o7} {
			changed := false
			for _, e := range moves[int(o)%len(moves)] {
				changed = step(&m, model.Input{Event: e, Status: model.S2xx}, mark) || changed
			}
			if !changed {
				return
			}
			if bugs[end{m.State(), m.Last(), m.Facts() & way}] {
				t.Fatal("the planted bug")
			}
		}
	})
}

// step tells whether the input led anywhere. Only such steps are marked: each mark is
// an input that the fuzzer keeps, and the more it keeps the less it tries each.
func step(m *model.Machine, in model.Input, mark func(model.State, model.Input, *model.Rule)) bool {
	state, facts := m.State(), m.Facts()
	r := m.Step(in)
	changed := m.State() != state || m.Facts() != facts
	if changed {
		mark(state, in, r)
	}
	return changed
}
