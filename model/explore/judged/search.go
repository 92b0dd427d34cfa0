package judged

import (
	"context"
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// env is where the client and the reader of responses stand, packed:
// the reader's phase, the shape of the request that is being sent and how many of its
// segments have been, how many requests and connections there were, and flags.
type env uint64

const (
	shapeShift    = 8 // number in the search's list, plus one; 0 between requests
	segmentShift  = 17
	requestShift  = 21
	connectShift  = 24
	flagFIN       = env(1) << 26
	flagGone      = env(1) << 27
	flagDeaf      = env(1) << 28 // the client does not read
	flagUnread    = env(1) << 29 // the octets behind cannot be read as requests
	oddShift      = 30           // odd observations so far
	answerShift   = 33           // final responses that have begun
	envShift      = 28           // above the number of a set
	shapeMask     = env(0x1ff) << shapeShift
	segmentMask   = env(0xf) << segmentShift
	requestMask   = env(7) << requestShift
	connectMask   = env(3) << connectShift
	connectionEnv = shapeMask | segmentMask | requestMask | flagFIN | flagGone | flagDeaf | flagUnread | 0xff | 7<<answerShift
)

func (e env) phase() uint8       { return uint8(e) }
func (e env) shape() int         { return int(e&shapeMask>>shapeShift) - 1 }
func (e env) segment() int       { return int(e & segmentMask >> segmentShift) }
func (e env) requests() int      { return int(e & requestMask >> requestShift) }
func (e env) connections() int   { return int(e&connectMask>>connectShift) + 1 }
func (e env) in(phase uint8) env { return e&^0xff | env(phase) }

// node is an environment and a determinised judge, in one word.
type node uint64

func at(e env, set uint32) node { return node(uint64(e)<<envShift | uint64(set)) }
func (n node) env() env         { return env(n >> envShift) }
func (n node) set() uint32      { return uint32(n & (1<<envShift - 1)) }

// label names the step to a node: what was done, packed.
type label uint32

const (
	ofSegment label = iota << 30
	ofClient
	ofReader
	ofConnect
)

// search is the exploration of one scope.
type search struct {
	scope  Scope
	table  *model.Table
	reader *reader
	shapes []Shape // First, then Then
	sets   *sets
	judge  *model.Judge

	nodes    []node
	parents  []uint32
	labels   []label
	depths   []uint16
	number   map[node]uint32
	standing []model.Verdict // of each set
	audit    *audit
	edges    uint64
}

func newSearch(t *model.Table, s Scope) *search {
	x := &search{
		scope: s, table: t, reader: newReader(s.Statuses), sets: newSets(t), judge: model.NewJudge(t),
		number: map[node]uint32{},
	}
	x.shapes = append(append(x.shapes, s.First...), s.Then...)
	x.audit = newAudit(x)
	return x
}

// odd are the observations that a scope bounds: all but the plain answers and the close.
const odd = 1<<model.AnswerIs10 | 1<<model.AnswerHidesUpgrade | 1<<model.AnswerLacksUpgrade | 1<<model.AnswerUnoffered |
	1<<model.AnswerHasUnlisted | 1<<model.AnswerSaysKeepAlive | 1<<model.AnswerMisplaced | 1<<model.AnswerLeaks |
	1<<model.AnswerDiffers | 1<<model.AnswerOverlaps | 1<<model.Overcounts | 1<<model.AnswerIsBodyless | 1<<model.AnswerUndelimited |
	1<<model.Interim | 1<<model.Stray | 1<<model.Resets | 1<<model.LacksAlert | 1<<model.Rests | 1<<model.Overdue | 1<<model.Silent |
	1<<model.AnswerHasCoding

// run visits everything, nearest first, or stops when the context ends.
func (x *search) run(ctx context.Context) error {
	id, _ := x.intern()
	x.visit(at(env(x.reader.start), id), 0, 0)
	for i := 0; i < len(x.nodes); i++ {
		if i&0xfff == 0 && ctx.Err() != nil {
			return fmt.Errorf("exploring the judge, scope %q: %w", x.scope.Name, context.Cause(ctx))
		}
		x.expand(uint32(i))
	}
	return nil
}

// intern numbers the judge at hand.
func (x *search) intern() (uint32, bool) {
	id, isNew := x.sets.intern(x.judge)
	if isNew {
		x.standing = append(x.standing, x.judge.Standing())
	}
	return id, isNew
}

func (x *search) visit(n node, from uint32, l label) {
	if _, known := x.number[n]; known {
		return
	}
	x.number[n] = uint32(len(x.nodes))
	depth := uint16(0)
	if len(x.nodes) > 0 {
		depth = x.depths[from] + 1
	}
	x.nodes, x.parents, x.labels, x.depths = append(x.nodes, n), append(x.parents, from), append(x.labels, l), append(x.depths, depth)
}

// expand takes every step from a node.
func (x *search) expand(at uint32) {
	n := x.nodes[at]
	e := n.env()
	for _, m := range x.reader.moves[e.phase()] {
		next := e.in(m.next)
		switch {
		case e&flagDeaf != 0 && m.in.Event < model.Rests:
			continue
		case m.in.Event == model.AnswerStarts:
			if int(e>>answerShift&7) > e.requests() {
				continue // one more than was asked for is enough
			}
			next += 1 << answerShift
		case odd>>m.in.Event&1 != 0:
			if int(e>>oddShift&7) == x.scope.Odd {
				continue
			}
			next += 1 << oddShift
		}
		x.step(at, next, ofReader|label(m.in.Event)|label(m.in.Status)<<8)
	}
	if !x.reader.timed(e.phase()) {
		return
	}
	if stage := x.reader.phases[e.phase()].stage; stage < reset {
		if stage < finLately {
			x.send(at, e)
		}
		x.leave(at, e)
	}
	if e.connections() < x.scope.Connections {
		next := e&^connectionEnv + 1<<connectShift
		x.step(at, next.in(x.reader.start), ofConnect)
	}
}

// send takes the steps of a client that sends more.
func (x *search) send(at uint32, e env) {
	if e&flagFIN != 0 {
		return
	}
	if k := e.shape(); k >= 0 {
		next, shape := e+1<<segmentShift, &x.shapes[k]
		if next.segment() == len(shape.Segments) {
			next &^= shapeMask | segmentMask
			if shape.Final {
				next |= flagUnread
			}
		}
		x.step(at, next, ofSegment|label(k)<<4|label(e.segment()))
		return
	}
	if e.requests() == x.scope.Requests || e&flagUnread != 0 {
		return
	}
	from, to := 0, len(x.scope.First) // every request has at least two segments: its first octet, and its head
	if e.requests() > 0 {
		from, to = to, len(x.shapes)
	}
	for k := from; k < to; k++ {
		next := e + 1<<requestShift + env(k+1)<<shapeShift + 1<<segmentShift
		x.step(at, next, ofSegment|label(k)<<4)
	}
}

// leave takes the steps of a client that closes, or stops reading.
func (x *search) leave(at uint32, e env) {
	may := x.scope.Client
	if may&MayHalfClose != 0 && e&flagFIN == 0 {
		x.step(at, e|flagFIN, ofClient|label(model.HalfCloses))
	}
	if may&MayAbort != 0 {
		x.step(at, (e | flagGone).in(x.reader.gone), ofClient|label(model.Aborts))
		x.step(at, (e | flagGone).in(x.reader.gone), ofClient|label(model.ClosesIncompletely))
	}
	switch {
	case e&flagDeaf != 0:
		x.step(at, e&^flagDeaf, ofReader|label(model.ResumesReading))
	case may&MayStopReading != 0:
		x.step(at, e|flagDeaf, ofReader|label(model.StopsReading))
	}
}

// decode returns the step that a label names.
func (x *search) decode(l label) Step {
	switch l & (3 << 30) {
	case ofSegment:
		return Step{Client, x.shapes[l>>4&0x1ff].Segments[l&0xf]}
	case ofClient:
		return Step{Client, []model.Input{{Event: model.Event(l & 0xff)}}}
	case ofReader:
		return Step{Observed, []model.Input{{Event: model.Event(l & 0xff), Status: model.Status(l >> 8 & 0xff)}}}
	}
	return Step{Actor: Opens}
}

// step takes one step and audits it. A trace ends with its first violation.
func (x *search) step(from uint32, next env, l label) {
	n := x.nodes[from]
	x.edges++
	x.sets.restore(x.judge, n.set())
	x.audit.before(n.set(), l)
	if fault := x.take(l); fault != "" {
		x.audit.panicked(fault, from, l)
		return
	}
	id, isNew := x.intern()
	if !x.judge.Broken() {
		x.visit(at(next, id), from, l)
	}
	defer func() { // asking what is owed can meet the gap, too
		if r := recover(); r != nil {
			x.audit.panicked(fmt.Sprint(r), from, l)
		}
	}()
	x.audit.after(from, n.set(), id, isNew, next, l)
}

// take lets the judge read one step, and returns what it panics with.
func (x *search) take(l label) (fault string) {
	defer func() {
		if r := recover(); r != nil {
			fault = fmt.Sprint(r)
		}
	}()
	switch l & (3 << 30) {
	case ofReader:
		x.judge.Observe(model.Input{Event: model.Event(l & 0xff), Status: model.Status(l >> 8 & 0xff)}, 0)
	case ofClient:
		x.judge.Client(model.Input{Event: model.Event(l & 0xff)}, 0)
	case ofSegment:
		for _, in := range x.shapes[l>>4&0x1ff].Segments[l&0xf] {
			x.judge.Client(in, 0)
		}
	default:
		x.judge.Connect(0)
	}
	return ""
}

// trace returns the steps to a node, and one more.
func (x *search) trace(at uint32, more ...label) Trace {
	var labels []label
	for i := at; i != 0; i = x.parents[i] {
		labels = append(labels, x.labels[i])
	}
	t := make(Trace, 0, len(labels)+len(more))
	for i := len(labels) - 1; i >= 0; i-- {
		t = append(t, x.decode(labels[i]))
	}
	for _, l := range more {
		t = append(t, x.decode(l))
	}
	return t
}
