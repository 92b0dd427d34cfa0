package core

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/automaton"
	"github.com/hangup-http/hangup/model/trace"
)

// quick is the judge of package trace without words: it only tells whether that one finds
// anything. The client's events come from a plan, the server's from answers, and the configurations
// that a conformant server could be in from an automaton. What is beyond it is a doubt, which
// it leaves to the full judge. What it does follows trace.Judge line by line, under the same names.
type quick struct {
	auto    *automaton.Automaton
	budgets [4]time.Duration // by model.Budget
	settle  time.Duration

	state   automaton.State     // before what is pending
	pending *automaton.Sequence // what happened since somebody has asked
	doubt   bool
	plan    *readout
	answers answers
	conn    int // index of the connection in the plan
	sent    int32
	event   int // the next one of the plan
	begun   int // requests of the plan, all connections
	ended   int // the request that the next final response answers, index in the plan
	endedAt time.Duration
	counted int // responses of the counting handler so far

	any     bool // there was a record
	last    time.Duration
	waiting bool
	silent  bool // while it waits: for longer than the budget of what was owed
	deaf    bool
	blurred bool
}

func newQuick(t *model.Table, b trace.Budgets) *quick {
	q := &quick{auto: automaton.New(t), settle: b.Settle, pending: new(automaton.Sequence)}
	for kind := range q.budgets {
		q.budgets[kind] = b.For(model.Requirement{Budget: model.Budget(kind)})
	}
	return q
}

// begin starts a trace.
func (q *quick) begin(p *readout) {
	if q.auto.Full() {
		q.auto.Empty()
	}
	q.pending.Reset()
	*q = quick{auto: q.auto, budgets: q.budgets, settle: q.settle, state: q.auto.Start(), pending: q.pending, plan: p, answers: q.answers, conn: -1}
}

func (q *quick) broken() bool { return q.doubt || q.auto.Broken(q.now()) }

// now takes what is pending.
func (q *quick) now() automaton.State {
	if q.pending.Len() > 0 {
		q.state = q.auto.Next(q.state, q.pending)
		q.pending.Reset()
	}
	return q.state
}

// owed is what trace.Judge.Owed returns, as far as it matters.
func (q *quick) owed() (kind model.Budget, budget time.Duration, owed bool) {
	kind, owed = q.auto.Owed(q.now())
	if !owed {
		return 0, 0, false
	}
	return kind, q.budgets[kind] + q.slowness(), true
}

func (q *quick) slowness() (d time.Duration) {
	for i := q.ended; i < q.begun; i++ {
		if r := &q.plan.requests[i]; r.addressed <= q.sent {
			d += r.Takes
		}
	}
	return d
}

func (q *quick) observe(e model.Event) { q.next(model.Input{Event: e}) }

func (q *quick) next(in model.Input) { q.pending.Add(in) }

// record reads one record. Of Sent it is told the end in the script.
func (q *quick) record(r *trace.Record, end int32) {
	if r.Kind != trace.Waited {
		q.passTime(r)
		q.last = r.At
	}
	switch r.Kind {
	case trace.Opened:
		q.open()
	case trace.Sent:
		q.send(end)
	case trace.HalfClosed:
		q.observe(model.HalfCloses)
	case trace.Aborted:
		q.observe(model.Aborts)
	case trace.Received:
		q.receive(r.Data, r.At)
	case trace.FIN:
		if q.answers.ends() {
			q.end(r.At)
		}
		if q.blurred {
			q.observe(model.Rests)
		}
		q.observe(model.Closes)
	case trace.RST:
		q.observe(model.Resets)
	case trace.ReadStopped:
		q.observe(model.StopsReading)
	case trace.ReadResumed:
		q.observe(model.ResumesReading)
	case trace.Waited:
		q.wait(r)
	}
	q.any = true
}

func (q *quick) open() {
	if q.any {
		q.next(model.Input{Event: model.Connects})
	}
	q.conn++
	o := q.plan.opened[q.conn]
	q.sent, q.event, q.begun, q.ended = o.octet, int(o.event), int(o.request), int(o.request)
	q.answers.reset()
}

func (q *quick) passTime(r *trace.Record) {
	gap, deaf := r.At-q.last, q.deaf
	q.deaf = r.Kind == trace.ReadStopped || q.deaf && r.Kind != trace.ReadResumed && r.Kind != trace.Opened
	if gap >= q.settle || r.Kind == trace.Sent || r.Kind == trace.Opened {
		q.blurred = deaf && r.Kind == trace.ReadResumed
	}
	if gap >= q.settle && q.any && !deaf {
		q.observe(model.Rests)
	}
	leaves := r.Kind == trace.Opened || r.Kind == trace.Aborted
	if q.waiting {
		q.waiting = false
		if q.silent && leaves {
			q.observe(model.Silent)
			return
		}
	}
	if gap == 0 || leaves || deaf { // no budget is as short
		return
	}
	if _, budget, owed := q.owed(); owed && gap > budget {
		q.observe(model.Overdue)
	}
}

func (q *quick) wait(r *trace.Record) {
	kind, budget, owed := q.owed()
	silent := owed && !q.deaf && r.At-q.last >= budget
	if silent && kind != model.BudgetInterim {
		q.observe(model.Silent)
		return
	}
	q.waiting, q.silent = true, silent
}

func (q *quick) send(end int32) {
	q.sent = end
	for q.event < len(q.plan.events) && q.plan.events[q.event].behind <= end {
		in := q.plan.events[q.event].in
		if in.Event == model.Begins {
			q.begun++
		}
		q.next(in)
		q.event++
	}
}

// receive hands the events of what came to the automaton.
func (q *quick) receive(data []byte, now time.Duration) {
	for len(data) > 0 && !q.doubt && !q.answers.lost {
		var h *answerHead
		var whole bool
		if !q.answers.endless {
			if h, data = q.answers.head(data); h == nil {
				q.doubt = true
				return
			}
			q.head(h)
		}
		if q.doubt {
			return
		}
		if h != nil && h.interim() {
			continue
		}
		if data, whole = q.answers.content(data); q.answers.bad {
			q.doubt = true
			return
		}
		if whole {
			q.end(now)
		}
	}
}

// head tells what the head of a response says.
func (q *quick) head(h *answerHead) {
	if h.interim() {
		q.next(model.Input{Event: model.Interim, Status: h.class})
		return
	}
	q.next(model.Input{Event: model.AnswerStarts, Status: h.class})
	if h.chunked {
		q.observe(model.AnswerHasCoding)
	}
	if h.length >= 0 {
		q.observe(model.AnswerHasLength)
	}
	switch {
	case h.close:
		q.observe(model.AnswerSaysClose)
	case h.keep:
		q.observe(model.AnswerSaysKeepAlive)
	}
	m := otherMethod
	if q.ended < q.begun {
		m = q.plan.requests[q.ended].method(q.sent)
	}
	if m == hardMethod {
		q.doubt = true
		return
	}
	q.answers.frame(h, m == headMethod)
	if m == headMethod && h.status == 408 { // which may be older than the request-line
		q.observe(model.AnswerHeadEnds)
		q.answers.lost = true
		return
	}
	switch {
	case q.answers.bodyless:
		q.observe(model.AnswerIsBodyless)
	case q.answers.endless:
		q.observe(model.AnswerUndelimited)
	}
	q.observe(model.AnswerHeadEnds)
}

// end tells that a final response has ended.
func (q *quick) end(now time.Duration) {
	q.compare(now)
	q.observe(model.AnswerEnds)
	q.ended++
	q.endedAt = now
}

// compare doubts content that is not what the handler is known to send.
func (q *quick) compare(now time.Duration) {
	if q.ended >= q.begun {
		return
	}
	r := &q.plan.requests[q.ended]
	handler := r.Handler
	if r.addressed > q.sent {
		handler = model.Unknown
	}
	m := r.method(q.sent)
	if m == headMethod || q.answers.status >= 300 && q.answers.status != 304 {
		if handler == model.Count {
			q.counted++
		}
		return
	}
	first := int(q.plan.opened[q.conn].request)
	switch {
	case !q.fits(r, handler):
		q.doubt = true
	case handler == model.Count:
		q.counted++
		q.doubt = q.doubt || !q.answers.counts(q.counted)
	case handler == model.Slow && q.ended > first && q.plan.requests[q.ended-1].Handler == model.Slow &&
		now-q.endedAt < time.Duration(r.Arg)*time.Millisecond/2:
		q.doubt = true
	}
}

func (q *quick) fits(r *request, handler model.Handler) bool {
	a := &q.answers
	switch handler {
	case model.Echo:
		return r.complete <= q.sent && string(a.kept) == string(r.Content)
	case model.Size:
		return a.status != 200 || a.size == r.Arg
	case model.NoContent:
		return a.status == 204
	case model.NotModified:
		return a.status == 304
	case model.Answer, model.Slow, model.Read, model.Ignore, model.Closing:
		return a.status != 304
	}
	return true
}

// suspicious ends the trace: the full judge finds something, or may.
func (q *quick) suspicious() bool {
	if q.waiting && q.silent {
		q.observe(model.Silent)
	}
	return q.doubt || q.auto.Verdict(q.now()) >= model.Warning
}
