package promela

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// What an input says of itself is noted before a row is looked up (Facts.Told), and forgotten again where
// there is no row, or one that forbids the input. What is noted for judges only is left out: the exchange before.

// tellsStatus: the status of these events is known when they are printed, so rows need not ask for it,
// and it is noted where a row is followed.
func tellsStatus(e model.Event) bool { return e == model.Interim || e == model.AnswerStarts }

// tellsMore: what these events say depends on what was said before.
func tellsMore(e model.Event) bool { return e == model.Has || e == model.Addresses }

// remembered are the variables that these events change.
var remembered = map[model.Event][]string{
	model.Has:       {"trait", "TraitHere", "Tangled"},
	model.Addresses: {"Promised", "Reads"},
}

// told prints how an input is noted; with remember, so that it can be forgotten.
func told(t *text, in model.Input, remember bool) {
	if remember {
		for _, name := range remembered[in.Event] {
			t.line("was_%s = %s;", name, name)
		}
	}
	switch in.Event {
	case model.Has:
		remark(t, in.Trait)
	case model.Addresses:
		for _, name := range promised(in.Handler, in.Safe) {
			t.line("%s = 1;", name)
		}
	}
}

// untold lists how what was noted is forgotten.
func untold(in model.Input) (then []string) {
	for _, name := range remembered[in.Event] {
		then = append(then, fmt.Sprintf("%s = was_%s", name, name))
	}
	return then
}

// weaker is what a trait says more about: it takes the other's place.
var weaker = map[model.Trait]model.Trait{model.LongExtension: model.ChunkExtension, model.BadTrailer: model.Trailer}

// remark prints how a trait is noted: the first is kept, a chunked body is only worth
// a remark where nothing else is, and two that say different things tangle the request.
func remark(t *text, trait model.Trait) {
	replaced := fmt.Sprintf("!TraitHere || trait == %s", traitName(model.Chunked))
	if w, ok := weaker[trait]; ok {
		replaced += " || trait == " + traitName(w)
	}
	branches := []branch{{when: replaced, then: []string{"trait = " + traitName(trait), "TraitHere = 1"}}}
	if trait != model.Chunked {
		same := "trait == " + traitName(trait)
		for _, stronger := range model.AllTraits() {
			if w, ok := weaker[stronger]; ok && w == trait {
				same += " || trait == " + traitName(stronger)
			}
		}
		branches = append(branches, branch{when: same}, branch{then: []string{"Tangled = 1"}})
	}
	t.first(branches)
}

// promised lists what a client may expect of a handler: an answer of success, and that it reads all content first.
func promised(h model.Handler, safe bool) []string {
	switch {
	case h == model.Unknown, h == model.Answer && !safe:
		return nil
	case h == model.Read, h == model.Echo:
		return []string{"Promised", "Reads"}
	}
	return []string{"Promised"}
}

// inputName is an input as people write it.
func inputName(in model.Input) string {
	switch {
	case tellsStatus(in.Event):
		return fmt.Sprintf("%s %s", in.Event, in.Status)
	case in.Event == model.Has:
		return fmt.Sprintf("%s %s", in.Event, in.Trait)
	case in.Event == model.Addresses:
		return fmt.Sprintf("%s %s", in.Event, in.Handler)
	}
	return in.Event.String()
}
