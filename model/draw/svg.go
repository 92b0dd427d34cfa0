package draw

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// SVG draws the five states and what leads from one to the other. The drawing needs
// no font and no file beside it, and follows the reader's choice of light or dark.
func SVG(w io.Writer, t *model.Table, o Options) error {
	s := newScene(t, o)
	p := &printer{}
	p.open(&s, o)
	p.wires(s.wires)
	for _, c := range s.cards {
		p.card(&c)
	}
	for _, l := range s.labels {
		p.label(&l)
	}
	if o.Requirement == "" {
		p.key(s.grid.key)
	}
	p.grid(&s.grid)
	p.f("</svg>\n")
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("drawing the model: %w", err)
	}
	return nil
}

// printer writes SVG elements.
type printer struct{ bytes.Buffer }

func (p *printer) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// n prints a coordinate shortly, the same on every machine.
func n(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", math.Round(v*10)/10), ".0")
}

func (p *printer) open(s *scene, o Options) {
	p.f(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="title desc" class="model">`+"\n", n(s.width), n(s.height))
	p.f("<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(s.title[0]), html.EscapeString(description(s, o)))
	p.f("<style>\n%s</style>\n", stylesheet())
	p.f(`<rect class="paper" width="%s" height="%s" rx="10"/>`+"\n", n(s.width), n(s.height))
	for i, text := range s.title {
		if i == 0 {
			p.f(`<text class="title" x="%s" y="%s">%s</text>`+"\n", n(margin), n(margin+14), html.EscapeString(text))
			continue
		}
		p.f(`<text class="about" x="%s" y="%s" font-size="%s">%s</text>`+"\n", n(margin), n(margin+18+float64(i)*textSize*leading), n(textSize), html.EscapeString(text))
	}
	start := s.start
	p.f(`<circle class="start" cx="%s" cy="%s" r="5"/>`+"\n", n(start.x), n(start.y))
	p.f(`<path class="main" d="M%s %sV%s"/>`+"\n", n(start.x), n(start.y+5), n(s.cards[0].y-1))
	p.arrow("main", point{start.x, s.cards[0].y}, 0, 1)
	p.f(`<text class="about" x="%s" y="%s" font-size="%s">%s</text>`+"\n", n(start.x+14), n(start.y+4), n(textSize), phrases[model.Connects])
}

// description tells the drawing to those who do not see it.
func description(s *scene, o Options) string {
	var b strings.Builder
	b.WriteString("The states are idle, reading, responding, draining and closed, in this order.")
	for _, l := range s.wires {
		fmt.Fprintf(&b, " %s leads to %s.", l.from, l.to)
	}
	if o.Requirement != "" {
		fmt.Fprintf(&b, " What the requirement %s is about stands out.", o.Requirement)
	}
	return b.String()
}

// wires prints all edges: first what keeps crossing lines apart, then the lines, those in focus last.
func (p *printer) wires(all []wire) {
	for _, k := range []kind{gone, ending, again, onward} {
		of := slices.DeleteFunc(slices.Clone(all), func(w wire) bool { return w.kind != k })
		for _, w := range of {
			p.f(`<path class="halo" d="%s"/>`+"\n", w.path())
		}
		for _, f := range []focus{outFocus, "", inFocus} {
			for _, w := range of {
				if w.focus != f {
					continue
				}
				class := strings.TrimSpace(string(k) + " " + string(f))
				p.f(`<path class="%s" d="%s"><title>%s to %s</title></path>`+"\n", class, w.path(), w.from, w.to)
				last, before := w.points[len(w.points)-1], w.points[len(w.points)-2]
				p.arrow(class, last, sign(last.x-before.x), sign(last.y-before.y))
			}
		}
	}
}

func sign(v float64) float64 {
	switch {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}

// arrow prints a head that points along (dx, dy) and ends at a point.
func (p *printer) arrow(class string, at point, dx, dy float64) {
	const long, wide = 8.0, 4.0
	back := point{at.x - dx*long, at.y - dy*long}
	p.f(`<path class="%s head" d="M%s %sL%s %sL%s %sZ"/>`+"\n", class, n(at.x), n(at.y),
		n(back.x-dy*wide), n(back.y+dx*wide), n(back.x+dy*wide), n(back.y-dx*wide))
}

// path is the line of an edge with round corners; it ends where the arrow head begins.
func (w *wire) path() string {
	const radius = 9.0
	points := slices.Clone(w.points)
	end, before := points[len(points)-1], points[len(points)-2]
	points[len(points)-1] = point{end.x - 7*sign(end.x-before.x), end.y - 7*sign(end.y-before.y)}
	var b strings.Builder
	fmt.Fprintf(&b, "M%s %s", n(points[0].x), n(points[0].y))
	for i := 1; i < len(points)-1; i++ {
		a, c, z := points[i-1], points[i], points[i+1]
		fmt.Fprintf(&b, "L%s %s", n(c.x-radius*sign(c.x-a.x)), n(c.y-radius*sign(c.y-a.y)))
		fmt.Fprintf(&b, "Q%s %s %s %s", n(c.x), n(c.y), n(c.x+radius*sign(z.x-c.x)), n(c.y+radius*sign(z.y-c.y)))
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, "L%s %s", n(last.x), n(last.y))
	return b.String()
}

func (p *printer) card(c *card) {
	class := "card"
	if c.dim {
		class += " dim"
	}
	p.f(`<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="9"/>`+"\n", class, n(c.x), n(c.y), n(c.w), n(c.h))
	name := c.state.String()
	p.f(`<text class="name" x="%s" y="%s">%s</text>`+"\n", n(c.x+padding), n(c.y+23), name)
	p.f(`<text class="about" x="%s" y="%s" font-size="%s">%s</text>`+"\n", n(c.x+padding+measureBold(name, 17)+8), n(c.y+23), n(noteSize), about[c.state])
	for _, l := range c.notes {
		p.label(&l)
	}
}

// label prints lines of text and what stands before them.
func (p *printer) label(l *label) {
	class := strings.TrimSpace("label " + l.sign + " " + string(l.focus))
	p.f(`<g class="%s" font-size="%s">`+"\n", class, n(l.size))
	x, y := l.x, l.y+l.size*0.95
	switch {
	case l.badge != 0:
		p.badge(l.badge, point{x + 6, y - l.size*0.35})
		x += signWidth
	case l.sign == "loop":
		p.f(`<path class="sign" d="M%s %sa4.2 4.2 0 1 0 1.6 3.3m0 -5.4v2.6h-2.6"/>`+"\n", n(x+7.4), n(y-6.6))
		x += signWidth
	case l.sign == "never":
		p.f(`<path class="sign" d="M%s %sl7 7m0 -7l-7 7"/>`+"\n", n(x+1.5), n(y-7.6))
		x += signWidth
	}
	for i, one := range l.lines {
		p.f(`<text x="%s" y="%s">`, n(x), n(y+float64(i)*l.leading()))
		p.line(one)
		p.f("</text>\n")
	}
	p.f("</g>\n")
}

// line prints words, those of one class together.
func (p *printer) line(one line) {
	for i := 0; i < len(one); {
		j := i
		var words []string
		for ; j < len(one) && one[j].class == one[i].class; j++ {
			words = append(words, one[j].word)
		}
		text := html.EscapeString(strings.Join(words, " "))
		if i > 0 {
			p.f(" ")
		}
		if one[i].class == plainWord {
			p.f("%s", text)
		} else {
			p.f(`<tspan class="%s">%s</tspan>`, one[i].class, text)
		}
		i = j
	}
}

func (p *printer) badge(number int, at point) {
	p.f(`<circle class="badge" cx="%s" cy="%s" r="7.2"/><text class="number" x="%s" y="%s">%d</text>`+"\n", n(at.x), n(at.y), n(at.x), n(at.y+3.2), number)
}

// key explains the colours.
func (p *printer) key(at box) {
	x := at.x
	for _, item := range []struct {
		kind kind
		text string
	}{
		{onward, "the main line"}, {again, "the connection persists"}, {ending, "straight to draining"}, {gone, "straight to closed"},
	} {
		y := at.y + 9
		class := string(item.kind)
		p.f(`<path class="%s" d="M%s %sh22"/>`+"\n", class, n(x), n(y))
		p.arrow(class, point{x + 29, y}, 1, 0)
		p.f(`<text class="about" x="%s" y="%s" font-size="%s">%s</text>`+"\n", n(x+37), n(y+4), n(noteSize), item.text)
		x += 37 + measure(item.text, noteSize) + 26
	}
}

// grid prints the list below the drawing.
func (p *printer) grid(g *grid) {
	for _, head := range g.heads {
		p.label(&head)
	}
	for _, row := range g.rows {
		if row.number != 0 {
			p.f(`<path class="rule" d="M%s %sH%s"/>`+"\n", n(margin), n(row.y-3.5), n(width-margin))
			p.f(`<text class="row" x="%s" y="%s" font-size="%s">%d</text>`+"\n", n(44), n(row.y+gridSize*0.95), n(gridSize), row.number)
		}
		for _, cell := range row.cells {
			p.label(&cell)
		}
	}
}
