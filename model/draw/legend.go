package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Options say what a drawing shows beyond states and transitions.
type Options struct {
	Facts       bool   // under which facts each edge is taken, and what it changes
	Requirement string // the address of the clause to bring out; the rest is grey
}

// grid is a list below the drawing: columns at fixed places, rows as tall as they need.
type grid struct {
	key    box // of the key to the colours
	top    float64
	bottom float64
	heads  []label
	rows   []gridRow
}

type gridRow struct {
	y      float64
	number int // of the edge, or 0 for a row that continues one
	cells  []label
}

const gridSize = 11.0

// legend places the key and, where asked for, the list below it.
func (l *layout) legend(t *model.Table, y float64) grid {
	g := grid{key: box{margin, y + 8, width - 2*margin, 20}, bottom: y + 28}
	switch {
	case l.options.Requirement != "":
		g.bottom = y - 8 // no key: the colours are gone
		l.listRows(&g, Rows(t, Selection{Requirement: l.options.Requirement}))
	case l.options.Facts:
		l.listFacts(&g)
	}
	return g
}

// gridColumn is where a column begins, how wide its text may be, and its name.
type gridColumn struct {
	x, w float64
	name string
}

var factColumns = []gridColumn{{52, 148, "on"}, {210, 290, "when"}, {510, 150, "does"}, {670, 190, "changes"}}

func (l *layout) listFacts(g *grid) {
	g.begin(factColumns)
	for i := range l.edges {
		e := &l.edges[i]
		for j := range e.transitions {
			number := l.numbers[e] + j
			for _, r := range e.transitions[j].Rules {
				r.Set, r.Clear = r.Set&^foreign, r.Clear&^foreign
				row := newRow(&r)
				when := row.condition
				if row.Choice != "" {
					when = strings.TrimPrefix(when+"; if "+row.Choice, "; ")
				}
				on := inWords(uint64(r.On&seen[e.from]), model.AllEvents(), "every event but ")
				g.add(factColumns, number, on, when, doing(r.Do), changesInWords(&r, ^foreign))
				number = 0
			}
		}
	}
}

var rowColumns = []gridColumn{{52, 92, "in"}, {154, 156, "on"}, {320, 216, "when"}, {546, 70, "mark"}, {626, 234, "why"}}

func (l *layout) listRows(g *grid, rows []Row) {
	g.begin(rowColumns)
	for _, r := range rows {
		g.add(rowColumns, r.Number, states(r.States), r.events, r.condition, r.mark(), r.Why)
	}
}

// states names a set of states.
func states(names []string) string {
	switch len(names) {
	case len(model.AllStates()):
		return "every state"
	case len(model.AllStates()) - 1:
		if !slices.Contains(names, model.Closed.String()) {
			return "every open state"
		}
	}
	return strings.Join(names, ", ")
}

// begin places the names of the columns.
func (g *grid) begin(columns []gridColumn) {
	g.bottom += 20
	g.top = g.bottom
	for _, c := range columns {
		head := newLabel([]token{{c.name, doingWord}}, gridSize, c.w, "", 0)
		head.x, head.y = c.x, g.bottom
		g.heads = append(g.heads, head)
	}
	g.bottom += 22
}

func (g *grid) add(columns []gridColumn, number int, cells ...string) {
	row := gridRow{y: g.bottom, number: number}
	height := gridSize * leading
	for i, text := range cells {
		cell := newLabel(tokens(text, ""), gridSize, columns[i].w, "", 0)
		cell.x, cell.y = columns[i].x, g.bottom
		height = max(height, cell.h)
		row.cells = append(row.cells, cell)
	}
	g.rows = append(g.rows, row)
	g.bottom += height + 6
}

// heading places the title and returns where the drawing may begin.
func (l *layout) heading(t *model.Table) float64 {
	title, rest := "The life of a connection, as its server sees it", "What is in brackets has to hold; what follows an arrow is what the server does."
	if q, ok := t.Lookup(l.options.Requirement); ok {
		title = fmt.Sprintf("%s (%s)", q.Address, q.Level)
		rest = q.Rule
	}
	l.scene.title = append([]string{title}, wrap(rest, textSize, width-2*margin)...)
	return margin + 20 + float64(len(l.scene.title)-1)*textSize*leading
}

// cited returns what happens in the states because of one requirement and is not
// among known: what is noted, and what must not happen. What holds in every state is left
// to the list.
func cited(t *model.Table, address string, known []Transition) (notes []Transition) {
	for _, r := range t.Rules() {
		shown := slices.ContainsFunc(known, func(k Transition) bool {
			return slices.ContainsFunc(k.Rules, func(other model.Rule) bool { return other.ID == r.ID })
		})
		if r.Cites != address || shown || r.In>>model.Closed&1 != 0 || r.Mark == model.Late || r.Mark == model.Inconclusive || r.Mark == model.Conforms && r.To != model.Stay {
			continue
		}
		for _, s := range model.AllStates() {
			if r.In>>s&1 == 0 {
				continue
			}
			note := Transition{From: s, To: s, Mark: r.Mark, Said: r.Why, Rules: []model.Rule{r}}
			for _, e := range model.AllEvents() {
				if r.On>>e&1 != 0 {
					note.On = append(note.On, Trigger{Event: e})
				}
			}
			notes = append(notes, note)
		}
	}
	return notes
}
