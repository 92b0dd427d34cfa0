package core_test

import (
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
	"github.com/hangup-http/hangup/server/conn"
)

// most is how many operations of an input are played: the engine makes inputs longer and longer, and what
// they find in forty operations they find in twenty-four.
const most = 24

// hunter checks conversations.
type hunter struct {
	marked, swift *core.Player // with the marks that guide the fuzzer, and without
	s             gen.Script
	c             gen.Conversation
}

func newHunter(cfg conn.Config) *hunter {
	h := &hunter{swift: core.New(core.Server{Config: cfg})}
	cfg.Followed = marks.Followed
	h.marked = core.New(core.Server{Config: cfg})
	return h
}

// check plays the conversation once for the marks, then in many ways. What is not clean for certain is
// judged in full; the signature is that of the first variant in which something is found.
func (h *hunter) check(octets []byte) (kept shrink.Kept, played gen.Script) {
	h.c = gen.AppendDecoded(h.c[:0], octets[:min(len(octets), most*gen.OpSize)])
	h.c.Render(&h.s, gen.Plain())
	h.marked.Plan(&h.s)
	suspect := h.s.Steps
	if h.marked.Clean(&h.s, h.s.Steps) {
		if suspect = h.swift.Check(&h.s, seed(octets), core.Ways-1); suspect == nil {
			return shrink.Kept{}, gen.Script{}
		}
	}
	played = h.s
	played.Steps = suspect
	return shrink.Signature(h.swift.Judge(&played)), played
}

// seed chooses the variants: the same conversation, the same ones.
func seed(octets []byte) uint32 {
	hash := fnv.New32a()
	hash.Write(octets)
	return hash.Sum32()
}

// FuzzVariants plays each conversation in core.Ways ways on the core of the server: cut at some octet, with a pause
// there, a half-close, a reset, and so on. It keeps to the model in all of them. This package links no
// net/http, with which an execution would take ten times as long.
func FuzzVariants(f *testing.F) {
	r := rand.New(rand.NewPCG(9112, 9110))
	for range 50 {
		f.Add(gen.Random(r, gen.Everything()).Encode())
	}
	h := newHunter(conn.Config{Policy: model.DefaultPolicy})
	f.Fuzz(func(t *testing.T, octets []byte) {
		kept, played := h.check(octets)
		if kept != (shrink.Kept{}) {
			report(t, h, octets, kept, &played)
		}
		if err := h.swift.Defect(); err != nil {
			t.Error(err)
		}
	})
}

// report tells the shrunk conversation and the variant of it that shows the same.
func report(t *testing.T, h *hunter, octets []byte, kept shrink.Kept, played *gen.Script) {
	t.Helper()
	found := played.Case("fuzz/found")
	small := shrink.Conversation(gen.Decode(octets[:min(len(octets), most*gen.OpSize)]), func(c gen.Conversation) bool {
		again, way := h.check(c.Encode())
		if again == kept {
			found = way.Case("fuzz/found")
		}
		return again == kept
	})
	t.Errorf("%s %s: %s\n%s\nfrom %v", kept.Verdict, kept.Address, kept.Why, corpus.Print([]corpus.Case{found}), small)
}

// FuzzEmpty is what the engine itself costs: other targets are measured against it.
func FuzzEmpty(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
	f.Fuzz(func(*testing.T, []byte) {})
}

// TestVariantsFindThePlantedBug: a bug that needs a request behind one with close.
func TestVariantsFindThePlantedBug(t *testing.T) {
	seams := conn.Seams{Table: model.NewTable(append([]model.Rule{{
		In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held, Last: 1 << model.RequestClose},
		To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
	}}, model.Rules()...))}
	h := newHunter(conn.Config{Policy: model.DefaultPolicy, Seams: &seams})
	plain := gen.Everything()
	plain.Values = 2
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 2000 {
		if kept, _ := h.check(gen.Random(r, plain).Encode()); kept.Verdict >= model.Violation {
			t.Logf("found by conversation %d: %s", n+1, kept.Address)
			return
		}
	}
	t.Error("the planted bug was not found")
}
