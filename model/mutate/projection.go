package mutate

import (
	"math/bits"
	"sync"

	"github.com/hangup-http/hangup/model"
)

// projection asks a sharper question than the pairs answer: whether some facts of one cube,
// with all that it says at once, can occur in a cell. It keeps of each configuration only
// what the cube speaks of, and follows every row from the start. What the cube does not
// speak of is free, as far as the pairs leave it free; so again "cannot" is proved, and
// "can" is not.
type projection struct {
	original index
	can      *reachable
	judge    bool
	ways     map[cell][]passage
	known    sync.Map // question to answer
}

type question struct {
	cell cell
	cube cube
}

// passage is a row that may be followed, with the facts that the pairs allow beside its condition.
type passage struct {
	rule                *model.Rule
	mayOne, mayZero     model.Facts
	last, trait, status uint64
}

// most is how many flags a cube may speak of, for the question to be worth its time.
const most = 9

func newProjection(original index, can *reachable, judge bool) *projection {
	p := &projection{original: original, can: can, judge: judge, ways: map[cell][]passage{}}
	for c, rules := range original {
		pairs := can.cells[c]
		if pairs == nil {
			continue
		}
		for _, r := range rules {
			if ok, some := pairs.compatible(groupsOf(&r.When)); some {
				p.ways[c] = append(p.ways[c], newPassage(r, &ok))
			}
		}
	}
	return p
}

func newPassage(r *model.Rule, ok *atoms) passage {
	w := passage{rule: r}
	for _, f := range each(flags) {
		if ok.has(set(f)) {
			w.mayOne |= f
		}
		if ok.has(unset(f)) {
			w.mayZero |= f
		}
	}
	field := func(first atom, n int) (values uint64) {
		for v := range n {
			if ok.has(first + atom(v)) {
				values |= 1 << v
			}
		}
		return values
	}
	w.last, w.trait, w.status = field(reasonAtoms, numReasons), field(traitAtoms, numTraits), field(statusAtoms, numStatuses)
	return w
}

// possible tells whether some facts of the cube may occur in the cell.
func (p *projection) possible(c cell, k cube) bool {
	if !p.can.possible(c, k) {
		return false
	}
	if bits.OnesCount64(uint64(k.ones|k.zeros)) > most {
		return true
	}
	k.least, k.most = 0, 1<<16
	q := question{c, k}
	if answer, known := p.known.Load(q); known {
		return answer.(bool)
	}
	answer := newSearch(p, k).reaches(c)
	p.known.Store(q, answer)
	return answer
}

// shadow is what is kept of a configuration: the flags that the cube speaks of, and for each
// packed field one of the classes that it tells apart.
type shadow struct {
	state               model.State
	ones                model.Facts
	last, trait, status uint64
}

// search visits every shadow.
type search struct {
	*projection
	cube                cube
	flags               model.Facts
	last, trait, status []uint64 // classes
	seen                map[shadow]bool
	todo                []shadow
}

func newSearch(p *projection, k cube) *search {
	return &search{
		projection: p, cube: k, flags: k.ones | k.zeros, seen: map[shadow]bool{},
		last:  classes(numReasons, 1<<model.NotLast, k.last),
		trait: classes(numTraits, 1<<model.Plain, k.trait), status: classes(numStatuses, 1<<model.NoStatus, interims, k.status),
	}
}

// classes splits n values by membership in sets.
func classes(n int, sets ...uint64) []uint64 {
	all := []uint64{1<<n - 1}
	for _, s := range sets {
		var finer []uint64
		for _, c := range all {
			for _, part := range []uint64{c & s, c &^ s} {
				if part != 0 {
					finer = append(finer, part)
				}
			}
		}
		all = finer
	}
	return all
}

func classOf(v int, all []uint64) uint64 {
	for _, c := range all {
		if c>>v&1 != 0 {
			return c
		}
	}
	return 0
}

func (s *search) visit(x shadow) {
	if !s.seen[x] {
		s.seen[x] = true
		s.todo = append(s.todo, x)
	}
}

// reaches tells whether some shadow in the cell is one of facts of the cube.
func (s *search) reaches(target cell) bool {
	s.visit(shadow{model.Idle, 0, classOf(0, s.last), classOf(0, s.trait), classOf(0, s.status)})
	for len(s.todo) > 0 {
		x := s.todo[len(s.todo)-1]
		s.todo = s.todo[:len(s.todo)-1]
		for e := range numEvents {
			c := cell{x.state, model.Event(e)}
			for _, y := range s.told(x, c.event) {
				if c == target && s.inCube(y) {
					return true
				}
				s.follow(y, c)
			}
		}
	}
	return false
}

func (s *search) inCube(x shadow) bool {
	return x.ones == s.cube.ones && x.last&s.cube.last != 0 && x.trait&s.cube.trait != 0 && x.status&s.cube.status != 0
}

// follow visits what is behind each row that some facts of the shadow may follow.
func (s *search) follow(x shadow, c cell) {
	for i := range s.ways[c] {
		w := &s.ways[c][i]
		r := w.rule
		if x.ones&r.When.Not != 0 || s.flags&^x.ones&r.When.All != 0 || x.ones&^w.mayOne != 0 || s.flags&^x.ones&^w.mayZero != 0 ||
			x.last&w.last == 0 || x.trait&w.trait == 0 || x.status&w.status == 0 {
			continue
		}
		if r.Mark != model.Violation && (s.judge && (r.Do&model.Hold == 0 || fromServer>>c.event&1 != 0) || !s.judge && !r.Also) {
			s.visit(s.after(x, r))
		}
		if !isChoice(r) && s.covers(&r.When, x) {
			return
		}
	}
}

// covers tells whether a condition holds on all facts of the shadow.
func (s *search) covers(w *model.When, x shadow) bool {
	inside := func(class, set uint64) bool { return set == 0 || class&^set == 0 }
	return w.All&^x.ones == 0 && w.Not&^(s.flags&^x.ones) == 0 && w.Served == 0 &&
		inside(x.last, w.Last) && inside(x.trait, w.Trait) && inside(x.status, w.Status)
}

func (s *search) after(x shadow, r *model.Rule) shadow {
	x.ones = (x.ones&^r.Clear | r.Set) & s.flags &^ forgotten(s.judge)
	if r.Clear&lastMask != 0 {
		x.last = classOf(0, s.last)
	}
	if r.Clear&traitMask != 0 {
		x.trait = classOf(0, s.trait)
	}
	if r.Clear&statusMask != 0 {
		x.status = classOf(0, s.status)
	}
	if r.Last != model.NotLast && x.last == classOf(0, s.last) {
		x.last = classOf(int(r.Last), s.last)
	}
	if r.To != model.Stay {
		x.state = r.To
	}
	return x
}

// told returns what the shadow may become before the look-up; see lookedUp.
func (s *search) told(x shadow, e model.Event) []shadow {
	if s.judge && onlyDriven>>e&1 != 0 || !s.judge && onlyJudged>>e&1 != 0 {
		return nil
	}
	if s.flags&behind(cell{x.state, e})&^x.ones != 0 {
		return nil
	}
	all := []shadow{x}
	switch e {
	case model.Has:
		for _, t := range s.trait {
			if t == 1<<model.Plain { // nothing to remark
				continue
			}
			all = append(all, s.with(shadow{x.state, x.ones, x.last, t, x.status}, model.TraitHere))
		}
		all = append(all[1:], s.with(x, model.TraitHere), s.with(x, model.TraitHere|model.Tangled))
	case model.Addresses:
		all = append(all, s.with(x, model.Promised), s.with(x, model.Promised|model.Reads), s.with(x, model.Promised|model.Parting))
	case model.Begins:
		all = s.remembering(x)
	case model.Interim, model.AnswerStarts:
		all = nil
		for _, st := range s.status {
			interim := st&interims != 0 // classes tell them from final ones
			none := s.judge && st == 1<<model.NoStatus
			if interim == (e == model.Interim) && !none {
				all = append(all, shadow{x.state, x.ones, x.last, x.trait, st})
			}
		}
	}
	if s.judge && fromServer>>e&1 != 0 {
		return s.seenAnew(all)
	}
	return all
}

func (s *search) with(x shadow, f model.Facts) shadow {
	x.ones |= f & s.flags
	return x
}

// remembering keeps of the exchange before what the shadow knows of it, and anything else.
func (s *search) remembering(x shadow) []shadow {
	all := []shadow{x}
	either := func(f, from model.Facts) {
		if s.flags&f == 0 {
			return
		}
		var both []shadow
		for _, y := range all {
			y.ones &^= f
			if from&s.flags&^x.ones == 0 { // nothing known says that it was not so
				both = append(both, s.with(y, f))
			}
			if from&^x.ones != 0 { // not everything is known to have been so
				both = append(both, y)
			}
		}
		all = both
	}
	either(model.BodyBefore, model.HadBody)
	either(model.ReadBefore, model.HadBody|model.Reads)
	either(model.BodylessBefore, model.Bodyless)
	return all
}

// seenAnew adds what a judge sees anew before each look-up; see queued.
func (s *search) seenAnew(all []shadow) (seen []shadow) {
	for _, x := range all {
		x.ones &^= forgotten(true)
		for _, queue := range []model.Facts{
			0, model.Unread, model.Held, model.Unread | model.FINBehind, model.Held | model.FINBehind,
		} {
			seen = append(seen, s.with(x, queue), s.with(x, queue|model.ServedMore))
		}
	}
	return seen
}
