package draw

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Transition is all rows of one state that a machine can follow, that lead to the
// same state, do the same, and agree on whether they make the exchange the last one.
type Transition struct {
	From, To model.State
	Do       model.Action
	Last     bool          // it stays, and makes the exchange the last one
	On       []Trigger     // in the order of events
	Rules    []model.Rule  // in the order of the table
	Mark     model.Verdict // not Conforms: no machine follows it
	Said     string        // what is done, where it is neither an action nor the last exchange
}

// Trigger is one event of a transition.
type Trigger struct {
	Event model.Event
	When  string // what tells it from other transitions on the same event, or ""
}

// seen are the events that a server tells its machine in each state.
var seen = func() map[model.State]model.Events {
	client := octets | set(model.HalfCloses, model.Aborts, model.ClosesIncompletely)
	return map[model.State]model.Events{
		model.Idle:    client | set(model.TimerFires, model.ShutsDown),
		model.Reading: client | set(model.TimerFires, model.ShutsDown, model.Limits),
		model.Responding: client | set(model.TimerFires, model.ShutsDown, model.HandlerReads, model.BodyIsLong, model.HandlerStalls, model.ClientStalls,
			model.AnswerStarts, model.AnswerSaysClose, model.AnswerSaysKeepAlive, model.AnswerHasCoding, model.AnswerHasLength,
			model.AnswerIsBodyless, model.AnswerUndelimited, model.AnswerHeadEnds, model.AnswerEnds),
		model.Draining: client | set(model.TimerFires, model.ShutsDown, model.ClientStalls, model.Closes),
	}
}()

// foreign are facts that a machine never learns: only a judge remembers them, or
// they are about other servers.
const foreign = ^model.Facts(1<<model.MachineBits-1) | model.Answer10 | model.Promised | model.Reads

// takes tells whether a machine can follow the rule.
func takes(r *model.Rule) bool {
	return r.Mark <= model.Note && !r.Also && r.When.All&foreign == 0
}

// Transitions merges the rows of a table that a machine can follow. Rows that
// neither move, nor act, nor make the exchange the last one are left out.
func Transitions(t *model.Table) []Transition { return transitions(t, "") }

// transitions keeps rows that cite the address apart from others.
func transitions(t *model.Table, address string) []Transition {
	var all []Transition
	for _, s := range model.AllStates() {
		all = append(all, leaving(t.Rules(), s, address)...)
	}
	return all
}

// leaving returns the transitions of one state.
func leaving(rules []model.Rule, s model.State, address string) []Transition {
	var all []Transition
	for _, e := range model.AllEvents() {
		if seen[s]>>e&1 == 0 {
			continue
		}
		rows := following(rules, s, e)
		for i, r := range rows {
			k := Transition{From: s, To: destination(&r, s), Do: r.Do}
			k.Last = k.To == s && r.Last != model.NotLast && r.Do == 0
			if k.To == s && k.Do == 0 && !k.Last {
				continue
			}
			at := slices.IndexFunc(all, func(t Transition) bool {
				return t.To == k.To && t.Do == k.Do && t.Last == k.Last && (address == "" || t.Cites(address) == (r.Cites == address))
			})
			if at < 0 {
				at = len(all)
				all = append(all, k)
			}
			all[at].add(e, rows, i)
		}
	}
	slices.SortStableFunc(all, func(a, b Transition) int { return cmp.Compare(a.To, b.To) })
	return all
}

// following returns the rows that a machine can follow on an event.
func following(rules []model.Rule, s model.State, e model.Event) (rows []model.Rule) {
	for _, r := range rules {
		if r.In>>s&1 == 0 || r.On>>e&1 == 0 {
			continue
		}
		if takes(&r) {
			rows = append(rows, r)
		}
		if r.When == (model.When{}) && r.By == 0 && !r.Also {
			break
		}
	}
	return rows
}

func destination(r *model.Rule, s model.State) model.State {
	if r.To == model.Stay {
		return s
	}
	return r.To
}

// add takes the i-th of the rows for an event into the transition.
func (t *Transition) add(e model.Event, rows []model.Rule, i int) {
	r := rows[i]
	if !slices.ContainsFunc(t.Rules, func(known model.Rule) bool { return known.ID == r.ID }) {
		t.Rules = append(t.Rules, r)
	}
	when := ""
	if !t.hasAll(rows) {
		when = guard(rows, i)
	}
	t.trigger(Trigger{e, when})
}

// trigger adds one, unless a weaker one says more; stronger ones say less and go.
func (t *Transition) trigger(on Trigger) {
	for i, known := range t.On {
		rest, isNotLast := strings.CutSuffix(known.When, ", "+notLast)
		switch {
		case known.Event != on.Event:
		case implies(on.When, known.When):
			return
		case isNotLast && on.When == isLast:
			t.On[i].When = isLast + " or " + rest
			return
		}
	}
	t.On = slices.DeleteFunc(t.On, func(known Trigger) bool {
		return known.Event == on.Event && implies(known.When, on.When)
	})
	t.On = append(t.On, on)
}

// implies tells whether guard a has every word of guard b.
func implies(a, b string) bool {
	words := strings.Split(a, ", ")
	return b == "" || !slices.ContainsFunc(strings.Split(b, ", "), func(word string) bool { return !slices.Contains(words, word) })
}

const isLast, notLast = "last", "not last"

// hasAll tells whether every row for an event belongs to the transition.
func (t *Transition) hasAll(rows []model.Rule) bool {
	return !slices.ContainsFunc(rows, func(r model.Rule) bool {
		return destination(&r, t.From) != t.To || r.Do != t.Do || t.Last && r.Last == model.NotLast
	})
}

// guard tells the i-th row from its neighbours in a few words: the flags that it
// asks for, the policy, and whether the exchange is the last one.
func guard(rows []model.Rule, i int) string {
	r := rows[i]
	words := r.When.All.Names()
	persists := uint64(1) << model.NotLast
	switch {
	case r.When.Last == persists:
		words = append(words, notLast)
	case r.When.Last != 0:
		words = append(words, isLast)
	case slices.ContainsFunc(rows[:i], func(before model.Rule) bool {
		return before.When == model.When{Last: persists} && before.By == 0
	}):
		words = append(words, isLast)
	}
	if r.When.Status != 0 {
		words = append(words, alternatives(inWords(r.When.Status, model.AllStatuses(), "any but ")))
	}
	if r.By != 0 {
		words = append(words, policies(r.By)[0])
	}
	return strings.Join(words, ", ")
}

// Phrase says what the transition is on; in brackets stands what tells it from others.
func (t *Transition) Phrase() string {
	var events model.Events
	for _, on := range t.On {
		events |= 1 << on.Event
	}
	var parts []string
	for _, c := range collective {
		if events&c.events == c.events {
			parts = append(parts, c.phrase)
			events &^= c.events
		}
	}
	for _, on := range t.On {
		if events>>on.Event&1 == 0 {
			continue
		}
		said := phrases[on.Event]
		if on.When != "" {
			said += " [" + on.When + "]"
		}
		if !slices.Contains(parts, said) {
			parts = append(parts, said)
		}
	}
	return strings.Join(parts, ", ")
}

// Doing says what a machine does on it, or "".
func (t *Transition) Doing() string {
	switch {
	case t.Said != "":
		return t.Said
	case t.Last:
		return "the last exchange"
	}
	return doing(t.Do)
}

// Cites tells whether one of its rows cites the address.
func (t *Transition) Cites(address string) bool {
	return slices.ContainsFunc(t.Rules, func(r model.Rule) bool { return r.Cites == address })
}

// Seen returns the events that a server tells its machine in a state.
func Seen(s model.State) (events []model.Event) {
	for _, e := range model.AllEvents() {
		if seen[s]>>e&1 != 0 {
			events = append(events, e)
		}
	}
	return events
}
