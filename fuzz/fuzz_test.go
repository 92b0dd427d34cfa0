package fuzz_test

import (
	"math/rand/v2"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
	"github.com/hangup-http/hangup/server/conn"
)

// judged plays a conversation on the core of the server.
func judged(p *core.Player, s *gen.Script, c gen.Conversation) shrink.Kept {
	c.Render(s, gen.Plain())
	return shrink.Signature(p.Judge(s))
}

// fails reports a finding, shrunk.
func fails(t *testing.T, p *core.Player, c gen.Conversation, kept shrink.Kept) {
	t.Helper()
	var s gen.Script
	small := shrink.Conversation(c, func(c gen.Conversation) bool { return judged(p, &s, c) == kept })
	t.Errorf("%s %s: %s\n%s", kept.Verdict, kept.Address, kept.Why,
		corpus.Print([]corpus.Case{shrink.Case("fuzz/found", small, kept)}))
}

// FuzzCore holds conversations with the core of the server: it keeps to the model, and to
// its own table, whatever a client does.
func FuzzCore(f *testing.F) {
	for _, c := range fuzz.Seeds(gen.Everything()) {
		f.Add(c.Encode())
	}
	p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Followed: marks.Followed}})
	var s gen.Script
	f.Fuzz(func(t *testing.T, octets []byte) {
		c := gen.Decode(octets)
		if kept := judged(p, &s, c); kept != (shrink.Kept{}) {
			fails(t, p, c, kept)
		}
		if err := p.Defect(); err != nil {
			t.Error(err)
		}
	})
}

// planted is a server with the bug that Hangup began with.
func planted() *core.Player {
	seams := conn.Seams{Table: model.NewTable(append([]model.Rule{{
		In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held, Last: 1 << model.RequestClose},
		To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
	}}, model.Rules()...))}
	return core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: &seams, Followed: marks.Followed}})
}

// TestCanary: a planted bug is found within a few thousand conversations, or fuzzing finds nothing at all.
func TestCanary(t *testing.T) {
	p := planted()
	var s gen.Script
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 50_000 {
		c := gen.Random(r, gen.Everything())
		if kept := judged(p, &s, c); kept.Verdict >= model.Violation {
			t.Logf("found after %d conversations: %s", n+1, kept.Address)
			return
		}
	}
	t.Error("the planted bug was not found")
}
