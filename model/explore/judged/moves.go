package judged

import "github.com/hangup-http/hangup/model"

// expand takes every move of every part of a world.
func (x *refinement) expand(at uint32) {
	x.clientMoves(at)
	x.deliver(at)
	x.serverReads(at)
	x.serverCloses(at)
	x.handlerMoves(at)
	if x.scope.Timers {
		x.timers(at)
	}
	x.silence(at)
}

// clientMoves lets the client send the next segment, or its FIN.
func (x *refinement) clientMoves(at uint32) {
	e := x.nodes[at].env
	if e&(flagFIN|flagGone) != 0 || x.nodes[at].server&pending != 0 {
		return
	}
	if x.scope.Client&MayHalfClose != 0 {
		a := x.attempt(at, actHalfCloses)
		a.w.env |= flagFIN
		a.judged(Step{Client, events(model.HalfCloses)})
		a.dead = a.dead || !a.w.send(wireFIN)
		a.done()
	}
	from, to := 0, len(x.scope.First)
	switch {
	case e.shape() >= 0:
		from, to = e.shape(), e.shape()+1
	case e&flagUnread != 0 || e.requests() == x.scope.Requests:
		return
	case e.requests() > 0:
		from, to = to, len(x.shapes)
	}
	for k := from; k < to; k++ {
		x.clientSends(at, k)
	}
}

func (x *refinement) clientSends(at uint32, k int) {
	e, shape := x.nodes[at].env, &x.shapes[k]
	segment := 0
	if e.shape() < 0 {
		e += 1<<requestShift + env(k+1)<<shapeShift
	} else {
		segment = e.segment()
	}
	e += 1 << segmentShift
	if e.segment() == len(shape.Segments) {
		e &^= shapeMask | segmentMask
		if shape.Final {
			e |= flagUnread
		}
	}
	a := x.attempt(at, actSends.of(uint16(k+1)<<4|uint16(segment), 0))
	a.w.env = e
	a.judged(Step{Client, shape.Segments[segment]})
	a.dead = a.dead || !a.w.send(uint16(k+1)<<4|uint16(segment))
	a.done()
}

// deliver lets the client see what the server has sent first.
func (x *refinement) deliver(at uint32) {
	if x.nodes[at].unseen[0] == 0 {
		return
	}
	o := x.nodes[at].unseen[0]
	a := x.attempt(at, actSees.of(uint16(o), 0))
	a.w.see()
	if a.w.unseen[0] == 0 && a.w.server&finDue == 0 {
		a.w.server &^= pending
	}
	if o&outKind == outFIN || o&outKind == outEndFIN || o&outKind == outReset {
		a.w.env |= flagGone
	}
	a.judged(Step{Observed, o.inputs()})
	a.done()
}

// serverReads lets the server read what is next for it.
func (x *refinement) serverReads(at uint32) {
	w := &x.nodes[at]
	next := w.unread[0]
	if next == 0 {
		return
	}
	a := x.attempt(at, 0)
	switch state := w.machine.State(); {
	case w.server&released != 0:
		a.move = actMeetsClosed
		a.w.unread = [8]uint16{}
		if w.server&resetSeen == 0 {
			a.w.server |= resetSeen
			a.emit(outReset)
		}
	case next == wireFIN:
		a.move = actReadsFIN.of(0, uint8(state))
		a.w.read()
		if w.machine.Facts()&model.Body != 0 {
			a.w.server = a.w.server&^reads | broken
		}
		a.tell(model.Input{Event: model.HalfCloses})
	default:
		x.readSegment(a, state, next)
	}
	if a.move != 0 {
		a.done()
	}
}

// readSegment lets the server read octets.
func (x *refinement) readSegment(a *attempt, state model.State, code uint16) {
	segment := x.shapes[code>>4-1].Segments[code&0xf]
	first := segment[0].Event
	ofRequest := first == model.Begins || first == model.EmptyLine
	behind := state == model.Responding || state == model.Reading && a.w.machine.Facts()&model.Begun != 0
	switch {
	case behind && ofRequest: // look ahead, and leave it
		if a.w.server&held != 0 {
			return
		}
		a.move = actLooksAhead
		a.w.server |= held
		a.tell(segment[0])
		return
	case state == model.Responding && a.w.server&reads == 0:
		return // the content is the handler's
	}
	a.move = actReads.of(code, uint8(state))
	a.w.read()
	for _, in := range segment {
		if in.Event == model.EmptyLine && state != model.Idle {
			continue
		}
		if in.Event == model.BodyEnds && state == model.Responding {
			a.w.server &^= reads
		}
		a.tell(in)
		if in.Trait == model.LongExtension || in.Trait == model.HugeChunk { // past the bounds of every server
			in = model.Input{Event: model.Malformed}
			a.tell(in)
		}
		if in.Event == model.Malformed && state == model.Responding {
			a.w.server &^= reads
		}
	}
}

// serverCloses lets the server send the FIN that is due.
func (x *refinement) serverCloses(at uint32) {
	s := x.nodes[at].server
	if s&finDue == 0 || s&released != 0 {
		return
	}
	a := x.attempt(at, actServerFIN)
	a.w.server = s&^finDue | finSent
	a.tell(model.Input{Event: model.Closes})
	if s&endless != 0 {
		a.w.server &^= endless
		a.emit(outEndFIN)
	} else {
		a.emit(outFIN)
	}
	a.done()
}

// handlerMoves lets the handler read, answer, and end its answer.
func (x *refinement) handlerMoves(at uint32) {
	w := &x.nodes[at]
	if w.server&handling == 0 {
		return
	}
	if w.server&started != 0 {
		a := x.attempt(at, actEnds)
		a.end()
		a.done()
		return
	}
	if w.server&reads != 0 {
		return
	}
	facts := w.machine.Facts()
	old := facts&model.V10 != 0
	if facts&model.Body != 0 && w.server&broken == 0 {
		a := x.attempt(at, actReadsContent)
		a.w.server |= reads
		a.tell(model.Input{Event: model.HandlerReads})
		a.done()
		if facts&model.Reads != 0 {
			return // it answers only when it has it all
		}
	}
	if x.scope.Interims && !old && w.server&interim == 0 {
		a := x.attempt(at, actInterim)
		a.w.server |= interim
		a.interim(model.S1xx)
		a.done()
	}
	for _, s := range x.answers(w) {
		x.handlerAnswers(at, s, false, false)
		x.handlerAnswers(at, s, true, false)
		if facts&model.Body != 0 {
			x.handlerAnswers(at, s, false, true)
		}
	}
}

// answers returns the statuses that the handler may choose: success where it promises that.
func (x *refinement) answers(w *world) []model.Status {
	if w.server&broken != 0 {
		return []model.Status{model.S400}
	}
	if w.machine.Facts()&model.Promised != 0 {
		return []model.Status{model.S2xx}
	}
	return x.scope.Statuses
}

func (x *refinement) handlerAnswers(at uint32, s model.Status, closes, long bool) {
	a := x.attempt(at, actAnswers.of(uint16(s), choice(closes)|choice(long)<<1))
	if long {
		a.tell(model.Input{Event: model.BodyIsLong})
	}
	a.start(s, closes)
	a.done()
}

// timers lets time and the operator act.
func (x *refinement) timers(at uint32) {
	w := &x.nodes[at]
	state, facts := w.machine.State(), w.machine.Facts()
	early := facts&model.Begun == 0 && w.server&(limited|started) == 0
	if state == model.Reading && early {
		x.operator(at, model.Limits)
	}
	if (state == model.Reading || state == model.Responding) && early {
		x.operator(at, model.ShutsDown)
	}
	if w.unread[0] != 0 && w.server&held == 0 || w.unseen[0] != 0 || w.server&(finDue|released) != 0 {
		return
	}
	waits := state == model.Responding && w.server&reads != 0
	if state == model.Idle || state == model.Reading || waits || state == model.Draining && w.server&finSent != 0 {
		a := x.attempt(at, actTimer.of(0, uint8(state)))
		a.judged(Step{Observed, events(model.Rests)})
		if waits {
			a.w.server = a.w.server&^reads | broken
		}
		a.tell(model.Input{Event: model.TimerFires})
		if a.w.server&finDue != 0 || a.w.unseen[0] != 0 {
			a.w.server |= pending
		}
		a.done()
	}
	if state == model.Responding && w.server&(handling|started) == handling {
		a := x.attempt(at, actStalls)
		a.w.server &^= handling | reads
		a.tell(model.Input{Event: model.HandlerStalls})
		a.done()
	}
}

func (x *refinement) operator(at uint32, e model.Event) {
	a := x.attempt(at, actOperator.of(uint16(e), 0))
	a.w.server |= limited
	a.tell(model.Input{Event: e})
	a.done()
}

// silence observes that nothing comes any more, where nothing is under way.
func (x *refinement) silence(at uint32) {
	w := &x.nodes[at]
	busy := w.server&(finDue|handling) != 0 && w.server&(reads|finDue) != reads
	if busy && w.server&released == 0 || w.unseen[0] != 0 {
		return
	}
	if w.unread[0] != 0 && (w.server&released != 0 || w.server&held == 0 && w.machine.State() != model.Closed) {
		return
	}
	a := x.attempt(at, actSilent)
	a.judged(Step{Observed, events(model.Silent)})
}
