package mutate

import (
	"slices"

	"github.com/hangup-http/hangup/model"
)

// Proof says why a mutant cannot be told from the original.
type Proof string

const (
	// NoProof: there may be facts that tell them apart.
	NoProof Proof = ""
	// SameOnAllFacts: for every combination of facts, machine and judge do the same.
	SameOnAllFacts Proof = "no combination of facts tells them apart"
	// SameOnReachable: they do the same on every combination that can occur.
	SameOnReachable Proof = "no combination of facts that can occur tells them apart"
)

// What is never consulted where. A machine is told of what a server sees and does; a judge
// of what a client sees. See the comments of package model's events.
var (
	onlyJudged = eventSet(model.Connects, model.StopsReading, model.ResumesReading, model.Rests, model.Overdue, model.Silent,
		model.Stray, model.Overcounts, model.LacksAlert, model.Resets, model.AnswerMisplaced, model.AnswerLeaks,
		model.AnswerDiffers, model.AnswerOverlaps)
	onlyDriven = eventSet(model.TimerFires, model.HandlerStalls, model.ClientStalls, model.Limits, model.ShutsDown,
		model.HandlerReads, model.BodyIsLong)
)

func eventSet(events ...model.Event) (set model.Events) {
	for _, e := range events {
		set |= 1 << e
	}
	return set
}

// reader is one of the two readers of a table.
type reader struct {
	judge bool
	// possible tells whether some of these facts can occur in a cell; nil where all do.
	possible func(cell, cube) bool
}

// Prover proves mutants of one table equivalent to it. It is safe for concurrent use.
type Prover struct {
	original index
	machine  *reachable
	judge    *reachable
	sharp    [2]*projection // of machine and judge
}

// NewProver returns a prover for mutants of these rules.
func NewProver(rules []model.Rule) *Prover {
	at := newIndex(rules)
	p := &Prover{original: at, machine: reach(at, false), judge: reach(at, true)}
	p.sharp = [2]*projection{newProjection(at, p.machine, false), newProjection(at, p.judge, true)}
	return p
}

// Equivalent compares a mutant with the original, in each cell that it changes. What is
// proved by induction over what can occur holds in both: as long as both have done the
// same, both can only have come to facts that can occur in the original.
func (p *Prover) Equivalent(m *Mutant) Proof {
	if proof := p.soon(m); proof != NoProof {
		return proof
	}
	return p.late(m)
}

// soon looks for the proofs that take little time.
func (p *Prover) soon(m *Mutant) Proof {
	if p.same(m, [2]reader{{judge: false}, {judge: true}}) {
		return SameOnAllFacts
	}
	if p.same(m, [2]reader{{judge: false, possible: p.machine.possible}, {judge: true, possible: p.judge.possible}}) {
		return SameOnReachable
	}
	return NoProof
}

// late looks for the others.
func (p *Prover) late(m *Mutant) Proof {
	if p.same(m, [2]reader{{judge: false, possible: p.sharp[0].possible}, {judge: true, possible: p.sharp[1].possible}}) {
		return SameOnReachable
	}
	return NoProof
}

func (p *Prover) same(m *Mutant, readers [2]reader) bool {
	regions := m.regions()
	for _, c := range m.cells() {
		original := p.original[c]
		mutated := m.rows(c, original)
		for _, r := range readers {
			skip := onlyDriven
			if !r.judge {
				skip = onlyJudged
			}
			if skip>>c.event&1 != 0 {
				continue
			}
			d := comparison{reader: r, cell: c, original: original, mutated: mutated, regions: regions}
			if d.differs() {
				return false
			}
		}
	}
	return true
}

// comparison looks for facts on which two lists of rows of one cell do not do the same.
type comparison struct {
	reader
	cell              cell
	original, mutated []*model.Rule
	regions           []cube // where the row does something else
}

// differs begins with the facts that reach the first row in which the lists differ.
func (d *comparison) differs() bool {
	first := 0
	for first < len(d.original) && first < len(d.mutated) && d.original[first] == d.mutated[first] {
		first++
	}
	regions := []cube{everything()}
	for _, r := range d.original[:first] {
		if isChoice(r) {
			continue
		}
		var left []cube
		for _, c := range regions {
			c.minus(&r.When, func(rest cube) { left = append(left, rest) })
		}
		regions = left
	}
	for _, c := range regions {
		for _, region := range d.regions {
			touched, some := c.and(region)
			if some && d.search(touched, walk{rows: d.original[first:]}, walk{rows: d.mutated[first:]}) {
				return true
			}
		}
	}
	return false
}

// walk is a list of rows on its way through the facts of a cube.
type walk struct {
	rows []*model.Rule // not looked at yet
	met  []*model.Rule // what is permitted so far
	done bool
}

// search splits the cube until every row holds on all of it or on nothing.
func (d *comparison) search(c cube, a, b walk) bool {
	if d.possible != nil && !d.possible(d.cell, c) {
		return false
	}
	next := &a
	if a.done || len(a.rows) == 0 {
		next = &b
	}
	if next.done || len(next.rows) == 0 {
		return d.compare(c, a.met, b.met)
	}
	r := next.rows[0]
	rest := *next
	rest.rows = next.rows[1:]
	if met, some := c.meet(&r.When); some {
		taken := rest
		taken.met = append(slices.Clip(next.met), r)
		taken.done = !isChoice(r)
		if next == &a && d.search(met, taken, b) || next == &b && d.search(met, a, taken) {
			return true
		}
	}
	found := false
	c.minus(&r.When, func(without cube) {
		found = found || next == &a && d.search(without, rest, b) || next == &b && d.search(without, a, rest)
	})
	return found
}

// compare tells whether the rows that were met do different things on some facts of the cube.
func (d *comparison) compare(c cube, a, b []*model.Rule) bool {
	if slices.Equal(a, b) {
		return false
	}
	var split model.Facts
	differ := false
	if d.judge {
		differ = d.compareSets(c, a, b, &split)
	} else {
		differ = d.compareMachines(c, a, b, &split)
	}
	split &= flags &^ (c.ones | c.zeros)
	if !differ || d.possible == nil || split == 0 {
		return differ
	}
	// Perhaps only where a flag has the value that cannot occur.
	f := split & -split
	with, without := c, c
	with.ones |= f
	without.zeros |= f
	return d.possible(d.cell, with) && d.compare(with, a, b) || d.possible(d.cell, without) && d.compare(without, a, b)
}

// compareSets compares what a judge may follow: the order does not matter.
func (d *comparison) compareSets(c cube, a, b []*model.Rule, split *model.Facts) bool {
	within := func(x *model.Rule, set []*model.Rule) bool {
		for _, y := range set {
			if x == y || d.alike(c, x, y, split) {
				return true
			}
		}
		return false
	}
	for _, x := range a {
		if !within(x, b) {
			return true
		}
	}
	for _, x := range b {
		if !within(x, a) {
			return true
		}
	}
	return false
}

// compareMachines compares what each policy follows.
func (d *comparison) compareMachines(c cube, a, b []*model.Rule, split *model.Facts) bool {
	var asked model.Policy
	for _, r := range append(slices.Clip(a), b...) {
		asked |= r.By
	}
	for p := asked; ; p = (p - 1) & asked {
		x, y := follows(a, p), follows(b, p)
		if x != y && (x == nil || y == nil || !d.alike(c, x, y, split)) {
			return true
		}
		if p == 0 {
			return false
		}
	}
}

func follows(rows []*model.Rule, p model.Policy) *model.Rule {
	for _, r := range rows {
		if !isChoice(r) || r.By&p != 0 {
			return r
		}
	}
	return nil
}

// alike tells whether two rows do the same on all facts of the cube. Flags on whose
// value that depends are added to split.
func (d *comparison) alike(c cube, x, y *model.Rule, split *model.Facts) bool {
	if x.Mark == model.Violation || y.Mark == model.Violation {
		return x.Mark == y.Mark && (!d.judge || x.Cites == y.Cites && x.Why == y.Why)
	}
	if d.judge && (x.Mark != y.Mark || x.Mark != model.Conforms && (x.Cites != y.Cites || x.Why != y.Why)) {
		return false
	}
	if d.judge && (x.Takes != y.Takes || x.Leaves != y.Leaves) {
		return false // a profile may tell them apart
	}
	if d.action(x) != d.action(y) || d.to(x) != d.to(y) {
		return false
	}
	unknown := d.unlike(c, x, y)
	*split |= unknown
	return unknown == 0 && sameLast(c, x, y)
}

// action is what is done, as far as the reader minds.
func (d *comparison) action(r *model.Rule) model.Action {
	if d.judge {
		return r.Do & model.Hold
	}
	return r.Do
}

func (d *comparison) to(r *model.Rule) model.State {
	if r.To == model.Stay {
		return d.cell.state
	}
	return r.To
}

// forgotten is what a reader does not keep from one step to the next: a judge works some
// flags out anew before each look-up, a machine has no room for those that only a judge needs.
func forgotten(judge bool) model.Facts {
	if judge {
		return model.Unread | model.Held | model.FINBehind | model.ServedMore
	}
	return flags &^ (1<<model.MachineBits - 1)
}

// unlike returns the flags that the rows leave different on some facts of the cube.
func (d *comparison) unlike(c cube, x, y *model.Rule) (differ model.Facts) {
	both := flags &^ forgotten(d.judge)
	// A flag becomes one, zero, or stays as it is.
	becomes := func(r *model.Rule) (one, zero model.Facts) {
		one = r.Set | c.ones&^r.Clear
		return one, (r.Clear | c.zeros) &^ r.Set
	}
	xOne, xZero := becomes(x)
	yOne, yZero := becomes(y)
	differ = (xOne ^ yOne | xZero ^ yZero) & both
	for _, field := range []struct {
		mask   model.Facts
		values uint64
	}{{traitMask, c.trait}, {statusMask, c.status}} {
		if (x.Clear^y.Clear)&field.mask != 0 && field.values != 1 {
			differ |= field.mask
		}
	}
	return differ
}

// sameLast tells whether the reason behind both rows is the same.
func sameLast(c cube, x, y *model.Rule) bool {
	for _, v := range members(c.last) {
		after := func(r *model.Rule) model.Reason {
			was := model.Reason(v)
			if r.Clear&lastMask != 0 {
				was = model.NotLast
			}
			if was == model.NotLast {
				return r.Last
			}
			return was
		}
		if after(x) != after(y) {
			return false
		}
	}
	return true
}
