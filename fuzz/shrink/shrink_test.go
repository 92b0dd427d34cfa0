package shrink_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// planted are servers with one mistake, and what a shrunk conversation about it looks like.
var planted = []struct {
	name  string
	seams conn.Seams
	why   string // of the rule: other findings of the mistake need another conversation
	want  string // a regular expression
}{
	{
		"answers behind close",
		conn.Seams{Table: model.NewTable(append([]model.Rule{{
			In: 1 << model.Responding, On: 1 << model.AnswerEnds,
			When: model.When{All: model.Held, Last: 1<<model.RequestClose | 1<<model.RequestCloseOdd},
			To:   model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
		}}, model.Rules()...))},
		"the request before it said close",
		`^GET / HTTP/1.1\r\nHost: a\r\nConnection: [Cc]lose\r\n\r\n(?s:.)`,
	},
	{
		"close in another case is not known",
		conn.Seams{Head: func(h *wire.Head) {
			for _, f := range h.Fields {
				if string(f.Value) == "CLOSE" {
					h.SaysClose = false
				}
			}
		}},
		"",
		`^GET / HTTP/1.1\r\nHost: a\r\nConnection: CLOSE\r\n\r\n`,
	},
	{
		"content for HEAD",
		conn.Seams{Answer: func(h *conn.AnswerHead) { h.Content = h.Content || h.IsHead }},
		"the response ended at its empty line",
		`^HEAD /(close)? HTTP/1.[01]\r\nHost: a\r\n(\r\n|X : 1\r\n)`,
	},
}

// found looks for a conversation that shows something, from some seed on.
func found(t *testing.T, p *core.Player, seed uint64, why string) (gen.Conversation, shrink.Kept) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	choose := func(_ string, n int) int { return r.IntN(n) }
	var s gen.Script
	for range 200_000 {
		c := gen.Build(choose, gen.Everything().Swarm(choose))
		c.Render(&s, gen.Plain())
		if kept := shrink.Signature(p.Judge(&s)); kept.Verdict >= model.Violation && (why == "" || kept.Why == why) {
			return c, kept
		}
	}
	t.Fatal("nothing was found")
	return nil, shrink.Kept{}
}

// TestShrinksToTheLeast: what is left is what a person would write.
func TestShrinksToTheLeast(t *testing.T) {
	for _, tt := range planted {
		t.Run(tt.name, func(t *testing.T) {
			p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: &tt.seams}})
			for seed := range uint64(3) {
				c, kept := found(t, p, seed, tt.why)
				var s gen.Script
				tries := 0
				small := shrink.Conversation(c, func(c gen.Conversation) bool {
					tries++
					c.Render(&s, gen.Plain())
					return shrink.Signature(p.Judge(&s)) == kept
				})
				small.Render(&s, gen.Plain())
				got := strings.NewReplacer("/answer", "/").Replace(string(s.Octets))
				if !regexp.MustCompile(tt.want).MatchString(got) || len(small) > 4 {
					t.Errorf("%v: %d operations became %d: %q, want %s", kept, len(c), len(small), got, tt.want)
				}
				t.Logf("%d operations became %d in %d tries", len(c), len(small), tries)
			}
		})
	}
}

// TestNeverLosesIt: whatever is asked for, the result has it, and is no larger.
func TestNeverLosesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
		c := gen.Build(choose, gen.Everything())
		wanted := c[choose("wanted", len(c))].Kind
		has := func(c gen.Conversation) bool {
			for _, op := range c {
				if op.Kind == wanted {
					return true
				}
			}
			return false
		}
		small := shrink.Conversation(c, has)
		if !has(small) || len(small) != 1 || small[0] != (gen.Op{Kind: wanted}) {
			t.Fatalf("%v, looking for %v, became %v", c, wanted, small)
		}
		if bounded := shrink.Bounded(c, 2, has); !has(bounded) || len(bounded) > len(c) {
			t.Fatalf("%v became %v", c, bounded)
		}
	})
}

// TestAheadIsBounded: to ask several questions at once does not change the result, and no more than that many are asked at once.
func TestAheadIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
		c := gen.Build(choose, gen.Everything())
		modulus, tries := 1+choose("modulus", 5), choose("tries", 40)-1
		same := func(c gen.Conversation) bool { // as good as random, but for the first
			sum := fnv.New32()
			_, _ = sum.Write(c.Encode()) // never fails
			return sum.Sum32()%uint32(modulus) == 0
		}
		var mu sync.Mutex
		asked := map[context.Context]bool{}
		got := shrink.Ahead(context.Background(), c, tries, 4, func(ctx context.Context, c gen.Conversation) bool {
			mu.Lock()
			asked[ctx] = true
			maps.DeleteFunc(asked, func(ctx context.Context, _ bool) bool { return ctx.Err() != nil })
			tooMany := len(asked) > 4
			mu.Unlock()
			if tooMany {
				t.Errorf("more than 4 questions are asked at once")
			}
			runtime.Gosched()
			defer func() { mu.Lock(); delete(asked, ctx); mu.Unlock() }()
			return same(c)
		})
		want := shrink.Bounded(c, tries, same)
		if !slices.Equal(got, want) {
			t.Fatalf("%v became %v, and %v one question at a time", c, got, want)
		}
	})
}

// TestAheadAsksAtOnce: questions whose answer is no wait for each other.
func TestAheadAsksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(gen.Conversation, 12)
		for i := range c {
			c[i] = gen.Op{Kind: gen.Field, A: uint8(i)}
		}
		start, asked := time.Now(), 0
		var mu sync.Mutex
		shrink.Ahead(t.Context(), c, -1, 8, func(_ context.Context, smaller gen.Conversation) bool {
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			asked++
			return len(smaller) == len(c) && smaller[0] == c[0]
		})
		if took := int(time.Since(start) / time.Second); took*4 > asked {
			t.Errorf("%d questions took %d rounds", asked, took)
		}
	})
}

func Example() {
	seams := conn.Seams{Answer: func(h *conn.AnswerHead) { h.Content = h.Content || h.IsHead }}
	p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: &seams}})
	judged := func(c gen.Conversation) shrink.Kept {
		var s gen.Script
		c.Render(&s, gen.Plain())
		return shrink.Signature(p.Judge(&s))
	}
	c := gen.Conversation{
		{Kind: gen.Request},
		{Kind: gen.End},
		{Kind: gen.Pause},
		{Kind: gen.Request, A: 2, B: 5},
		{Kind: gen.Field, A: 0, B: 3},
		{Kind: gen.End},
		{Kind: gen.HalfClose},
	}
	kept := judged(c)
	small := shrink.Conversation(c, func(c gen.Conversation) bool { return judged(c) == kept })
	made := shrink.Case("fuzz/head-content", small, kept)
	fmt.Print(string(corpus.Print([]corpus.Case{made})))
	fmt.Print(shrink.GoTest(made, "target"))
	// Output:
	// # violation: the response ended at its empty line (in state draining).
	// case fuzz/head-content
	// about 9112/6.3/bodyless-response
	//
	// > HEAD {answer} HTTP/1.1
	// > Host: {host}
	// > Connection: close
	// >
	// func TestFuzzHeadContent(t *testing.T) {
	// 	properties.Case(t, target, `
	// # violation: the response ended at its empty line (in state draining).
	// case fuzz/head-content
	// about 9112/6.3/bodyless-response
	//
	// > HEAD {answer} HTTP/1.1
	// > Host: {host}
	// > Connection: close
	// >
	// `)
	// }
}
