package main

import (
	"testing"

	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// TestBodies: what is as it should be passes, and a planted bug does not.
func TestBodies(t *testing.T) {
	seeds := fuzz.Seeds(gen.Everything())
	for name, run := range bodies {
		for _, c := range seeds {
			if err := run(c.Encode()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	seams := conn.Seams{Table: model.NewTable(append([]model.Rule{{
		In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held, Last: 1 << model.RequestClose},
		To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
	}}, model.Rules()...))}
	planted := conversation(core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: &seams}}))
	for _, c := range seeds {
		if planted(c.Encode()) != nil {
			return
		}
	}
	t.Error("the planted bug is not seen")
}
