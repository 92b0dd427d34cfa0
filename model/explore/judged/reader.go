package judged

import "github.com/hangup-http/hangup/model"

// move is one observation that the reader of responses can make, and where it is then.
type move struct {
	in   model.Input
	next uint8
}

// phase is where the reader of responses (package model/read) stands. Some phases last
// no time: the events behind them come from the same octets, and neither the client
// nor the clock gets in between.
type phase struct {
	stage     stage
	coding    bool // the head has Transfer-Encoding
	length    bool // the head has Content-Length
	empty     bool // the status is 204 or 304
	success   bool // the content may be compared with what the handler is known to send
	delimited bool // the content has an end of its own
}

type stage uint8

const (
	between     stage = iota // before a status-line
	version                  // HTTP/1.0 was read of it
	interimTail              // an interim response, whose fields may still be reported
	switchTail               // 101, whose fields may
	switched                 // nothing but its empty line is missing
	open                     // the status-line of a final response
	hidden                   // then its fields, in this order
	coded                    //
	measured                 //
	unlisted                 //
	unnamed                  //
	options                  //
	framed                   // nothing but the empty line is missing
	content                  // the content
	instant                  // there is none: the end comes at once
	compared                 // it was found to differ, the end comes at once
	ended                    // only the FIN ended it, which comes at once
	lost                     // octets came that cannot be read
	finLately                // FIN, and perhaps no TLS closure alert before it
	fin                      // FIN
	reset                    // the connection is gone
	leftEarly                // the client has left
	numStages
)

// untimed are the stages that last no time.
const untimed = 1<<version | 1<<switchTail | 1<<switched | 1<<hidden | 1<<coded | 1<<measured | 1<<unlisted | 1<<unnamed |
	1<<options | 1<<framed | 1<<instant | 1<<compared | 1<<ended

// reader is the reader of responses as an automaton: what it may report in each phase.
type reader struct {
	statuses []model.Status
	numbers  map[phase]uint8
	phases   []phase
	moves    [][]move
	start    uint8
	gone     uint8 // the client has left: only time passes
}

// newReader builds the automaton for servers that send these final statuses.
func newReader(statuses []model.Status) *reader {
	r := &reader{statuses: statuses, numbers: map[phase]uint8{}}
	r.start = r.number(phase{})
	r.gone = r.number(phase{stage: leftEarly})
	for i := 0; i < len(r.phases); i++ {
		r.moves = append(r.moves, r.from(r.phases[i]))
	}
	return r
}

func (r *reader) number(p phase) uint8 {
	n, known := r.numbers[p]
	if !known {
		n = uint8(len(r.phases))
		r.numbers[p] = n
		r.phases = append(r.phases, p)
	}
	return n
}

// timed tells whether the client or the clock may act in the phase.
func (r *reader) timed(p uint8) bool { return untimed>>r.phases[p].stage&1 == 0 }

// list collects moves.
type list struct {
	r   *reader
	all []move
}

func (l *list) add(next phase, events ...model.Event) {
	for _, e := range events {
		l.all = append(l.all, move{model.Input{Event: e}, l.r.number(next)})
	}
}

// from returns the moves of a phase.
func (r *reader) from(p phase) []move {
	l := &list{r: r}
	switch {
	case p.stage <= interimTail:
		r.fromStart(l, p)
	case p.stage <= switched:
		fromSwitch(l, p)
	case p.stage <= framed:
		r.fromHead(l, p)
	case p.stage <= ended:
		r.fromContent(l, p)
	}
	if untimed>>p.stage&1 != 0 {
		return l.all
	}
	same := p
	switch p.stage {
	case finLately:
		same.stage = fin
		l.add(same, model.LacksAlert)
	case interimTail:
		same.stage = between
	}
	if p.stage < finLately {
		l.add(phase{stage: finLately}, model.Closes)
	}
	if p.stage < reset {
		l.add(phase{stage: reset}, model.Resets)
	}
	l.add(same, model.Rests, model.Overdue, model.Silent)
	return l.all
}

// fromStart adds what may come where a status-line may begin.
func (r *reader) fromStart(l *list, p phase) {
	for _, s := range r.statuses {
		next := phase{stage: open, empty: s == model.S204 || s == model.S304}
		next.success = s == model.S2xx || next.empty
		l.all = append(l.all, move{model.Input{Event: model.AnswerStarts, Status: s}, r.number(next)})
	}
	if p.stage == version {
		return
	}
	interim := func(s model.Status, next stage) {
		l.all = append(l.all, move{model.Input{Event: model.Interim, Status: s}, r.number(phase{stage: next})})
	}
	interim(model.S100, interimTail)
	interim(model.S1xx, interimTail)
	interim(model.S101, switchTail)
	l.add(phase{stage: version}, model.AnswerIs10)
	l.add(phase{stage: lost}, model.Stray)
	if p.stage == interimTail {
		l.add(phase{stage: interimTail}, model.AnswerHidesUpgrade, model.AnswerHasCoding, model.AnswerHasLength)
	}
}

// fromSwitch adds what may come behind the status of 101, in which order ever.
func fromSwitch(l *list, p phase) {
	if p.stage == switchTail {
		l.add(phase{stage: switchTail}, model.AnswerHidesUpgrade, model.AnswerHasCoding, model.AnswerHasLength)
		l.add(phase{stage: switched}, model.AnswerLacksUpgrade, model.AnswerUnoffered)
	}
	l.add(phase{stage: lost}, model.AnswerHeadEnds)
}

// fromHead adds what may come in the head of a final response: its fields in the order in
// which they are reported, then the framing, then the empty line.
func (r *reader) fromHead(l *list, p phase) {
	field := func(s stage, coding, length bool, events ...model.Event) {
		if p.stage < s {
			next := p
			next.stage, next.coding, next.length = s, p.coding || coding, p.length || length
			l.add(next, events...)
		}
	}
	field(hidden, false, false, model.AnswerHidesUpgrade)
	field(coded, true, false, model.AnswerHasCoding)
	field(measured, false, true, model.AnswerHasLength)
	field(unlisted, false, false, model.AnswerHasUnlisted)
	field(unnamed, false, false, model.AnswerLacksUpgrade)
	field(options, false, false, model.AnswerSaysClose, model.AnswerSaysKeepAlive)
	if p.stage < framed {
		l.add(phase{stage: framed, success: p.success}, model.AnswerIsBodyless)
		if !p.empty && (p.coding || !p.length) {
			l.add(phase{stage: framed, success: p.success, coding: true}, model.AnswerUndelimited)
		}
		if p.length && !p.coding && !p.empty {
			l.add(phase{stage: lost}, model.Stray) // the length is no number
		}
	}
	switch {
	case p.stage == framed && p.coding:
		l.add(phase{stage: content, success: p.success}, model.AnswerHeadEnds)
	case p.stage == framed:
		l.add(phase{stage: instant, success: p.success}, model.AnswerHeadEnds)
	case !p.empty && (p.coding || p.length):
		l.add(phase{stage: content, delimited: true, success: p.success}, model.AnswerHeadEnds)
		if !p.coding {
			l.add(phase{stage: instant, success: p.success}, model.AnswerHeadEnds)
		}
	}
}

// fromContent adds what may come between the head of a final response and its end.
func (r *reader) fromContent(l *list, p phase) {
	endless := p.stage == content && !p.delimited
	if p.stage == ended {
		l.add(phase{stage: finLately}, model.Closes)
		return
	}
	if p.success && p.stage != compared {
		next := phase{stage: compared, delimited: !endless}
		l.add(next, model.AnswerMisplaced, model.AnswerLeaks, model.AnswerDiffers, model.AnswerOverlaps, model.Overcounts)
	}
	if p.stage == content && p.delimited {
		l.add(phase{stage: lost}, model.Stray)
	}
	next := phase{stage: between}
	if endless || p.stage == compared && !p.delimited {
		next.stage = ended
	}
	l.add(next, model.AnswerEnds)
}
