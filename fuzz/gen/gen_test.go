package gen_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
)

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// sent is all that a script sends.
func sent(s *gen.Script) string {
	var out strings.Builder
	for _, step := range s.Steps {
		if step.Kind == corpus.Send {
			out.Write(s.Octets[step.From:step.To])
		}
	}
	return out.String()
}

func drawn(t *rapid.T) gen.Conversation {
	choose := func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
	return gen.Build(choose, gen.Everything().Swarm(choose))
}

// TestNothingIsDrawnInVain: every operation that is offered can be done.
func TestNothingIsDrawnInVain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		var with, without gen.Script
		c.Render(&with, gen.Plain())
		for i, op := range c {
			if op.Kind == gen.Cut || op.Kind == gen.End || op.Kind == gen.Content || op.Kind == gen.Field {
				continue // a segment may end where one ends anyhow; the rest is looked at below
			}
			fewer := slices.Delete(slices.Clone(c), i, i+1)
			fewer.Render(&without, gen.Plain())
			if bytes.Equal(with.Octets, without.Octets) && slices.Equal(with.Steps, without.Steps) {
				t.Fatalf("operation %d, %v, changes nothing in %v", i, op, c)
			}
		}
	})
}

// TestCodec: what is encoded is decoded again, and any octets are a conversation.
func TestCodec(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		if again := gen.Decode(c.Encode()); !slices.Equal(again, c) {
			t.Fatalf("%v became %v", c, again)
		}
		octets := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "octets")
		any := gen.Decode(octets)
		if len(any) != len(octets)/gen.OpSize {
			t.Fatalf("%d operations of %d octets", len(any), len(octets))
		}
		var s gen.Script
		any.Render(&s, gen.Plain())
		if got := sent(&s); got != string(s.Octets) {
			t.Fatalf("sent %q of %q", got, s.Octets)
		}
	})
}

// TestCaseSendsTheSame: a case is the conversation, with the names of the target.
func TestCaseSendsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		var s gen.Script
		names := gen.Plain()
		c.Render(&s, names)
		made := c.Case("fuzz/drawn")
		if len(made.Steps) != len(s.Steps) {
			t.Fatalf("%d steps, want %d", len(made.Steps), len(s.Steps))
		}
		var out strings.Builder
		for _, step := range made.Steps {
			for _, p := range step.Pieces {
				switch {
				case p.Host:
					out.WriteString(names.Host)
				case p.Data == nil:
					out.WriteString(names.Path(p.Handler, p.Arg))
				default:
					out.Write(p.Data)
				}
			}
		}
		if out.String() != string(s.Octets) {
			t.Fatalf("the case sends %q, the script %q", out.String(), s.Octets)
		}
		if len(made.Steps) == 0 {
			return // nothing but cuts
		}
		made.About = []string{"9112/9.5/sustain"}
		text := corpus.Print([]corpus.Case{made})
		again, err := corpus.Parse("drawn.case", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if second := corpus.Print(again); !bytes.Equal(text, second) {
			t.Fatalf("printed\n%s\nread and printed again\n%s", text, second)
		}
	})
}

// TestFromCase: the cases that ship become conversations that send the same, but for the
// large ones, and what was written by operations is read as operations.
func TestFromCase(t *testing.T) {
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var exact, inexact, long int
	for _, c := range cases {
		conversation, same, ok := gen.FromCase(c)
		switch {
		case !ok:
			long++
			continue
		case !same:
			inexact++
			continue
		}
		exact++
		var s gen.Script
		conversation.Render(&s, gen.Plain())
		var want strings.Builder
		for _, step := range c.Steps {
			for _, p := range step.Pieces {
				switch {
				case p.Host:
					want.WriteString("a")
				case p.Data == nil:
					want.WriteString(gen.Plain().Path(p.Handler, p.Arg))
				default:
					want.WriteString(strings.Repeat(string(p.Data), max(p.Repeat, 1)))
				}
			}
		}
		if string(s.Octets) != want.String() {
			t.Errorf("%s sends %q, as a conversation %q", c.Name, want.String(), s.Octets)
		}
	}
	t.Logf("%d exact, %d with another pause, wait or split, %d too long", exact, inexact, long)
	if exact < len(cases)/2 {
		t.Errorf("only %d of %d cases are the same as conversations", exact, len(cases))
	}
}

// TestSameSourceSameConversation, and other sources others.
func TestSameSourceSameConversation(t *testing.T) {
	a, b := gen.Random(random(7), gen.Everything()), gen.Random(random(7), gen.Everything())
	if !slices.Equal(a, b) {
		t.Errorf("%v and %v", a, b)
	}
	seen := map[string]bool{}
	for seed := range uint64(100) {
		seen[string(gen.Random(random(seed), gen.Everything()).Encode())] = true
	}
	if len(seen) < 95 {
		t.Errorf("%d different conversations of 100", len(seen))
	}
}

// TestEachKindIsReached: everything that is offered comes, and a swarm leaves out.
func TestEachKindIsReached(t *testing.T) {
	r := random(1)
	seen := map[gen.Kind]int{}
	narrow := 0
	for range 2000 {
		for _, op := range gen.Random(r, gen.Everything()) {
			seen[op.Kind]++
		}
		a := gen.Everything().Swarm(func(_ string, n int) int { return r.IntN(n) })
		kinds := map[gen.Kind]bool{}
		for _, op := range gen.Random(r, a) {
			kinds[op.Kind] = true
		}
		if len(kinds) <= 3 {
			narrow++
		}
	}
	if len(seen) != int(gen.Again)+1 {
		t.Errorf("only %v", seen)
	}
	if narrow < 100 {
		t.Errorf("only %d of 2000 swarms were narrow", narrow)
	}
}

func BenchmarkRender(b *testing.B) {
	r := random(1)
	var all []gen.Conversation
	for range 1000 {
		all = append(all, gen.Random(r, gen.Everything()))
	}
	names := gen.Plain()
	var s gen.Script
	b.ReportAllocs()
	for i := range b.N {
		all[i%len(all)].Render(&s, names)
	}
}

func BenchmarkBuild(b *testing.B) {
	r := random(1)
	a := gen.Everything()
	var c gen.Conversation
	choose := func(_ string, n int) int { return r.IntN(n) }
	b.ReportAllocs()
	for range b.N {
		c = gen.AppendBuilt(c[:0], choose, a)
	}
}

// TestAgain: a request is sent again as it was, where it is asked for, unless its server had a
// reason to close.
func TestAgain(t *testing.T) {
	const once = "GET /answer HTTP/1.1\r\nHost: a\r\nX-Unknown: 1\r\n\r\n"
	const closes = "GET /close HTTP/1.1\r\nHost: a\r\n\r\n"
	get := gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field, A: 6}}
	for _, tt := range []struct {
		name  string
		c     gen.Conversation
		sends string
		steps map[corpus.StepKind]int
	}{
		{"same connection", append(get, gen.Op{Kind: gen.Again, A: 1}), once + once + once, map[corpus.StepKind]int{corpus.Send: 1}},
		{"new ones", append(get, gen.Op{Kind: gen.Again, A: 1, B: 1}), once + once + once, map[corpus.StepKind]int{corpus.Send: 3, corpus.Connect: 2}},
		{"beside", append(get, gen.Op{Kind: gen.Again, B: 2}), once + once, map[corpus.StepKind]int{corpus.Send: 2, corpus.ConnectBeside: 1}},
		{"nothing to repeat", gen.Conversation{{Kind: gen.Again}}, "", map[corpus.StepKind]int{}},
		{
			"a reason to close",
			gen.Conversation{{Kind: gen.Request, B: 6}, {Kind: gen.End}, {Kind: gen.Again, A: 2, B: 1}},
			closes,
			map[corpus.StepKind]int{corpus.Send: 1, corpus.Connect: 1},
		},
	} {
		var s gen.Script
		tt.c.Render(&s, gen.Plain())
		steps := map[corpus.StepKind]int{}
		for _, step := range s.Steps {
			steps[step.Kind]++
		}
		if got := sent(&s); got != tt.sends || !maps.Equal(steps, tt.steps) {
			t.Errorf("%s: %v sends %q", tt.name, steps, got)
		}
	}
}

// TestFraming: what a request line says of content is what its client sends.
func TestFraming(t *testing.T) {
	const post = "POST /answer HTTP/1.1\r\nHost: a\r\n"
	for c, want := range map[uint8]string{
		8:  post + "Content-Length: 5\r\n\r\nbbbbb",
		16: post + "Transfer-Encoding: chunked\r\n\r\n5\r\nbbbbb\r\n5\r\nbbbbb\r\n0\r\n\r\n",
	} {
		var s gen.Script
		gen.Conversation{{Kind: gen.Request, A: 1, C: c}, {Kind: gen.Content}}.Render(&s, gen.Plain())
		if got := sent(&s); got != want {
			t.Errorf("%d: %q", c, got)
		}
	}
}

// TestBesideIsRead: a case that leaves a connection open while it uses another one stays one.
func TestBesideIsRead(t *testing.T) {
	c, exact, ok := gen.FromCase(corpus.Case{Steps: []corpus.Step{{Kind: corpus.ConnectBeside}}})
	if want := (gen.Conversation{{Kind: gen.Connect, A: 1}}); !ok || !exact || !slices.Equal(c, want) {
		t.Errorf("%v, exact: %v", c, exact)
	}
}
