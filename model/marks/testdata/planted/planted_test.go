// Package planted is a fuzz target with a bug six transitions deep. The test of
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

const way = model.HadBody | model.Sent100

// bugs holds the planted one: a handler asked for content that 100 had to invite, and
// the body timer fired (Begins, HasBody, Expects, HeadEnds, HandlerReads, TimerFires).
// It is looked up, because the fuzzer would see a comparison.
var bugs = map[end]bool{{model.Responding, model.TimedOut, way}: true}

// nothing is an octet that stands for no move.
const nothing = byte(len(moves) - 1)

// FuzzPlanted plays up to ten moves, until one changes nothing. They are arguments of
// their own rather than a slice, so that the fuzzer changes one and leaves the others
// in their places. It starts from one plain exchange, with room between its moves.
// With PLANTED_MARKS=no no rule is marked.
func FuzzPlanted(f *testing.F) {
	mark := marks.Followed
	if os.Getenv("PLANTED_MARKS") == "no" {
		mark = func(model.State, model.Input, *model.Rule) {}
	}
	const begins, headEnds, answer = byte(0), byte(6), byte(12) // in moves
	f.Add(nothing, begins, nothing, nothing, headEnds, nothing, nothing, answer, nothing, nothing)
	f.Fuzz(func(t *testing.T, o0, o1, o2, o3, o4, o5, o6, o7, o8, o9 byte) {
		m := model.NewMachine(model.Standard, model.DefaultPolicy)
		for _, o := range []byte{o0, o1, o2, o3, o4, o5, o6, o7, o8, o9} {
			move := moves[int(o)%len(moves)]
			changed := move == nil
			for _, e := range move {
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

// step tells whether the input led anywhere. Only such steps are marked: for each mark
// the fuzzer keeps an input, and the more it keeps the less it tries of each.
func step(m *model.Machine, in model.Input, mark func(model.State, model.Input, *model.Rule)) bool {
	state, facts := m.State(), m.Facts()
	r := m.Step(in)
	changed := m.State() != state || m.Facts() != facts
	if changed {
		mark(state, in, r)
	}
	return changed
}
