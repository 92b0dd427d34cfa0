package draw

import "github.com/hangup-http/hangup/model"

// scene is a drawing with every place known.
type scene struct {
	width, height float64
	title         []string // its first line is set larger
	cards         []card
	wires         []wire
	labels        []label
	start         point // where a connection begins
	grid          grid
}

type point struct{ x, y float64 }

// box is an upright rectangle.
type box struct{ x, y, w, h float64 }

func (b box) overlaps(other box) bool {
	return b.x < other.x+other.w && other.x < b.x+b.w && b.y < other.y+other.h && other.y < b.y+b.h
}

// card is one state with what happens in it.
type card struct {
	box
	state model.State
	notes []label
	dim   bool
}

// kind is the part that a wire has in the life of a connection.
type kind string

const (
	onward kind = "main" // the main line, from state to state
	again  kind = "keep" // back: the connection persists
	ending kind = "end"  // past other states into draining
	gone   kind = "gone" // past other states into closed
)

// wire is one edge between two states: the line that it follows, its corners
// not yet rounded.
type wire struct {
	kind     kind
	from, to model.State
	points   []point
	focus
}

// label is some lines of text, with the place of their box.
type label struct {
	box
	lines []line
	size  float64
	sign  string // "", "loop" or "never": what stands before it
	badge int    // not 0: the number that the legend has for it
	focus
}

// focus is what a selection does to a part of the drawing.
type focus string

const (
	inFocus  focus = "hit"
	outFocus focus = "dim"
)

const (
	textSize  = 12.5
	noteSize  = 11.5
	leading   = 1.24
	signWidth = 17.0
)

func (l *label) leading() float64 { return l.size * leading }

// newLabel sets words into lines no wider than width; the place is the upper left corner.
func newLabel(all []token, size, width float64, sign string, badge int) label {
	indent := 0.0
	if sign != "" || badge != 0 {
		indent = signWidth
	}
	l := label{lines: flow(all, size, width-indent), size: size, sign: sign, badge: badge}
	for _, one := range l.lines {
		l.w = max(l.w, one.width(size)+indent)
	}
	l.h = float64(len(l.lines)) * l.leading()
	return l
}
