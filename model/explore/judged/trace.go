package judged

import (
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Actor is who makes a step of a trace.
type Actor uint8

const (
	Client   Actor = iota // queued: the server reads it when it likes
	Observed              // seen by the client: what the server sends, or time
	Opens                 // the client goes on with a new connection
)

// Step is one moment of a trace.
type Step struct {
	Actor  Actor
	Inputs []model.Input // none where the client opens a connection
}

// Trace is a conversation in the abstract, as a judge reads it.
type Trace []Step

// Play returns a judge by the table that has read the trace. Positions are the
// numbers of the steps.
func (t Trace) Play(table *model.Table) *model.Judge {
	j := model.NewJudge(table)
	for at, s := range t {
		s.play(j, at)
	}
	return j
}

func (s Step) play(j *model.Judge, at int) {
	switch s.Actor {
	case Opens:
		j.Connect(at)
	case Client:
		for _, in := range s.Inputs {
			j.Client(in, at)
		}
	case Observed:
		for _, in := range s.Inputs {
			j.Observe(in, at)
		}
	}
}

// passed tells whether the event was observed.
func (t Trace) passed(e model.Event) bool {
	for _, s := range t {
		for _, in := range s.Inputs {
			if in.Event == e {
				return true
			}
		}
	}
	return false
}

// String returns the trace on one line: steps of the client begin with ">", what is
// observed with "<".
func (t Trace) String() string {
	var b strings.Builder
	for i, s := range t {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString([...]string{Client: ">", Observed: "<", Opens: "> Connects"}[s.Actor])
		for _, in := range s.Inputs {
			b.WriteByte(' ')
			b.WriteString(describe(in))
		}
	}
	return b.String()
}

// describe returns an input as text, for example "AnswerStarts(S2xx)".
func describe(in model.Input) string {
	switch in.Event {
	case model.Has:
		return "Has(" + in.Trait.String() + ")"
	case model.Addresses:
		safe := ""
		if in.Safe {
			safe = ", safe"
		}
		return "Addresses(" + in.Handler.String() + safe + ")"
	case model.Interim, model.AnswerStarts:
		return in.Event.String() + "(" + in.Status.String() + ")"
	}
	return in.Event.String()
}
