package draw

import (
	"cmp"
	"slices"

	"github.com/hangup-http/hangup/model"
)

// The drawing is a column of cards, one for each state, in the order of a
// connection's life. Edges to the next state go straight down; edges back run in
// lanes on the left; edges that pass over states run on rails on the right, one
// for each target. Labels stand above the horizontal part of their edge, and
// cards are as tall as the labels beside them, so that nothing can overlap
// however many rows the table has.
const (
	margin     = 24.0
	cardX      = 262.0
	cardWidth  = 296.0
	railX      = 806.0
	railStep   = 46.0
	laneX      = 30.0
	laneStep   = 42.0
	slotGap    = 9.0
	entryStep  = 15.0
	width      = 884.0
	padding    = 12.0
	nameHeight = 32.0
)

const middle = cardX + cardWidth/2

// edge is all transitions from one state to another.
type edge struct {
	from, to    model.State
	transitions []Transition
}

func (e *edge) kind() kind {
	switch {
	case e.to < e.from:
		return again
	case e.to == e.from+1:
		return onward
	case e.to == model.Closed:
		return gone
	}
	return ending
}

// edges groups transitions that move.
func edges(all []Transition) []edge {
	var grouped []edge
	for _, t := range all {
		if t.From == t.To {
			continue
		}
		at := slices.IndexFunc(grouped, func(e edge) bool { return e.from == t.From && e.to == t.To })
		if at < 0 {
			at = len(grouped)
			grouped = append(grouped, edge{from: t.From, to: t.To})
		}
		grouped[at].transitions = append(grouped[at].transitions, t)
	}
	return grouped
}

// slot is where an edge leaves or enters the side of a card: its label, and how far
// below the card's top its line is.
type slot struct {
	edge   *edge
	leaves bool
	labels []label
	y      float64
}

// layout places the parts of a drawing from top to bottom.
type layout struct {
	options Options
	scene   scene
	edges   []edge
	stays   []Transition
	slots   map[model.State]*[2][]slot // left, right
	numbers map[*edge]int              // of the first of its transitions, in the legend
}

func newScene(t *model.Table, o Options) scene {
	l := layout{options: o, slots: map[model.State]*[2][]slot{}, numbers: map[*edge]int{}}
	transitions := transitions(t, o.Requirement)
	l.edges = edges(transitions)
	l.stays = slices.DeleteFunc(transitions, func(t Transition) bool { return t.From != t.To })
	if o.Requirement != "" {
		l.stays = append(l.stays, cited(t, o.Requirement, l.stays)...)
	}
	next := 1
	for i := range l.edges {
		l.numbers[&l.edges[i]] = next
		next += len(l.edges[i].transitions)
	}
	l.scene.width = width
	y := l.heading(t)
	l.scene.start = point{middle, y + 14}
	y += 50
	for _, s := range model.AllStates() {
		y = l.card(s, y)
	}
	l.connect()
	l.scene.grid = l.legend(t, y+4)
	l.scene.height = l.scene.grid.bottom + margin
	return l.scene
}

// card places one state and what leads down from it, and returns where the next may begin.
func (l *layout) card(s model.State, y float64) float64 {
	c := card{box: box{cardX, y, cardWidth, 0}, state: s}
	notes := y + nameHeight + 2
	c.dim = l.options.Requirement != ""
	for _, n := range l.notes(s) {
		n.x, n.y = cardX+padding, notes
		notes += n.h + 3
		c.notes = append(c.notes, n)
		c.dim = c.dim && n.focus != inFocus
	}
	sides := l.sides(s)
	bottom := notes + 5
	for i := range sides {
		at := y + 5
		for j := range sides[i] {
			at = sides[i][j].place(at)
		}
		bottom = max(bottom, at+4)
	}
	c.h = bottom - y
	l.slots[s] = sides
	l.scene.cards = append(l.scene.cards, c)
	return l.down(s, bottom)
}

// notes are what happens in a state without leaving it.
func (l *layout) notes(s model.State) (notes []label) {
	for _, t := range l.stays {
		if t.From != s {
			continue
		}
		sign := "loop"
		if t.Mark != model.Conforms {
			sign = "never"
		}
		n := newLabel(tokens(t.Phrase(), t.Doing()), noteSize, cardWidth-2*padding, sign, 0)
		n.focus = l.focus(t.Rules)
		notes = append(notes, n)
	}
	return notes
}

// focus tells whether rows are those of the requirement that is shown.
func (l *layout) focus(rules []model.Rule) focus {
	switch {
	case l.options.Requirement == "":
		return ""
	case (&Transition{Rules: rules}).Cites(l.options.Requirement):
		return inFocus
	}
	return outFocus
}

// sides collects what leaves and enters a card on its left and on its right. The order
// keeps lines from crossing: nearest lane first for what leaves.
func (l *layout) sides(s model.State) *[2][]slot {
	var sides [2][]slot
	entered := map[kind]bool{}
	for i := range l.edges {
		e := &l.edges[i]
		k := e.kind()
		side, room := 1, railX-cardX-cardWidth-34
		if k == again {
			side, room = 0, cardX-lane(e)-28
		}
		switch {
		case k == onward:
		case e.from == s:
			sides[side] = append(sides[side], slot{edge: e, leaves: true, labels: l.labels(e, room)})
		case e.to == s && (k == again || !entered[k]):
			entered[k] = true
			sides[side] = append(sides[side], slot{edge: e})
		}
	}
	for i := range sides {
		slices.SortStableFunc(sides[i], func(a, b slot) int { return cmp.Compare(a.rank(s), b.rank(s)) })
	}
	return &sides
}

// rank orders the slots of a side, top to bottom.
func (p *slot) rank(s model.State) int {
	span := int(p.edge.from) - int(p.edge.to)
	switch {
	case p.leaves && span > 0: // back: the nearest lane on top
		return span
	case p.leaves: // on: the farthest rail on top
		return span
	case span > 0: // what comes back in: the farthest lane on top
		return 100 - span
	}
	return 100
}

// place puts a slot below at and returns where the next one may begin.
func (p *slot) place(at float64) float64 {
	if !p.leaves {
		p.y = at + entryStep
		return p.y + 4
	}
	for i := range p.labels {
		p.labels[i].y = at
		at += p.labels[i].h + 1
	}
	p.y = at + 5
	return p.y + slotGap
}

// labels returns one label for each transition of an edge.
func (l *layout) labels(e *edge, room float64) (labels []label) {
	for i, t := range e.transitions {
		badge := 0
		if l.options.Facts {
			badge = l.numbers[e] + i
		}
		one := newLabel(tokens(t.Phrase(), t.Doing()), textSize, room, "", badge)
		one.focus = l.focus(t.Rules)
		labels = append(labels, one)
	}
	return labels
}

// down places the edge to the next state and returns where that begins.
func (l *layout) down(s model.State, y float64) float64 {
	const above, below = 11.0, 15.0
	at := slices.IndexFunc(l.edges, func(e edge) bool { return e.from == s && e.kind() == onward })
	if at < 0 {
		return y + 24
	}
	e := &l.edges[at]
	bottom := y + above
	for _, one := range l.labels(e, railX-middle-34) {
		one.x, one.y = middle+14, bottom
		bottom += one.h + 2
		l.scene.labels = append(l.scene.labels, one)
	}
	bottom += below
	l.scene.wires = append(l.scene.wires, l.wire(e, []point{{middle, y}, {middle, bottom}}))
	return bottom
}

func (l *layout) wire(e *edge, points []point) wire {
	var rules []model.Rule
	for _, t := range e.transitions {
		rules = append(rules, t.Rules...)
	}
	return wire{kind: e.kind(), from: e.from, to: e.to, points: points, focus: l.focus(rules)}
}

func lane(e *edge) float64 { return laneX + laneStep*float64(3-min(int(e.from-e.to)+1, 3)) }

func rail(e *edge) float64 {
	if e.kind() == gone {
		return railX + railStep
	}
	return railX
}

// connect draws the edges of lanes and rails, once all cards have their places.
func (l *layout) connect() {
	for _, sides := range l.slots {
		for side, slots := range sides {
			for _, p := range slots {
				if p.leaves {
					l.side(p, side == 0)
				}
			}
		}
	}
	slices.SortStableFunc(l.scene.wires, func(a, b wire) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	slices.SortStableFunc(l.scene.labels, func(a, b label) int { return cmp.Compare(a.y, b.y) })
}

// side draws one edge that leaves a card on a side.
func (l *layout) side(p slot, left bool) {
	e := p.edge
	exit, via := cardX+cardWidth, rail(e)
	if left {
		exit, via = cardX, lane(e)
	}
	enter := p.y
	for _, candidate := range l.slots[e.to] {
		for _, q := range candidate {
			if !q.leaves && q.edge.kind() == e.kind() && (!left || q.edge == e) {
				enter = q.y
			}
		}
	}
	l.scene.wires = append(l.scene.wires, l.wire(e, []point{{exit, p.y}, {via, p.y}, {via, enter}, {exit, enter}}))
	for _, one := range p.labels {
		one.x = exit + 12
		if left {
			one.x = via + 12
		}
		l.scene.labels = append(l.scene.labels, one)
	}
}
