package core

import (
	"bytes"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server/conn"
)

// Player plays one conversation after the other on a server. It is not safe for
// concurrent use; each goroutine has its own.
type Player struct {
	// Budgets and Table are what the judge goes by; changing them holds for the next play.
	Budgets trace.Budgets
	Table   *model.Table

	peer  peer
	judge *trace.Judge
	quick *quick // judges instead of judge, while swift
	swift bool

	quickTable *model.Table // of quick
	plan       readout
	places     []place // of the script that Base has played
	placeOf    []int32 // by step, and at the end: index into places or -1
	basis      bool    // that was clean, so that variants may go back to them
	faulty     bool    // the server may remember more than a place does
	apart      gen.Script
	here       place
	steps      []gen.Step
	records    []trace.Record
	last       time.Duration // of the last record that is no silence
	silence    time.Duration
	deaf       bool // the client does not read
	left       bool // the client has closed both directions
	closed     bool // one direction
	over       bool // the client has seen the end of the connection
	names      *gen.Names
}

// New returns a player.
func New(s Server) *Player {
	p := &Player{Budgets: trace.DefaultBudgets(), Table: model.Standard, names: gen.Plain()}
	p.faulty = s.Config.Seams != nil
	p.peer = peer{c: conn.New(s.Config), patience: s.Patience}
	if p.peer.patience == nil {
		p.peer.patience = patience
	}
	return p
}

// Judge plays what was rendered with the names of gen.Plain, and judges the trace.
func (p *Player) Judge(s *gen.Script) trace.Report {
	p.Begin()
	p.Steps(s, s.Steps)
	return p.End()
}

// Plan reads what the client of a script says, once for any number of calls of Clean.
func (p *Player) Plan(s *gen.Script) {
	if p.quick == nil || p.quickTable != p.Table {
		p.quick, p.quickTable = newQuick(p.Table, p.Budgets), p.Table
	}
	p.plan.read(s)
}

// Clean plays steps that send the octets of the script which was planned last, and judges without
// words and records. True means that Judge would find nothing from warnings on. Where
// it would, or may, Clean returns false: then play the same steps with Judge. That is not safe to ask
// while Budgets has budgets of single requirements; then it is always false.
func (p *Player) Clean(s *gen.Script, steps []gen.Step) bool {
	if len(p.Budgets.Own) > 0 {
		return false
	}
	p.swift = true
	p.basis = p.basis && !p.quick.auto.Full() // it forgets the states of the places
	p.quick.begin(&p.plan)
	p.start()
	for i := range steps {
		if p.broken() {
			break
		}
		p.step(s, steps[i])
	}
	p.finish()
	p.swift = false
	return !p.quick.suspicious() && p.Defect() == nil
}

// Begin opens the first connection of a conversation that is played with Steps.
func (p *Player) Begin() { p.begin() }

// Steps plays steps of a script, and tells whether all is well so far.
func (p *Player) Steps(s *gen.Script, steps []gen.Step) bool {
	for _, step := range steps {
		if p.broken() {
			break
		}
		p.step(s, step)
	}
	return !p.broken()
}

// End waits for what is still owed and for what comes unasked, and judges.
func (p *Player) End() trace.Report {
	p.finish()
	return p.judge.Report()
}

func (p *Player) finish() {
	if !p.broken() {
		p.resume()
		p.await()
		p.settle()
	}
}

// broken tells that playing on can add nothing.
func (p *Player) broken() bool {
	if p.swift {
		return p.quick.broken()
	}
	return p.judge.Broken()
}

// owed returns how long what is owed may take.
func (p *Player) owed() (budget time.Duration, owed bool) {
	if p.swift {
		_, budget, owed = p.quick.owed()
		return budget, owed
	}
	debt, owed := p.judge.Owed()
	return debt.Budget, owed
}

// Trace is what was recorded of the last play. It holds until the next one.
func (p *Player) Trace() *trace.Trace { return &trace.Trace{Records: p.records} }

// Defect is the step that the server's own table forbids, which its last connection has taken; nil is as it
// should be.
func (p *Player) Defect() error { return p.peer.c.Err() }

func (p *Player) begin() {
	p.judge = trace.NewJudgeBy(p.Table, p.Budgets)
	p.start()
}

func (p *Player) start() {
	p.records, p.last, p.silence = p.records[:0], 0, 0
	p.peer.now, p.peer.handler.runs = 0, 0
	p.connect()
}

func (p *Player) connect() {
	p.deaf, p.left, p.closed, p.over = false, false, false, false
	p.record(trace.Record{Kind: trace.Opened})
	p.peer.open()
	p.hear()
}

func (p *Player) record(r trace.Record) {
	r.At = p.peer.now
	if p.swift {
		p.quick.record(&r, 0)
	} else {
		p.records = append(p.records, r)
		p.judge.Add(r)
	}
	p.noted(&r)
}

// noted remembers when the last record was.
func (p *Player) noted(r *trace.Record) {
	p.silence = r.For
	if r.Kind != trace.Waited {
		p.last = r.At
	}
}

func (p *Player) step(s *gen.Script, step gen.Step) {
	switch step.Kind {
	case corpus.Send:
		p.send(s, step)
	case corpus.Pause:
		p.pause(step.For)
	case corpus.Await:
		p.await()
	case corpus.HalfClose:
		if !p.left && !p.closed && !p.over {
			p.closed = true
			p.record(trace.Record{Kind: trace.HalfClosed})
			p.peer.halfClose()
			p.hear()
		}
	case corpus.Close, corpus.Reset:
		p.depart()
	case corpus.StopReading:
		if !p.left && !p.over && !p.deaf {
			p.deaf = true
			p.record(trace.Record{Kind: trace.ReadStopped})
		}
	case corpus.ResumeReading:
		p.resume()
	case corpus.Connect, corpus.ConnectBeside: // there is only one at a time
		p.settle()
		if !p.broken() {
			p.peer.abort()
			p.connect()
		}
	}
}

func (p *Player) send(s *gen.Script, step gen.Step) {
	if p.left || p.closed || p.peer.reset && p.over {
		return
	}
	data := s.Octets[step.From:step.To]
	if p.swift {
		r := trace.Record{Kind: trace.Sent, At: p.peer.now}
		p.quick.record(&r, int32(step.To))
		p.noted(&r)
	} else {
		p.record(trace.Record{Kind: trace.Sent, Data: data, Uses: usesIn(s, step)})
	}
	p.peer.send(data)
	p.hear()
}

// usesIn finds the handlers that a step addresses.
func usesIn(s *gen.Script, step gen.Step) (uses []trace.Use) {
	for _, m := range s.Marks {
		if !m.Host && m.At >= step.From && m.At < step.To {
			uses = append(uses, trace.Use{Offset: m.At - step.From, Handler: m.Handler, Arg: m.Arg})
		}
	}
	return uses
}

// depart closes both directions. What the server sends afterwards nobody sees.
func (p *Player) depart() {
	if p.left {
		return
	}
	if !p.peer.reset || !p.over {
		p.record(trace.Record{Kind: trace.Aborted})
	}
	p.left = true
	p.peer.abort()
}

func (p *Player) resume() {
	if p.deaf && !p.left && !p.over {
		p.record(trace.Record{Kind: trace.ReadResumed})
	}
	p.deaf = false
	p.hear()
}

// hear reads what has come.
func (p *Player) hear() {
	if p.deaf || p.left || p.over {
		return
	}
	if len(p.peer.out) > 0 {
		r := trace.Record{Kind: trace.Received, Data: p.peer.out}
		if !p.swift {
			r.Data = bytes.Clone(r.Data)
		}
		p.record(r)
		p.peer.out = p.peer.out[:0]
	}
	switch {
	case p.peer.reset:
		p.over = true
		p.record(trace.Record{Kind: trace.RST})
	case p.peer.fin:
		p.over = true
		p.record(trace.Record{Kind: trace.FIN})
	}
}

// pause lets d go by. What comes is recorded.
func (p *Player) pause(d time.Duration) {
	end := p.peer.now + d
	for p.peer.now < end && !p.broken() {
		p.peer.pass(end)
		p.hear()
	}
}

// await waits until nothing is owed.
func (p *Player) await() {
	p.until(func() (time.Duration, bool) {
		budget, owed := p.owed()
		return budget + p.Budgets.Patience, !owed
	})
}

// settle waits for silence, so that what comes unasked is seen.
func (p *Player) settle() {
	p.until(func() (time.Duration, bool) { return p.Budgets.Settle, false })
}

// until waits until done, or until nothing has come for as long as is enough. Silence is
// recorded, unless one as long already is.
func (p *Player) until(wait func() (enough time.Duration, done bool)) {
	for !p.broken() && !p.over && !p.left {
		enough, done := wait()
		if done {
			return
		}
		silence := p.peer.now - p.last
		if silence >= enough {
			if p.silence < enough {
				p.record(trace.Record{Kind: trace.Waited, For: silence})
			}
			return
		}
		p.peer.pass(p.last + enough)
		p.hear()
	}
}
