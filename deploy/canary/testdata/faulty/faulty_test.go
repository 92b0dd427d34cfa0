// Package faulty is a fuzz target with the bug that Hangup began with planted in the server. The command
// deploy/canary fails when fuzzing does not find it; the ordinary runs of fuzz targets must not,
// so it is kept where they do not look.
package faulty

import (
	"os"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
	"github.com/hangup-http/hangup/server/conn"
)

// answersAfterClose goes on behind a request with close (cesanta/mongoose#2765).
var answersAfterClose = model.Rule{
	In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held, Last: 1 << model.RequestClose},
	To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
}

// player plays on the faulty server; with CANARY_CURED=yes on one without the bug.
func player() *core.Player {
	config := conn.Config{Policy: model.DefaultPolicy, Followed: marks.Followed}
	if os.Getenv("CANARY_CURED") != "yes" {
		config.Seams = &conn.Seams{Table: model.NewTable(append([]model.Rule{answersAfterClose}, model.Rules()...))}
	}
	return core.New(core.Server{Config: config})
}

// FuzzFaulty starts from two plain exchanges and one request with close, none of which shows the bug.
func FuzzFaulty(f *testing.F) {
	get, end := gen.Op{Kind: gen.Request}, gen.Op{Kind: gen.End}
	f.Add(gen.Conversation{get, end, get, end}.Encode())
	f.Add(gen.Conversation{get, {Kind: gen.Field}, end}.Encode())
	p := player()
	var s gen.Script
	judged := func(c gen.Conversation) shrink.Kept {
		c.Render(&s, gen.Plain())
		return shrink.Signature(p.Judge(&s))
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		c := gen.Decode(octets)
		kept := judged(c)
		if kept.Verdict < model.Violation {
			return
		}
		small := shrink.Conversation(c, func(c gen.Conversation) bool { return judged(c) == kept })
		t.Errorf("%s %s: %s\n%s", kept.Verdict, kept.Address, kept.Why,
			corpus.Print([]corpus.Case{shrink.Case("fuzz/canary", small, kept)}))
	})
}
