package core

import (
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/server/conn"
)

// Most of a variant is what the script as written does, too: all that comes before the octet at which
// it differs, and, where nothing is left of the difference, all that comes behind. A place is where a
// connection rests between two exchanges, so that it can be parked (conn.Parked): a variant begins at
// the last place before its octet, and ends where it stands at a place just as the script as written did.
// What follows from there was judged already.

// place is what server, network, client and judge remember before a step.
type place struct {
	parked conn.Parked
	rests  bool // the connection was parked; it is gone otherwise, and no variant begins here
	octet  int  // the first that is not sent

	now, rings    time.Duration
	timer         conn.Timer
	epoch         uint64
	runs          int
	fin, reset    bool
	last, silence time.Duration
	closed, over  bool
	left          bool
	judge         quick
}

// stand notes where the player is; false where more than a place is to be remembered.
func (p *Player) stand(at *place, octet int) bool {
	s := &p.peer
	if p.deaf || len(s.out) > 0 || s.ends || p.quick.answers.endless || p.quick.answers.lost {
		return false
	}
	p.quick.now()
	*at = place{
		octet: octet, now: s.now, rings: s.rings, timer: s.timer, epoch: s.epoch, runs: s.handler.runs, fin: s.fin, reset: s.reset,
		last: p.last, silence: p.silence, closed: p.closed, over: p.over, left: p.left, judge: *p.quick,
	}
	if s.gone {
		at.rings = never
		return p.over || p.left
	}
	if len(s.flight) > 0 || s.handler.busy || s.fin || p.closed || p.over || p.left {
		return false
	}
	at.parked, at.rests = s.c.Park()
	return at.rests
}

// back puts the player to a place where the connection rests.
func (p *Player) back(at *place) {
	s := &p.peer
	s.c.Resume(at.parked)
	s.now, s.rings, s.timer, s.epoch = at.now, at.rings, at.timer, at.epoch
	s.handler = handler{body: s.handler.body[:0], runs: at.runs}
	s.flight, s.out = s.flight[:0], s.out[:0]
	s.ends, s.gone, s.fin, s.reset = false, false, false, false
	p.last, p.silence = at.last, at.silence
	p.deaf, p.left, p.closed, p.over = false, false, false, false
	p.quick.pending.Reset()
	answers := p.quick.answers
	*p.quick = at.judge
	p.quick.answers = answers
	p.quick.answers.reset()
}

// same tells that two places have the same future: times count from now.
func (a *place) same(b *place) bool {
	return a.parked == b.parked && a.rests == b.rests && a.octet == b.octet && a.timer == b.timer && a.epoch == b.epoch && a.runs == b.runs &&
		a.fin == b.fin && a.reset == b.reset && a.closed == b.closed && a.over == b.over && a.left == b.left && a.silence == b.silence &&
		(a.rings == b.rings || a.rings-a.now == b.rings-b.now) && a.now-a.last == b.now-b.last && a.judge.same(&b.judge, a.now-b.now)
}

// same tells that two judges have the same future, if b's times are earlier by so much.
func (q *quick) same(b *quick, later time.Duration) bool {
	return q.state == b.state && q.doubt == b.doubt && q.conn == b.conn && q.sent == b.sent && q.event == b.event && q.begun == b.begun &&
		q.ended == b.ended && q.endedAt-b.endedAt == later && q.counted == b.counted && q.last-b.last == later &&
		q.waiting == b.waiting && (q.silent == b.silent || !q.waiting) && q.deaf == b.deaf && q.blurred == b.blurred
}

// Base plays a script of octets that were planned, like Clean. Vary then plays variants of it.
func (p *Player) Base(s *gen.Script) (clean bool) {
	p.places, p.placeOf = p.places[:0], p.placeOf[:0]
	p.basis = false
	if len(p.Budgets.Own) > 0 || p.faulty {
		return p.Clean(s, s.Steps)
	}
	p.swift = true
	p.quick.begin(&p.plan)
	p.start()
	sent := 0
	for i := 0; i <= len(s.Steps) && !p.broken(); i++ {
		p.pass(sent)
		if i == len(s.Steps) {
			p.finish()
			break
		}
		p.step(s, s.Steps[i])
		sent = max(sent, s.Steps[i].To)
	}
	p.swift = false
	p.basis = !p.quick.suspicious() && p.Defect() == nil
	return p.basis
}

// pass remembers the place before a step.
func (p *Player) pass(sent int) {
	at := int32(-1)
	if len(p.places) < cap(p.places) {
		p.places = p.places[:len(p.places)+1]
	} else {
		p.places = append(p.places, place{})
	}
	if p.stand(&p.places[len(p.places)-1], sent) {
		at = int32(len(p.places) - 1)
	} else {
		p.places = p.places[:len(p.places)-1]
	}
	p.placeOf = append(p.placeOf, at)
}

// Vary plays a variant of the script that Base has played, and returns what Clean would.
func (p *Player) Vary(s *gen.Script, v Variant) (clean bool) {
	if !p.basis || v.Kind == AsWritten || v.Kind == Joined || v.Kind == Octets || p.quick.auto.Full() {
		p.steps = v.Append(p.steps[:0], s)
		return p.Clean(s, p.steps)
	}
	at := outside(s, v.At)
	first := p.begins(s, at)
	if first < 0 {
		p.steps = v.Append(p.steps[:0], s)
		return p.Clean(s, p.steps)
	}
	p.swift = true
	p.back(&p.places[p.placeOf[first]])
	rejoined := p.branch(s, v, first, at)
	p.swift = false
	return rejoined || !p.quick.suspicious() && p.Defect() == nil
}

// begins returns the last step before the octet that has a place to begin at.
func (p *Player) begins(s *gen.Script, octet int) int {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if at := p.placeOf[i]; at >= 0 && p.places[at].rests && p.places[at].octet < octet {
			return i
		}
	}
	return -1
}

// branch plays from a step on, with the change; true where it stands as the script did.
func (p *Player) branch(s *gen.Script, v Variant, first, octet int) (rejoined bool) {
	changed := false
	for i := first; !p.broken(); i++ {
		if changed && p.rejoins(s, i) {
			return true
		}
		if i == len(s.Steps) {
			break
		}
		step := s.Steps[i]
		if step.Kind != corpus.Send || octet <= step.From || octet >= step.To {
			changed = changed || step.To >= octet // past the end of the script too
			p.step(s, step)
			continue
		}
		changed = true
		p.step(s, gen.Step{Kind: corpus.Send, From: step.From, To: octet})
		if k := leaving[v.Kind]; k != none {
			p.change(s, gen.Step{Kind: k})
			break
		}
		if v.Kind == Wait {
			p.change(s, gen.Step{Kind: corpus.Pause, For: v.For})
		}
		p.change(s, gen.Step{Kind: corpus.Send, From: octet, To: step.To})
	}
	p.finish()
	return false
}

func (p *Player) change(s *gen.Script, step gen.Step) {
	if !p.broken() {
		p.step(s, step)
	}
}

// rejoins tells that the player stands before a step as the script as written did.
func (p *Player) rejoins(s *gen.Script, step int) bool {
	at := p.placeOf[step]
	return at >= 0 && p.stand(&p.here, p.places[at].octet) && p.here.same(&p.places[at]) && p.Defect() == nil
}
