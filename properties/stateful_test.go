package properties_test

import (
	"fmt"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/commands"
	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/properties"
	"github.com/hangup-http/hangup/server/conn"
)

// live is a conversation that is going on with the core of the server.
type live struct {
	player *core.Player
	script gen.Script
}

func newLive(seams *conn.Seams) *live {
	l := &live{player: core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: seams}})}
	l.script.Start(gen.Plain())
	l.player.Begin()
	return l
}

// do does one thing, and tells what is wrong with the server so far.
func (l *live) do(op gen.Op) error {
	l.player.Steps(&l.script, l.script.Do(op))
	return l.player.Defect()
}

// wrong tells what is wrong at the end.
func wrong(r trace.Report) error {
	if kept := shrink.Signature(r); kept != (shrink.Kept{}) {
		return fmt.Errorf("%s %s: %s", kept.Verdict, kept.Address, kept.Why)
	}
	return nil
}

// TestRapidStateful: whatever a client does next, of what it can do, the server keeps to the model.
func TestRapidStateful(t *testing.T) {
	a := gen.Everything()
	rapid.Check(t, func(t *rapid.T) {
		l, w := newLive(nil), gen.Walk{}
		t.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) {},
			"do": func(t *rapid.T) {
				op, ok := w.Next(properties.Drawn(t), a)
				if !ok {
					t.Skip("nothing can be done")
				}
				w.Follow(op)
				if err := l.do(op); err != nil {
					t.Fatal(err)
				}
			},
		})
		if err := wrong(l.player.End()); err != nil {
			t.Fatal(err)
		}
	})
}

// command is one operation for gopter.
type command struct{ op gen.Op }

func (c command) Run(sut commands.SystemUnderTest) commands.Result {
	l := sut.(*live)
	if err := l.do(c.op); err != nil {
		return err
	}
	return nil
}

func (c command) NextState(state commands.State) commands.State {
	w := state.(gen.Walk)
	w.Follow(c.op)
	return w
}

func (c command) PreCondition(state commands.State) bool {
	w := state.(gen.Walk)
	return w.Enabled().Has(c.op.Kind)
}

func (c command) PostCondition(_ commands.State, result commands.Result) *gopter.PropResult {
	if err, failed := result.(error); failed {
		return &gopter.PropResult{Status: gopter.PropFalse, Error: err}
	}
	return &gopter.PropResult{Status: gopter.PropTrue}
}

func (c command) String() string { return fmt.Sprint(c.op) }

// TestGopterStateful: the same with gopter's commands.
func TestGopterStateful(t *testing.T) {
	a := gen.Everything()
	parameters := gopter.DefaultTestParametersWithSeed(9112)
	parameters.MinSuccessfulTests = 300
	var ended error
	group := gopter.NewProperties(parameters)
	group.Property("the server keeps to the model", commands.Prop(&commands.ProtoCommands{
		NewSystemUnderTestFunc: func(commands.State) commands.SystemUnderTest { return newLive(nil) },
		DestroySystemUnderTestFunc: func(sut commands.SystemUnderTest) {
			if err := wrong(sut.(*live).player.End()); err != nil {
				ended = err
			}
		},
		InitialStateGen: func(*gopter.GenParameters) *gopter.GenResult {
			return gopter.NewGenResult(gen.Walk{}, gopter.NoShrinker)
		},
		GenCommandFunc: func(state commands.State) gopter.Gen {
			return func(p *gopter.GenParameters) *gopter.GenResult {
				w := state.(gen.Walk)
				op, _ := w.Next(func(_ string, n int) int { return p.Rng.Intn(n) }, a)
				return gopter.NewGenResult(command{op}, gopter.NoShrinker)
			}
		},
	}))
	group.TestingRun(t)
	if ended != nil {
		t.Error(ended)
	}
}

// closeIgnored is a server that answers what comes behind close.
func closeIgnored() *conn.Seams {
	return &conn.Seams{Table: model.NewTable(append([]model.Rule{{
		In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held, Last: 1 << model.RequestClose},
		To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
	}}, model.Rules()...))}
}
