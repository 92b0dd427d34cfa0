package explore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/server/conn"
)

// TestCounterexamplesAreReal: a connection that runs by the defective table does what a
// counterexample says, when everybody else does; one without the defect does not. For each
// defect there is one that can be played.
func TestCounterexamplesAreReal(t *testing.T) {
	core := explore.Scopes()[0]
	for _, d := range explore.Defects() {
		table, real := d.Table(model.Standard), 0
		for _, p := range run(t, explore.Options{Table: table}).Properties {
			if p.Breach == nil {
				continue
			}
			steps := append(slices.Clone(p.Breach.Stem), p.Breach.Cycle...)
			if !enactable(steps) {
				continue
			}
			if how := played(func() { newRig(nil, table, table, model.DefaultPolicy, core).replay(steps) }); how != "" {
				t.Errorf("%s, %s: %s", d.Name, p.Name, how)
			}
			if how := played(func() { newRig(nil, table, model.Standard, model.DefaultPolicy, core).replay(steps) }); how == "" {
				t.Errorf("%s, %s: a connection without the defect does the same", d.Name, p.Name)
			}
			real++
		}
		if real == 0 {
			t.Errorf("%s: no counterexample could be played", d.Name)
		}
	}
}

// enactable tells whether package conn can be brought to do this. It looks at a head when it is
// whole, writes an error of its own at once, looks at content when its handler reads, and
// counts requests by itself.
func enactable(steps []explore.Step) bool {
	inHead := func(c explore.Config) bool {
		return c.Client() > explore.AfterBegin && c.Client() <= explore.AfterHandler
	}
	reads := false
	for _, s := range steps {
		e := s.Move.Input.Event
		reads = (reads || e == model.HandlerReads) && e != model.AnswerEnds
		refuses := s.From.Facts()&(model.Refusing|model.Begun) == model.Refusing|model.Begun && s.From.State() == model.Responding
		content := e == model.BodyBegins || e == model.ChunksEnd || e == model.BodyEnds
		switch {
		case inHead(s.From) && s.Move.Actor != explore.Client, e == model.Limits:
			return false
		case refuses && s.Move.Actor != explore.Server && e != model.AnswerEnds:
			return false
		case content && s.From.State() == model.Responding && !reads:
			return false
		}
	}
	return !inHead(steps[len(steps)-1].To)
}

// replay does what everybody but the server does, and sees that the system comes to the end.
func (r *rig) replay(steps []explore.Step) {
	for i := range steps {
		switch s := &steps[i]; s.Move.Actor {
		case explore.Client:
			r.clientDoes(s, steps[i+1:])
		case explore.Handler:
			r.handlerDoes(&s.Move)
		default:
			r.othersDo(s.Move.Input.Event)
		}
		r.settle()
	}
	if end := steps[len(steps)-1].To; !r.passed[end] {
		r.fail("the counterexample ends in %s, with %v", end.State(), end.Facts().Names())
	}
}

func (r *rig) clientDoes(s *explore.Step, then []explore.Step) {
	octets := ""
	switch e := s.Move.Input.Event; e {
	case model.Begins:
		if waited := r.waits > 0; !waited {
			r.foresee(then)
			octets = r.request.first()
		}
		r.waits = 0
		if s.Rule != nil && s.Rule.Do&model.Hold != 0 {
			r.waits = 1
		}
	case model.EmptyLine:
		octets = "\r\n"
	case model.HeadEnds:
		octets = r.request.rest()
	case model.Malformed:
		octets = "\x01" + notAField
		if s.From.Client() != explore.Between {
			octets = r.request.spoiled()
		}
	case model.BodyBegins:
		octets = "x"
	case model.BodyEnds:
		octets = strings.Repeat("x", r.request.length-1)
	case model.HalfCloses:
		r.conn.HalfClose()
	case model.Aborts:
		r.conn.Abort()
	}
	r.conn.Receive([]byte(octets))
}

// foresee reads the request that begins from what follows.
func (r *rig) foresee(then []explore.Step) {
	var head []model.Input
	for _, s := range then {
		if s.Move.Actor == explore.Client {
			head = append(head, s.Move.Input)
		}
		if e := s.Move.Input.Event; e == model.HeadEnds || e == model.Malformed {
			break
		}
	}
	var err error
	if r.request, err = newRequest(head, false, 4); err != nil {
		r.fail("%v", err)
	}
}

func (r *rig) handlerDoes(m *explore.Move) {
	switch m.Input.Event {
	case model.HandlerReads:
		r.reading = true
		r.conn.ReadBody(nil)
		r.settle()
		r.pull()
	case model.AnswerStarts:
		a := conn.Answer{Status: 200, Length: 2, Close: m.Then.Set&explore.WantsClose != 0}
		if m.Input.Status != model.S2xx {
			a.Status = 400
		}
		if m.Then.Handler == explore.Endless {
			a.Length = -1
		}
		r.answer(a)
	case model.AnswerEnds:
		if r.busy {
			r.ends()
		}
	case model.Aborts:
		r.conn.GiveUp()
	}
}

// othersDo: the clock, the operator, and the server's FIN.
func (r *rig) othersDo(e model.Event) {
	switch e {
	case model.TimerFires, model.HandlerStalls:
		r.conn.TimerFires()
	case model.ClientStalls:
		r.conn.ClientStalls()
	case model.ShutsDown:
		r.conn.Shutdown()
	case model.Closes:
		r.conn.FINSent()
	}
}
