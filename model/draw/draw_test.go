package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

// Example: what a machine does when a response ends.
func Example() {
	for _, k := range draw.Transitions(model.Standard) {
		if k.From == model.Responding && strings.Contains(k.Phrase(), "response ends [") {
			fmt.Printf("%s: %s: %s\n", k.To, k.Phrase(), k.Doing())
		}
	}
	// Output:
	// idle: response ends [not last]: go on with what waits
	// reading: response ends [Body, not last]: discard
	// draining: response ends [last or PeerFIN], timer [Body]: send FIN
}

// move is what one step of a machine shows.
type move struct {
	from, to model.State
	event    model.Event
	do       model.Action
}

// beginnings lead to where chance seldom goes.
var beginnings = [][]model.Event{
	nil,
	{model.Begins, model.HasBody, model.HeadEnds, model.AnswerStarts, model.AnswerEnds},
	{model.Begins, model.HeadEnds, model.HalfCloses, model.Begins, model.AnswerStarts, model.AnswerEnds, model.Begins},
}

// walk feeds a machine with events that a server tells it, and shows each step.
func walk(random *rand.Rand, show func(move)) {
	m := model.NewMachine(model.Standard, model.Policy(random.Uint32N(1<<len(model.Choices()))))
	for _, e := range beginnings[random.IntN(len(beginnings))] {
		m.Step(model.Input{Event: e, Status: model.S2xx})
	}
	for range 40 {
		from := m.State()
		events := draw.Seen(from)
		if len(events) == 0 {
			return
		}
		in := model.Input{
			Event:  events[random.IntN(len(events))],
			Trait:  model.AllTraits()[random.IntN(len(model.AllTraits()))],
			Status: model.AllStatuses()[random.IntN(len(model.AllStatuses()))],
		}
		r := m.Step(in)
		if r == nil || r.Mark > model.Note {
			return // no server of ours does this
		}
		show(move{from, m.State(), in.Event, r.Do})
	}
}

// TestMachinesDoWhatIsDrawn: each step that moves or acts is drawn, and each
// transition that is drawn is taken.
func TestMachinesDoWhatIsDrawn(t *testing.T) {
	drawn := map[move]bool{}
	for _, k := range draw.Transitions(model.Standard) {
		for _, on := range k.On {
			if !k.Last {
				drawn[move{k.From, k.To, on.Event, k.Do}] = false
			}
		}
	}
	random := rand.New(rand.NewPCG(9112, 9110))
	for range 30_000 {
		walk(random, func(step move) {
			if _, ok := drawn[step]; ok {
				drawn[step] = true
			} else if step.from != step.to || step.do != 0 {
				t.Errorf("a machine goes from %s to %s on %s, doing %b: that is not drawn", step.from, step.to, step.event, step.do)
			}
		})
	}
	for step, taken := range drawn {
		if !taken {
			t.Errorf("drawn from %s to %s on %s, doing %b: no machine went there", step.from, step.to, step.event, step.do)
		}
	}
}

// TestSVGIsWellFormed reads every variant as XML: each requirement stands out, and
// everything has a title.
func TestSVGIsWellFormed(t *testing.T) {
	for _, q := range model.Requirements() {
		var b bytes.Buffer
		if err := draw.SVG(&b, model.Standard, draw.Options{Requirement: q.Address}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for _, want := range []string{"<title ", "<desc ", q.Address, ">" + strconv.Itoa(draw.Rows(model.Standard, draw.Selection{Requirement: q.Address})[0].Number) + "<"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the drawing lacks %s", q.Address, want)
			}
		}
		decoder := xml.NewDecoder(&b)
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", q.Address, err)
			}
		}
	}
}

func TestRequirementStandsOut(t *testing.T) {
	render := func(o draw.Options) string {
		var b bytes.Buffer
		if err := draw.SVG(&b, model.Standard, o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	focus := regexp.MustCompile(`class="[a-z ]*\b(hit|dim)\b`)
	if focus.MatchString(render(draw.Options{})) {
		t.Error("something stands out, and nothing was asked for")
	}
	clause := render(draw.Options{Requirement: "9112/9.6/no-processing-after-close"})
	for _, want := range []string{"says close", "whatever arrives", "interim response, response starts"} {
		if !regexp.MustCompile(`<g class="label [a-z]+ hit"[^>]*>\n.*\n<text[^>]*>` + want).MatchString(clause) {
			t.Errorf("%q does not stand out", want)
		}
	}
	if !regexp.MustCompile(`class="keep dim"`).MatchString(clause) {
		t.Error("persistence is not grey")
	}
}

// TestTableHasEveryRow: whole or filtered, in Markdown and on the page.
func TestTableHasEveryRow(t *testing.T) {
	var markdown, page bytes.Buffer
	all := draw.Selection{}
	if err := errors.Join(draw.MarkdownTable(&markdown, model.Standard, all), draw.HTMLTable(&page, model.Standard, all)); err != nil {
		t.Fatal(err)
	}
	for _, r := range model.Rules() {
		if n := strings.Count(markdown.String(), fmt.Sprintf(`<a id="row-%d"></a>`, r.ID)); n != 1 {
			t.Errorf("row %d has %d anchors in Markdown", r.ID, n)
		}
		if !strings.Contains(page.String(), fmt.Sprintf("<td>%d<td>", r.ID)) {
			t.Errorf("row %d is not on the page", r.ID)
		}
	}
	if regexp.MustCompile(`(src|href)="(https?:)?//[^"]*\.(css|js|woff2?)`).MatchString(page.String()) {
		t.Error("the page needs something beside it")
	}
}

func TestSelection(t *testing.T) {
	for _, c := range []struct {
		selection draw.Selection
		fits      func(draw.Row) bool
	}{
		{draw.Selection{Requirement: "9112/9.6/half-close"}, func(r draw.Row) bool { return r.Cites == "9112/9.6/half-close" }},
		{draw.Selection{State: "draining"}, func(r draw.Row) bool { return slices.Contains(r.States, "draining") }},
		{draw.Selection{Event: "HalfCloses"}, func(r draw.Row) bool { return slices.Contains(r.Events, "HalfCloses") }},
		{draw.Selection{Marked: true}, func(r draw.Row) bool { return r.Mark != "conforms" }},
	} {
		selected := draw.Rows(model.Standard, c.selection)
		want := 0
		for _, r := range draw.Rows(model.Standard, draw.Selection{}) {
			if c.fits(r) {
				want++
			}
		}
		if len(selected) != want || want == 0 || slices.ContainsFunc(selected, func(r draw.Row) bool { return !c.fits(r) }) {
			t.Errorf("%+v selects %d rows, want %d", c.selection, len(selected), want)
		}
	}
}

// TestGraphsHaveEveryTransition: for Graphviz and for Mermaid, plain, with facts, and for a clause.
func TestGraphsHaveEveryTransition(t *testing.T) {
	for _, o := range []draw.Options{{}, {Facts: true}, {Requirement: "9112/9.6/half-close"}} {
		var dot, mermaid bytes.Buffer
		if err := errors.Join(draw.DOT(&dot, model.Standard, o), draw.Mermaid(&mermaid, model.Standard, o)); err != nil {
			t.Fatal(err)
		}
		for _, k := range draw.Transitions(model.Standard) {
			if !strings.Contains(dot.String(), fmt.Sprintf("%s -> %s [label=", k.From, k.To)) {
				t.Errorf("DOT lacks %s to %s", k.From, k.To)
			}
			if !strings.Contains(mermaid.String(), fmt.Sprintf("%s --> %s: ", k.From, k.To)) {
				t.Errorf("Mermaid lacks %s to %s", k.From, k.To)
			}
		}
	}
}
