package mutate

import (
	"math/rand/v2"
	"testing"

	"github.com/hangup-http/hangup/model"
)

// cubeOf is the cube of exactly these facts.
func cubeOf(f model.Facts) cube {
	return cube{
		ones: f & flags, zeros: ^f & flags, last: 1 << f.Last(), trait: 1 << f.Trait(), status: 1 << f.Status(), most: 1 << 16,
	}
}

// TestInvariantHolds: a machine that is told anything never gets to facts that the invariant
// excludes; nor does a reader that follows any permitted row, as a judge does.
func TestInvariantHolds(t *testing.T) {
	rules := model.Rules()
	at := newIndex(rules)
	for _, judge := range []bool{false, true} {
		can := reach(at, judge)
		sharp := newProjection(at, can, judge)
		random := rand.New(rand.NewPCG(9112, 9110))
		for range 500 {
			state, facts := model.Idle, model.Facts(0)
			for range 40 {
				state, facts = wander(t, random, at, sharp, judge, state, facts)
			}
		}
	}
}

// wander looks up one input and follows a row that it may.
func wander(t *testing.T, random *rand.Rand, at index, can *projection, judge bool, s model.State, f model.Facts) (model.State, model.Facts) {
	in := input(random)
	if judge && onlyDriven>>in.Event&1 != 0 || !judge && onlyJudged>>in.Event&1 != 0 {
		return s, f
	}
	if behind(cell{s, in.Event})&^f != 0 {
		return s, f
	}
	observed := judge && fromServer>>in.Event&1 != 0
	before := f
	if observed {
		before |= []model.Facts{0, model.Unread, model.Held, model.Unread | model.FINBehind, model.Held | model.FINBehind}[random.IntN(5)]
		before |= []model.Facts{0, model.ServedMore}[random.IntN(2)]
	}
	before = before.Told(in)
	c := cell{s, in.Event}
	part := cubeOf(before)
	some := model.Facts(random.Uint64() & random.Uint64() & random.Uint64() & random.Uint64())
	part.ones, part.zeros = part.ones&some, part.zeros&some
	if !can.possible(c, cubeOf(before)) || random.IntN(1000) == 0 && !can.possible(c, part) {
		t.Fatalf("judge %v: %s: %v %s %s %s were excluded", judge, c, before.Names(), before.Last(), before.Trait(), before.Status())
	}
	for _, r := range at[c] {
		if _, holds := cubeOf(before).meet(&r.When); !holds || r.Mark == model.Violation {
			if holds && !isChoice(r) {
				return s, f
			}
			continue
		}
		skip := isChoice(r) && random.IntN(2) == 0 || !judge && r.Also
		if skip {
			continue
		}
		if judge && !observed && r.Do&model.Hold != 0 {
			return s, f
		}
		s, f = r.Apply(s, before)
		f &^= forgotten(judge)
		return s, f
	}
	return s, f
}

// input draws an input, as package model's readers give it.
func input(random *rand.Rand) model.Input {
	in := model.Input{Event: model.Event(random.IntN(numEvents))}
	switch in.Event {
	case model.Has:
		in.Trait = model.Trait(1 + random.IntN(numTraits-1))
	case model.Addresses:
		in.Handler, in.Safe = model.Handler(random.IntN(len(model.Handlers())+1)), random.IntN(2) == 0
	case model.Interim:
		in.Status = model.S100 + model.Status(random.IntN(3))
	case model.AnswerStarts:
		in.Status = model.S2xx + model.Status(random.IntN(numStatuses-int(model.S2xx))) // a reader gives no other
	}
	return in
}
