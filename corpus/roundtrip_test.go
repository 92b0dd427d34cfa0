package corpus_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"pgregory.net/rapid"
)

// TestRoundTrip: whatever a case sends, it survives being printed and read.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkRoundTrip(t, []corpus.Case{drawCase(t, "first"), drawCase(t, "second")})
	})
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkRoundTrip(t fataler, cases []corpus.Case) {
	t.Helper()
	text := corpus.Print(cases)
	again, err := corpus.Parse("x.case", text)
	if err != nil {
		t.Fatalf("Parse refused what Print wrote: %v\n%s", err, text)
	}
	if want, got := withoutPositions(cases), withoutPositions(again); !reflect.DeepEqual(want, got) {
		t.Fatalf("printed and read again:\n%#v\nwant:\n%#v\ntext:\n%s", got, want, text)
	}
}

func reprint(t fataler, cases []corpus.Case) []byte {
	t.Helper()
	again, err := corpus.Parse("x.case", corpus.Print(cases))
	if err != nil {
		t.Fatalf("Parse refused what Print wrote: %v", err)
	}
	return corpus.Print(again)
}

func withoutPositions(cases []corpus.Case) []corpus.Case {
	var all []corpus.Case
	for _, c := range cases {
		c.File, c.Line = "", 0
		c.Steps = append([]corpus.Step(nil), c.Steps...)
		for i := range c.Steps {
			c.Steps[i].Line = 0
		}
		all = append(all, c)
	}
	return all
}

func drawCase(t *rapid.T, name string) corpus.Case {
	c := corpus.Case{
		Name: name + rapid.StringMatching(`(/[a-z0-9][a-z0-9.-]{0,5}){0,2}`).Draw(t, "name"),
		Why:  drawComments(t),
	}
	ways := rapid.SliceOfNDistinct(rapid.SampledFrom([]corpus.Split{corpus.Whole, corpus.EveryByte, corpus.Boundaries}), 1, 3, rapid.ID).Draw(t, "split")
	c.Split, c.Also = ways[0], ways[1:]
	if len(c.Also) == 0 {
		c.Also = nil
	}
	for _, r := range rapid.SliceOfNDistinct(rapid.SampledFrom(model.Requirements()), 1, 3, rapid.ID).Draw(t, "about") {
		c.About = append(c.About, r.Address)
	}
	if rapid.Bool().Draw(t, "has from") {
		c.From = []string{"https://github.com/cesanta/mongoose/issues/2765"}
	}
	needed := map[model.Handler]bool{}
	for range rapid.IntRange(1, 6).Draw(t, "steps") {
		c.Steps = append(c.Steps, drawStep(t, needed))
	}
	for _, h := range model.Handlers() {
		if needed[h] {
			c.Needs = append(c.Needs, h)
		}
	}
	return c
}

func drawComments(t *rapid.T) []string {
	n := rapid.IntRange(0, 2).Draw(t, "comment lines")
	var lines []string
	for range n {
		lines = append(lines, rapid.StringMatching(`( ?[#>a-zäß{]{1,4}){0,3}`).Draw(t, "comment"))
	}
	return lines
}

// drawStep draws steps that may stand anywhere: a script that closes is covered by the examples.
func drawStep(t *rapid.T, needed map[model.Handler]bool) corpus.Step {
	s := corpus.Step{
		Kind: rapid.SampledFrom([]corpus.StepKind{
			corpus.Send, corpus.Send, corpus.Send, corpus.Pause, corpus.Await, corpus.AwaitStart, corpus.AwaitClose, corpus.Connect, corpus.ConnectBeside,
		}).Draw(t, "kind"),
		Comments: drawComments(t),
	}
	switch s.Kind {
	case corpus.Pause:
		s.Duration = time.Duration(rapid.IntRange(1, 30_000).Draw(t, "ms")) * time.Millisecond
	case corpus.Send:
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			s.Pieces = append(s.Pieces, drawPiece(t, needed))
		}
	}
	return s
}

func drawPiece(t *rapid.T, needed map[model.Handler]bool) corpus.Piece {
	switch rapid.SampledFrom([]string{"octets", "line", "text", "repeat", "host", "handler"}).Draw(t, "piece") {
	case "octets": // an LF may only end a piece
		data := rapid.SliceOfN(rapid.Byte(), 1, 12).Draw(t, "octets")
		for i := range data[:len(data)-1] {
			if data[i] == '\n' {
				data[i] = '\r'
			}
		}
		return corpus.Piece{Data: data}
	case "line":
		return corpus.Piece{Data: []byte(rapid.StringMatching(`[ -~]{0,6}\r\n`).Draw(t, "line"))}
	case "text":
		return corpus.Piece{Data: []byte(rapid.StringMatching(`[ -~]{1,6}`).Draw(t, "text"))}
	case "repeat":
		data := rapid.SliceOfN(rapid.Byte(), 1, 4).Draw(t, "repeated")
		return corpus.Piece{Data: data, Repeat: rapid.IntRange(2, 100_000).Draw(t, "count")}
	case "host":
		return corpus.Piece{Host: true}
	}
	h := rapid.SampledFrom(model.Handlers()).Draw(t, "handler")
	if h != model.Answer {
		needed[h] = true
	}
	if h == model.Slow || h == model.Size {
		return corpus.Piece{Handler: h, Arg: rapid.IntRange(1, 30_000).Draw(t, "arg")}
	}
	return corpus.Piece{Handler: h}
}
