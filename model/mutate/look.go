package mutate

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
	"github.com/hangup-http/hangup/model/trace"
)

// look is what a conversation can make a judge look up. A mutant that does something else
// only on other events, traits or statuses cannot be told apart by it.
type look struct {
	events   model.Events
	traits   uint64
	statuses uint64
}

// hull is where a mutant may do something else.
type hull struct {
	events  model.Events
	regions []cube
}

// hull returns that of the mutant.
func (m *Mutant) hull() hull {
	h := hull{regions: m.regions()}
	for _, c := range m.cells() {
		h.events |= 1 << c.event
	}
	return h
}

// sees tells whether the mutant may matter.
func (l *look) sees(h *hull) bool {
	if l.events&h.events == 0 {
		return false
	}
	for i := range h.regions {
		if c := &h.regions[i]; c.trait&l.traits != 0 && c.status&l.statuses != 0 {
			return true
		}
	}
	return false
}

// timeless are the events that a reader of traces may add to any conversation.
var timeless = eventSet(model.Rests, model.Overdue, model.Silent, model.AnswerMisplaced, model.AnswerLeaks, model.AnswerDiffers,
	model.AnswerOverlaps, model.Overcounts, model.Connects, model.Aborts)

// lookOf reads a conversation as package trace does. Where it ends in a violation, what was
// expected instead is looked up, too.
func lookOf(records []trace.Record, verdict model.Verdict) look {
	l := look{events: timeless, traits: 1 << model.Plain, statuses: 1 << model.NoStatus}
	if verdict == model.Violation {
		l.events |= eventSet(model.Interim, model.Closes, model.AnswerStarts)
		l.statuses = 1<<numStatuses - 1
	}
	byKind := map[trace.Kind]model.Events{
		trace.HalfClosed: eventSet(model.HalfCloses), trace.ClosedIncompletely: eventSet(model.ClosesIncompletely),
		trace.FIN: eventSet(model.Closes), trace.FINNoAlert: eventSet(model.Closes, model.LacksAlert),
		trace.RST: eventSet(model.Resets), trace.ReadStopped: eventSet(model.StopsReading), trace.ReadResumed: eventSet(model.ResumesReading),
	}
	requests, responses := readers(nil)
	for i, r := range records {
		l.events |= byKind[r.Kind]
		switch r.Kind {
		case trace.Opened:
			requests, responses = readers(records[i+1:])
		case trace.Sent:
			l.add(requests.Add(r.Data))
		case trace.Received:
			l.add(responses.Add(r.Data))
		case trace.FIN, trace.FINNoAlert:
			l.add(responses.End())
		}
	}
	return l
}

func (l *look) add(inputs []model.Input) {
	for _, in := range inputs {
		l.events |= 1 << in.Event
		l.traits |= 1 << in.Trait
		l.statuses |= 1 << in.Status
	}
}

// readers returns those of a connection whose records follow.
func readers(records []trace.Record) (*read.Requests, *read.Responses) {
	var uses []trace.Use
	sent := 0
	for _, r := range records {
		if r.Kind == trace.Opened {
			break
		}
		for _, u := range r.Uses {
			u.Offset += sent
			uses = append(uses, u)
		}
		sent += len(r.Data)
		if r.Kind != trace.Sent {
			sent -= len(r.Data)
		}
	}
	requests := &read.Requests{Handler: func(offset int) (model.Handler, int) {
		for _, u := range uses {
			if u.Offset == offset {
				return u.Handler, u.Arg
			}
		}
		return model.Unknown, 0
	}}
	return requests, &read.Responses{
		Method: func(n int) string {
			if n < len(requests.All) {
				return requests.All[n].Method
			}
			return ""
		},
		Offers: func(n int) []string {
			if n < len(requests.All) {
				return requests.All[n].Offers
			}
			return nil
		},
	}
}
