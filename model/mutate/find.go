package mutate

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Finder looks for walks that tell mutants of one table from it.
type Finder struct {
	original *model.Table
	sets     map[model.Facts]model.Events // which events may set a flag
	ends     model.Events                 // which may make an exchange the last one
}

// NewFinder returns a finder for mutants of a table.
func NewFinder(original *model.Table) *Finder {
	f := &Finder{original: original, sets: map[model.Facts]model.Events{
		model.TraitHere: eventSet(model.Has), model.Tangled: eventSet(model.Has), model.Promised: eventSet(model.Addresses),
		model.Parting: eventSet(model.Addresses), model.Reads: eventSet(model.Addresses), model.BodyBefore: eventSet(model.AnswerEnds), model.ReadBefore: eventSet(model.AnswerEnds),
		model.BodylessBefore: eventSet(model.AnswerEnds), model.ServedMore: eventSet(model.AnswerEnds),
		model.Unread: ^model.Events(0), model.Held: ^model.Events(0), model.FINBehind: eventSet(model.HalfCloses),
	}}
	for _, r := range original.Rules() {
		for _, flag := range each(r.Set) {
			f.sets[flag] |= r.On
		}
		if r.Last != model.NotLast {
			f.ends |= r.On
		}
	}
	return f
}

// Find looks for a walk that tells a mutant from the original: first of machines, then of a
// judge. It tries what is likely, not everything, for some seconds at most.
func (f *Finder) Find(m *Mutant) (Walk, bool) {
	t := newTrial(m)
	if t.where.events&^onlyJudged != 0 {
		inputs := told(&t.where)
		for _, policies := range []string{"keep-alive-1.0|close-after-error|close-unread|say-408", "none", "one-exchange|keep-alive-1.0"} {
			if w, found := tell(f.original, t.Table(), policies, inputs, 2000); found {
				w.Want, _ = w.Take(f.original)
				return w, true
			}
		}
	}
	if t.where.events&^onlyDriven == 0 {
		return Walk{}, false
	}
	for w := range f.likely(&t.where) {
		w.Want = w.take(f.original)
		if got, failed := w.retake(t.Table()); failed || got != w.Want {
			w.Events = words(w.inputs)
			return w.Walk, true
		}
	}
	return Walk{}, false
}

// How many likely walks are put together for one mutant, and how many of those that can
// come to what matters are taken.
const (
	attempts = 400_000
	patience = 20_000
)

// serves tells whether a walk with these events can come to facts that matter.
func (f *Finder) serves(h *hull, events model.Events) bool {
	if events&h.events == 0 {
		return false
	}
	for i := range h.regions {
		c := &h.regions[i]
		ok := c.last&1 != 0 || events&f.ends != 0
		for ones := c.ones; ones != 0 && ok; ones &= ones - 1 {
			ok = events&f.sets[ones&-ones] != 0
		}
		if ok {
			return true
		}
	}
	return false
}

// What walks of a judge are put together from. Of each list one is taken, in this order;
// TRAIT and STATUS are those that matter to the mutant.
var (
	exchange = " AnswerHasLength AnswerHeadEnds AnswerEnds "
	preludes = []string{
		"", "",
		"Begins HeadEnds AnswerStarts:S2xx" + exchange,
		"Begins HasBody Has:TRAIT Addresses:read HeadEnds BodyBegins BodyEnds AnswerStarts:S2xx" + exchange,
		"Begins Has:TRAIT Addresses:answer! HeadEnds AnswerStarts:S400" + exchange,
		"Begins HasBody Addresses:read HeadEnds BodyBegins BodyEnds AnswerStarts:S2xx" + exchange,
		"Begins HeadEnds AnswerStarts:S204 AnswerIsBodyless AnswerHeadEnds AnswerEnds ",
		"Begins HeadEnds AnswerStarts:S2xx" + exchange + "Closes Connects ",
		"Begins SaysClose HeadEnds AnswerStarts:S2xx" + exchange + "Closes Connects ",
		"Begins HeadEnds AnswerStarts:S2xx" + exchange + "ClosesIncompletely Connects ",
	}
	options  = []string{"", "SaysClose ", "IsHTTP10 ", "IsHTTP10 SaysKeepAlive ", "SaysCloseOddly ", "HasBothLengths ", "HasCodingIn10 IsHTTP10 "}
	framings = []string{"", "HasBody ", "HasBody Expects ", "HasBody ExpectsOddly ", "Expects "}
	remarks  = []string{"", "Has:TRAIT ", "Has:TRAIT Has:LaterMinor "}
	handlers = []string{"", "Addresses:read ", "Addresses:answer! "}
	sequels  = []string{
		"HeadEnds ", "HeadEnds BodyBegins BodyEnds ", "", "HeadEnds BodyBegins ", "HeadEnds HalfCloses ", "HeadEnds Overdue ",
		"HeadEnds BodyBegins BodyEnds Begins HeadEnds ", "HeadEnds BodyBegins Has:TRAIT Malformed ", "HeadEnds Interim:S100 BodyBegins BodyEnds ",
		"Malformed ", "HalfCloses ", "Rests ", "HeadEnds StopsReading ", "HeadEnds AnswerIs10 ",
	}
	reactions = append([]string{
		"AnswerStarts:STATUS Silent", "AnswerStarts:STATUS" + exchange + "Silent", "AnswerStarts:STATUS" + exchange + "Closes",
		"AnswerStarts:STATUS AnswerSaysClose" + exchange + "Silent", "AnswerStarts:STATUS AnswerSaysClose" + exchange + "Closes Silent",
		"AnswerStarts:STATUS" + exchange + "AnswerStarts:S2xx", "AnswerStarts:STATUS" + exchange + "AnswerStarts:STATUS",
		"AnswerStarts:STATUS" + exchange + "Begins Addresses:answer! HeadEnds AnswerStarts:S400", "AnswerStarts:STATUS" + exchange + "Stray",
		"AnswerStarts:STATUS" + exchange + "Begins HeadEnds Silent", "AnswerStarts:STATUS AnswerHasLength AnswerHeadEnds AnswerDiffers",
		"AnswerStarts:STATUS AnswerHasCoding", "AnswerStarts:STATUS AnswerUndelimited AnswerHeadEnds AnswerEnds Silent",
		"AnswerStarts:STATUS AnswerSaysClose AnswerUndelimited AnswerHeadEnds AnswerEnds Silent", "AnswerStarts:STATUS AnswerLacksUpgrade",
		"AnswerStarts:STATUS AnswerHasLength AnswerHeadEnds Closes", "AnswerStarts:STATUS AnswerHasLength AnswerHeadEnds Resets",
		"AnswerStarts:STATUS" + exchange + "Resets", "AnswerStarts:STATUS" + exchange + "Rests Closes", "AnswerStarts:STATUS" + exchange + "Overcounts",
		"AnswerStarts:STATUS" + exchange + "Begins Addresses:answer! HeadEnds AnswerStarts:STATUS", "AnswerStarts:STATUS" + exchange + "Interim:S100",
		"AnswerStarts:STATUS AnswerSaysClose" + exchange + "BodyBegins BodyEnds Silent", "AnswerStarts:STATUS" + exchange + "BodyBegins BodyEnds Silent",
		"AnswerStarts:STATUS AnswerSaysClose" + exchange + "BodyBegins BodyEnds AnswerStarts:S2xx",
		"AnswerStarts:STATUS" + exchange + "BodyBegins BodyEnds AnswerStarts:S2xx", "AnswerStarts:STATUS AnswerSaysClose" + exchange + "Interim:S1xx",
		"AnswerStarts:STATUS AnswerLacksUpgrade AnswerHasLength AnswerHeadEnds AnswerEnds Silent",
		"Silent", "Closes", "Resets", "Stray", "Interim:S100 Silent", "Interim:S101 AnswerHeadEnds Stray", "Interim:S1xx Stray", "Interim:S101 AnswerLacksUpgrade",
		"Overdue AnswerStarts:STATUS", "Overdue Interim:S100", "Closes LacksAlert", "Overcounts", "Aborts Connects Begins HeadEnds Silent", "Closes AnswerStarts:S2xx",
	}, closings()...)
)

// closings are three connections that are closed behind one response each, of which one or
// all are of another kind: some clauses look at several connections.
func closings() (all []string) {
	const promised = "Addresses:answer! HeadEnds "
	for _, says := range []string{
		"", "SaysClose ", "SaysCloseOddly ", "SaysCloseAndKeepAlive ", "IsHTTP10 ", "HasBothLengths ", "IsHTTP10 HasCodingIn10 ",
		"Has:BadHost ", "HasBody Expects ", "Has:TRAIT ",
	} {
		for _, answers := range []string{"", "AnswerSaysClose ", "AnswerUndelimited "} {
			one := "AnswerStarts:STATUS " + answers + exchange + "Closes "
			plain := strings.ReplaceAll(one, "STATUS", "S2xx")
			another, other := "Connects Begins "+says+promised+one, "Connects Begins "+promised+plain
			all = append(all, one+another+another, plain+other+another, plain+another+other, plain+other+"Connects Begins "+promised+"AnswerIs10 "+one)
		}
	}
	return all
}

// piece is a part of a walk.
type piece struct {
	inputs []model.Input
	events model.Events
}

// pieces reads parts of walks, with each of the traits and statuses put in.
func pieces(texts, traits, statuses []string) (all []piece) {
	for _, text := range texts {
		for _, t := range traits {
			for _, s := range statuses {
				in, err := parseInputs(strings.ReplaceAll(strings.ReplaceAll(text, "TRAIT", t), "STATUS", s))
				if err != nil {
					panic(err) // the texts stand in this file
				}
				p := piece{inputs: in}
				for _, i := range in {
					p.events |= 1 << i.Event
				}
				all = append(all, p)
				if !strings.Contains(text, "STATUS") {
					break
				}
			}
			if !strings.Contains(text, "TRAIT") {
				break
			}
		}
	}
	return all
}

// likely yields walks of a judge that can come to what matters, put together at random, but
// always the same.
func (f *Finder) likely(h *hull) iter.Seq[*way] {
	traits, statuses := mattering(h)
	var parts [7][]piece
	for i, texts := range [][]string{preludes, options, framings, remarks, handlers, sequels, reactions} {
		parts[i] = pieces(texts, traits, statuses)
	}
	random := rand.New(rand.NewPCG(9112, 9110))
	return func(yield func(*way) bool) {
		left := patience
		for range attempts {
			var chosen [len(parts)]*piece
			events := model.Events(1) << model.Begins
			for i := range parts {
				chosen[i] = &parts[i][random.IntN(len(parts[i]))]
				events |= chosen[i].events
			}
			if !f.serves(h, events) {
				continue
			}
			w := &way{Walk: Walk{Who: "judge"}, judge: true}
			for i, p := range chosen {
				if i == 1 {
					w.inputs = append(w.inputs, model.Input{Event: model.Begins})
				}
				w.inputs = append(w.inputs, p.inputs...)
			}
			if left--; left == 0 || !yield(w) {
				return
			}
		}
	}
}

// mattering returns a few traits and statuses on which the mutant may do something else.
func mattering(h *hull) (traits, statuses []string) {
	var t, s uint64
	for _, c := range h.regions {
		t, s = t|c.trait, s|c.status
	}
	usual := func(set, all uint64, few ...int) []int {
		if set == all {
			return few
		}
		return members(set)
	}
	for _, v := range usual(t, 1<<numTraits-1, int(model.Chunked), int(model.BadHost)) {
		if v != int(model.Plain) {
			traits = append(traits, traitOf(v))
		}
	}
	for _, v := range usual(s, 1<<numStatuses-1, int(model.S2xx), int(model.S400)) {
		if v != int(model.NoStatus) && interims>>v&1 == 0 {
			statuses = append(statuses, statusOf(v))
		}
	}
	if len(traits) == 0 {
		traits = []string{"Chunked"}
	}
	if len(statuses) == 0 {
		statuses = []string{"S2xx"}
	}
	return traits[:min(len(traits), 4)], statuses[:min(len(statuses), 4)]
}

// told returns the inputs that lead a machine everywhere, with the traits and statuses that matter.
func told(h *hull) (all []model.Input) {
	traits, statuses := mattering(h)
	for _, c := range h.regions {
		if c.status&1 != 0 && c.status != 1<<numStatuses-1 {
			statuses = append(statuses, model.NoStatus.String())
		}
	}
	for e := range numEvents {
		var texts []string
		switch event := model.Event(e); {
		case onlyJudged>>e&1 != 0 || event == model.ClosesIncompletely:
		case event == model.Has:
			texts = append(texts, "Has:TRAIT", "Has:BadLength")
		case event == model.Addresses:
			texts = append(texts, "Addresses:read")
		case event == model.Interim:
			texts = append(texts, "Interim:S100")
		case event == model.AnswerStarts:
			texts = append(texts, "AnswerStarts:STATUS", "AnswerStarts:S2xx", "AnswerStarts:S408", "AnswerStarts:S413")
		default:
			texts = append(texts, event.String())
		}
		for _, p := range pieces(texts, traits, statuses) {
			all = append(all, p.inputs...)
		}
	}
	return all
}

// sensible tells whether a server in this state meets the event in its daily life. The
// others are told, too, but no walk goes on behind them.
func sensible(s model.State, e model.Event) bool {
	switch {
	case e >= model.IsHTTP10 && e <= model.HeadEnds:
		return s == model.Reading
	case e >= model.BodyBegins && e <= model.BodyEnds:
		return s == model.Reading || s == model.Responding
	case e >= model.Interim && e <= model.AnswerEnds:
		return s == model.Responding
	}
	return true
}

// words writes inputs as parseInputs reads them.
func words(inputs []model.Input) string {
	all := make([]string, len(inputs))
	for i, in := range inputs {
		all[i] = in.Event.String()
		switch in.Event {
		case model.Has:
			all[i] += ":" + in.Trait.String()
		case model.Interim, model.AnswerStarts:
			all[i] += ":" + in.Status.String()
		case model.Addresses:
			all[i] += ":" + in.Handler.String()
			if in.Safe {
				all[i] += "!"
			}
		}
	}
	return strings.Join(all, " ")
}

// tell looks for the shortest walk, through at most so many configurations, on which the
// machines of two tables part under a policy.
func tell(a, b *model.Table, policies string, inputs []model.Input, limit int) (Walk, bool) {
	parsed, err := Walk{Who: policies}.parse()
	if err != nil {
		return Walk{}, false
	}
	type node struct {
		m, n   model.Machine
		before int
		in     model.Input
	}
	type place struct {
		s model.State
		f model.Facts
	}
	nodes := []node{{m: model.NewMachine(a, parsed.policy), n: model.NewMachine(b, parsed.policy), before: -1}}
	seen := map[place]bool{{model.Idle, 0}: true}
	for at := 0; at < len(nodes) && at < limit; at++ {
		for _, in := range inputs {
			next := node{nodes[at].m, nodes[at].n, at, in}
			x, y := next.m.Step(in), next.n.Step(in)
			forbidden := func(r *model.Rule) bool { return r == nil || r.Mark == model.Violation }
			if forbidden(x) != forbidden(y) || !forbidden(x) && (x.Do != y.Do || next.m.State() != next.n.State() || next.m.Facts() != next.n.Facts()) {
				way := []model.Input{in}
				for k := at; nodes[k].before >= 0; k = nodes[k].before {
					way = append(way, nodes[k].in)
				}
				slices.Reverse(way)
				return Walk{Who: policies, Events: words(way)}, true
			}
			if p := (place{next.m.State(), next.m.Facts()}); !forbidden(x) && !seen[p] && sensible(nodes[at].m.State(), in.Event) {
				seen[p] = true
				nodes = append(nodes, next)
			}
		}
	}
	return Walk{}, false
}
