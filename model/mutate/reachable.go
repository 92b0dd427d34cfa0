package mutate

import (
	"math/bits"

	"github.com/hangup-http/hangup/model"
)

// An atom is one thing that facts can say: a flag that is set, a flag that is not, or the
// value of a packed field.
type atom int

// Where the atoms of packed fields begin: behind two for each bit of Facts.
const (
	reasonAtoms = 2 * 64
	traitAtoms  = reasonAtoms + 32
	statusAtoms = traitAtoms + 64
	numAtoms    = statusAtoms + 32
	atomWords   = numAtoms / 64
)

// atoms is a set of atoms.
type atoms [atomWords]uint64

func (s *atoms) has(a atom) bool { return s[a>>6]>>(a&63)&1 != 0 }
func (s *atoms) add(a atom)      { s[a>>6] |= 1 << (a & 63) }
func (s *atoms) drop(a atom)     { s[a>>6] &^= 1 << (a & 63) }

func (s *atoms) and(t *atoms) {
	for i := range s {
		s[i] &= t[i]
	}
}

func (s *atoms) or(t *atoms) {
	for i := range s {
		s[i] |= t[i]
	}
}

func (s *atoms) each(visit func(atom)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			visit(atom(i*64 + bits.TrailingZeros64(word)))
		}
	}
}

// set and unset return the atoms of one flag.
func set(f model.Facts) atom   { return atom(2 * bits.TrailingZeros64(uint64(f))) }
func unset(f model.Facts) atom { return set(f) + 1 }

// pairs says which two atoms can hold together. It is symmetric; an atom that does not go
// with itself never holds.
type pairs [numAtoms]atoms

// alive returns the atoms that can hold.
func (p *pairs) alive() (s atoms) {
	for a := range p {
		if p[a].has(atom(a)) {
			s.add(atom(a))
		}
	}
	return s
}

// join adds the pairs of q, and tells whether there was something new.
func (p *pairs) join(q *pairs) (grown bool) {
	for a := range p {
		for i, word := range q[a] {
			grown = grown || word&^p[a][i] != 0
			p[a][i] |= word
		}
	}
	return grown
}

// compatible returns the atoms that can hold where one member of each group does; false
// when nothing can.
func (p *pairs) compatible(groups [][]atom) (ok atoms, some bool) {
	for i := range ok {
		ok[i] = ^uint64(0)
	}
	for _, g := range groups {
		var with atoms
		for _, a := range g {
			with.or(&p[a])
		}
		ok.and(&with)
	}
	for _, g := range groups {
		possible := false
		for _, a := range g {
			possible = possible || ok.has(a)
		}
		if !possible {
			return ok, false
		}
	}
	return ok, true
}

// under returns the pairs that can hold where one member of each group does; nil when
// nothing can.
func (p *pairs) under(groups [][]atom) *pairs {
	ok, some := p.compatible(groups)
	if !some {
		return nil
	}
	for _, g := range groups {
		for _, a := range rivals(g) {
			ok.drop(a)
		}
	}
	alive := p.alive()
	ok.and(&alive)
	q := &pairs{}
	ok.each(func(a atom) {
		q[a] = p[a]
		q[a].and(&ok)
	})
	return q
}

// rivals returns the atoms of the same variable that are not in the group.
func rivals(g []atom) (others []atom) {
	in := map[atom]bool{}
	for _, a := range g {
		in[a] = true
	}
	for _, a := range siblings(g[0]) {
		if !in[a] {
			others = append(others, a)
		}
	}
	return others
}

// siblings returns all atoms of the variable of a.
func siblings(a atom) (all []atom) {
	from, to := a&^1, a&^1+2
	switch {
	case a >= statusAtoms:
		from, to = statusAtoms, numAtoms
	case a >= traitAtoms:
		from, to = traitAtoms, statusAtoms
	case a >= reasonAtoms:
		from, to = reasonAtoms, traitAtoms
	}
	for ; from < to; from++ {
		all = append(all, from)
	}
	return all
}

// assign makes the variable of a have the value a, whatever it was.
func (p *pairs) assign(a atom) { p.choose([]atom{a}) }

// choose makes the variable have any of the values.
func (p *pairs) choose(values []atom) {
	others := p.alive()
	for _, old := range siblings(values[0]) {
		p[old] = atoms{}
		others.drop(old)
	}
	for _, a := range values {
		others.each(func(x atom) { p[x].add(a) })
		p[a] = others
		p[a].add(a)
	}
	old := siblings(values[0])
	others.each(func(x atom) {
		for _, o := range old {
			if p[o] == (atoms{}) {
				p[x].drop(o)
			}
		}
	})
}

// clone copies p; nil stays nil.
func (p *pairs) clone() *pairs {
	if p == nil {
		return nil
	}
	q := *p
	return &q
}

// values returns the atoms of a packed field that a set holds.
func values(first atom, set uint64) (g []atom) {
	for _, v := range members(set) {
		g = append(g, first+atom(v))
	}
	return g
}

// groupsOf returns what a condition asks for.
func groupsOf(w *model.When) (groups [][]atom) {
	for _, f := range each(w.All) {
		groups = append(groups, []atom{set(f)})
	}
	for _, f := range each(w.Not) {
		groups = append(groups, []atom{unset(f)})
	}
	if w.Last != 0 {
		groups = append(groups, values(reasonAtoms, w.Last))
	}
	if w.Trait != 0 {
		groups = append(groups, values(traitAtoms, w.Trait))
	}
	if w.Status != 0 {
		groups = append(groups, values(statusAtoms, w.Status))
	}
	return groups
}

// reachable is an invariant: which pairs of atoms can hold together when a row is looked
// up, for each cell. It holds at the start and every row keeps it, which is what the
// fixpoint says; so whatever it excludes cannot occur.
type reachable struct {
	states [8]*pairs
	cells  map[cell]*pairs
}

// possible tells whether the invariant leaves some facts of the cube.
func (r *reachable) possible(c cell, k cube) bool {
	p := r.cells[c]
	if p == nil {
		return false
	}
	_, some := p.compatible(groupsOf(&model.When{All: k.ones, Not: k.zeros, Last: k.last, Trait: k.trait, Status: k.status}))
	return some
}

// reach computes the invariant of a judge or of a machine.
func reach(at index, judge bool) *reachable {
	r := &reachable{cells: map[cell]*pairs{}}
	start := &pairs{}
	var zero atoms
	for _, f := range each(flags) {
		zero.add(unset(f))
	}
	zero.add(reasonAtoms)
	zero.add(traitAtoms)
	zero.add(statusAtoms)
	zero.each(func(a atom) { start[a] = zero })
	r.states[model.Idle] = start
	for grown := true; grown; {
		grown = false
		for s := range numStates {
			if r.states[s] == nil {
				continue
			}
			for e := range numEvents {
				grown = r.step(at, cell{model.State(s), model.Event(e)}, judge) || grown
			}
		}
	}
	return r
}

// step follows every row of a cell once.
func (r *reachable) step(at index, c cell, judge bool) (grown bool) {
	if judge && onlyDriven>>c.event&1 != 0 || !judge && onlyJudged>>c.event&1 != 0 {
		return false
	}
	p := r.states[c.state]
	if f := behind(c); f != 0 {
		if p = p.under([][]atom{{set(f)}}); p == nil {
			return false
		}
	}
	before := lookedUp(p, c.event, judge)
	if old := r.cells[c]; old != nil && !old.join(before) {
		return false
	} else if old == nil {
		r.cells[c] = before.clone()
	}
	rest := r.cells[c].clone()
	for _, rule := range at[c] {
		if rest == nil {
			break
		}
		if rule.Mark != model.Violation && (judge && rule.Do&model.Hold == 0 || judge && fromServer>>c.event&1 != 0 || !judge && !rule.Also) {
			if p := rest.under(groupsOf(&rule.When)); p != nil {
				grown = r.follow(p, rule, c.state, judge) || grown
			}
		}
		if !isChoice(rule) {
			rest = rest.without(&rule.When)
		}
	}
	return grown
}

// behind returns the flag that is set wherever a reader reports the event in this state:
// the end of a response, and what is found in its content, come behind its beginning;
// content of a request comes behind its head, and the lines of a head, where none is being
// read, belong to a request that was answered early. It is 0 where there is none.
func behind(c cell) model.Facts {
	switch {
	case c.state == model.Responding && eventSet(model.AnswerEnds, model.AnswerMisplaced, model.AnswerLeaks, model.AnswerDiffers,
		model.AnswerOverlaps, model.AnswerUndelimited, model.AnswerSaysClose, model.AnswerSaysKeepAlive)>>c.event&1 != 0:
		return model.Begun
	case c.state == model.Reading && c.event >= model.BodyBegins && c.event <= model.BodyEnds:
		return model.Begun
	case c.state == model.Idle && c.event >= model.IsHTTP10 && c.event <= model.Malformed:
		return model.Served
	}
	return 0
}

// fromServer are the events that a judge observes; the others it consumes from its queue.
var fromServer = func() (set model.Events) {
	for e := model.Interim; int(e) < numEvents; e++ {
		set |= 1 << e
	}
	return set
}()

// without drops what the condition surely covers: where it asks for one thing only, that thing.
func (p *pairs) without(w *model.When) *pairs {
	groups := groupsOf(w)
	alive := p.alive()
	var asks [][]atom
	for _, g := range groups {
		forced := true
		for _, a := range rivals(g) {
			forced = forced && !alive.has(a)
		}
		if !forced {
			asks = append(asks, g)
		}
	}
	switch {
	case w.Served > 0 || len(asks) > 1:
		return p
	case len(asks) == 0:
		return nil
	}
	return p.under([][]atom{rivals(asks[0])})
}

// follow joins what is behind a rule into its target.
func (r *reachable) follow(p *pairs, rule *model.Rule, from model.State, judge bool) (grown bool) {
	p = p.clone()
	for _, f := range each(rule.Clear & flags &^ rule.Set) {
		p.assign(unset(f))
	}
	for _, f := range each(rule.Set) {
		p.assign(set(f))
	}
	for _, f := range each(forgotten(judge)) {
		p.assign(unset(f))
	}
	for mask, first := range map[model.Facts]atom{lastMask: reasonAtoms, traitMask: traitAtoms, statusMask: statusAtoms} {
		if rule.Clear&mask != 0 {
			p.assign(first)
		}
	}
	to := rule.To
	if to == model.Stay {
		to = from
	}
	if r.states[to] == nil {
		r.states[to] = &pairs{}
	}
	if rule.Last == model.NotLast {
		return r.states[to].join(p)
	}
	if first := p.under([][]atom{{reasonAtoms}}); first != nil {
		first.assign(reasonAtoms + atom(rule.Last))
		grown = r.states[to].join(first)
	}
	if later := p.under([][]atom{rivals([]atom{reasonAtoms})}); later != nil {
		grown = r.states[to].join(later) || grown
	}
	return grown
}

// lookedUp adds what an input says of itself ([model.Facts.Told]) and, for a judge, what
// only its queue knows.
func lookedUp(p *pairs, e model.Event, judge bool) *pairs {
	all := &pairs{}
	tell := func(groups [][]atom, change func(*pairs)) {
		if q := p.under(groups); q != nil {
			q = q.clone()
			change(q)
			all.join(q)
		}
	}
	switch e {
	case model.Has:
		tellTrait(tell)
	case model.Addresses:
		tell(nil, func(*pairs) {})
		tell(nil, func(q *pairs) { q.assign(set(model.Promised)) })
		tell(nil, func(q *pairs) { q.assign(set(model.Promised)); q.assign(set(model.Reads)) })
		tell(nil, func(q *pairs) { q.assign(set(model.Promised)); q.assign(set(model.Parting)) })
	case model.Begins:
		tellBefore(tell)
	case model.Interim:
		tell(nil, func(q *pairs) { q.choose(values(statusAtoms, interims)) })
	case model.AnswerStarts:
		finals := (uint64(1)<<numStatuses - 1) &^ interims
		if judge { // a reader takes a status-line without a class for stray octets
			finals &^= 1 << model.NoStatus
		}
		tell(nil, func(q *pairs) { q.choose(values(statusAtoms, finals)) })
	default:
		all.join(p)
	}
	if judge && fromServer>>e&1 != 0 {
		all = queued(all)
	}
	return all
}

// interims are the statuses of interim responses, and of no other.
const interims = uint64(1)<<model.S100 | 1<<model.S101 | 1<<model.S1xx

// tellTrait is Facts.remarked, whichever traits displace which.
func tellTrait(tell func([][]atom, func(*pairs))) {
	tell(nil, func(q *pairs) {
		q.choose(values(traitAtoms, 1<<numTraits-1-1<<model.Plain)) // plain is nothing to remark
		q.assign(set(model.TraitHere))
	})
	tell([][]atom{{set(model.TraitHere)}}, func(*pairs) {})
	tell([][]atom{{set(model.TraitHere)}}, func(q *pairs) { q.assign(set(model.Tangled)) })
}

// tellBefore is Facts.remembering.
func tellBefore(tell func([][]atom, func(*pairs))) {
	value := func(f model.Facts, v bool) atom {
		if v {
			return set(f)
		}
		return unset(f)
	}
	for k := range 8 {
		body, reads, bodyless := k&1 != 0, k&2 != 0, k&4 != 0
		tell([][]atom{{value(model.HadBody, body)}, {value(model.Reads, reads)}, {value(model.Bodyless, bodyless)}}, func(q *pairs) {
			q.assign(value(model.BodyBefore, body))
			q.assign(value(model.ReadBefore, body && reads))
			q.assign(value(model.BodylessBefore, bodyless))
		})
	}
}

// queued adds what a judge sees anew before each look-up: octets that the server could
// read, or that wait for the response, with the client's FIN behind them, or without; and
// whether the server has answered more than once.
func queued(p *pairs) *pairs {
	all := &pairs{}
	for _, seen := range []model.Facts{
		0, model.Unread, model.Held, model.Unread | model.FINBehind, model.Held | model.FINBehind,
	} {
		for _, more := range []model.Facts{0, model.ServedMore} {
			q := p.clone()
			for _, f := range each(forgotten(true)) {
				if (seen|more)&f != 0 {
					q.assign(set(f))
				} else {
					q.assign(unset(f))
				}
			}
			all.join(q)
		}
	}
	return all
}
