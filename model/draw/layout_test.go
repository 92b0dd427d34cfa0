package draw

import (
	"testing"

	"github.com/hangup-http/hangup/model"
)

// TestNothingOverlaps holds for the plain drawing, with facts, and for every requirement.
func TestNothingOverlaps(t *testing.T) {
	variants := []Options{{}, {Facts: true}}
	for _, q := range model.Requirements() {
		variants = append(variants, Options{Requirement: q.Address}, Options{Requirement: q.Address, Facts: true})
	}
	for _, o := range variants {
		s := newScene(model.Standard, o)
		checkScene(t, o, &s)
	}
}

func checkScene(t *testing.T, o Options, s *scene) {
	var boxes []box
	for _, c := range s.cards {
		boxes = append(boxes, c.box)
		for _, n := range c.notes {
			if n.x < c.x || n.y < c.y || n.x+n.w > c.x+c.w || n.y+n.h > c.y+c.h {
				t.Errorf("%+v: %v stands out of the card of %s", o, n.lines, c.state)
			}
		}
	}
	for _, l := range s.labels {
		boxes = append(boxes, l.box)
	}
	for _, r := range s.grid.rows {
		for _, cell := range r.cells {
			boxes = append(boxes, cell.box)
		}
	}
	for i, b := range boxes {
		if b.x < 0 || b.y < 0 || b.x+b.w > s.width || b.y+b.h > s.height {
			t.Errorf("%+v: %+v is cut off by the edge of the drawing", o, b)
		}
		for _, other := range boxes[:i] {
			if b.overlaps(other) {
				t.Errorf("%+v: %+v and %+v overlap", o, b, other)
			}
		}
		for _, w := range s.wires {
			for j := 1; j < len(w.points); j++ {
				if line := between(w.points[j-1], w.points[j]); line.overlaps(inside(b)) {
					t.Errorf("%+v: the line from %s to %s runs through %+v", o, w.from, w.to, b)
				}
			}
		}
	}
}

func between(a, b point) box {
	return box{min(a.x, b.x), min(a.y, b.y), max(a.x, b.x) - min(a.x, b.x) + 0.1, max(a.y, b.y) - min(a.y, b.y) + 0.1}
}

// inside is a box without its border, on which lines may end.
func inside(b box) box { return box{b.x + 1, b.y + 1, b.w - 2, b.h - 2} }

func TestEverythingHasAName(t *testing.T) {
	for _, e := range model.AllEvents() {
		if phrases[e] == "" {
			t.Errorf("%s has no phrase", e)
		}
	}
	for _, s := range model.AllStates() {
		if about[s] == "" {
			t.Errorf("%s has no word about it", s)
		}
	}
	for _, r := range model.Rules() {
		known := model.Action(0)
		for _, n := range actionNames {
			known |= n.action
		}
		if r.Do&^known != 0 {
			t.Errorf("row %d does something without a name: %b", r.ID, r.Do)
		}
	}
}

func TestWordsInRanges(t *testing.T) {
	for want, set := range map[string]uint64{
		"Connects, EmptyLine":                   0b11,
		"Connects … IsHTTP10":                   0b1111,
		"Connects, Begins":                      0b101,
		"every event":                           ^uint64(0),
		"every event but Connects":              ^uint64(1),
		"every event but Connects, Begins, Has": ^uint64(0b101 | 1<<model.Has),
	} {
		if got := inWords(set, model.AllEvents(), "every event but "); got != want {
			t.Errorf("%b is %q, want %q", set, got, want)
		}
	}
}
