package trace

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
)

// Judge reads a trace record by record. It is not safe for concurrent use.
//
//	j := trace.NewJudge(budgets)
//	j.Add(record) ...          // as they happen
//	debt, owed := j.Owed()     // what to wait for
//	report := j.Report()       // the judgement so far; call once at the end
type Judge struct {
	budgets Budgets
	table   *model.Table
	model   *model.Judge

	requests  *read.Requests
	responses *read.Responses
	uses      []Use // of this connection, with offsets in its octets
	sent      int   // octets sent on this connection
	ended     int   // final responses that have ended on this connection
	begun     int   // requests that have begun on this connection
	closing   int   // the first request with close on this connection, from 0
	total     int   // and on the connections before it
	endedAt   time.Duration
	counted   int  // responses of the counting handler so far, over all connections
	lost      int  // requests to it whose responses were not seen and that may have run
	closed    bool // an earlier connection had a request with close

	watch   func(*model.Rule) // nil: nobody watches
	records int
	last    time.Duration // when something other than waiting happened last
	waiting *wait         // the client waited, and has done nothing since
	deaf    bool          // the client does not read
	blind   bool          // what comes on this connection is judged no more
	blurred bool          // it has not read for a while: when things came that it reads now is not known
	unread  time.Duration // for how long, when it has not looked since
	moments []moment
	remarks []remark
}

// wait is a Waited record that is not judged yet.
type wait struct {
	at     int
	silent bool // it was longer than the budget of what was owed
}

// NewJudge returns a judge by the standard table that has seen nothing.
func NewJudge(b Budgets) *Judge { return NewJudgeBy(model.Standard, b) }

// NewJudgeBy returns a judge by another table, for example that of a team's profile.
func NewJudgeBy(t *model.Table, b Budgets) *Judge {
	j := &Judge{budgets: b, table: t, model: model.NewJudge(t), moments: make([]moment, 0, 8), remarks: make([]remark, 0, 8)}
	j.open()
	return j
}

// Watch has visit called for each row of the table that the judge follows, or is ended by, in
// some configuration, while it reads what is added from now on. It makes the judge slower.
func (j *Judge) Watch(visit func(*model.Rule)) { j.watch = visit }

// client hands the model what the client has done.
func (j *Judge) client(in model.Input, at int) {
	j.model.Client(in, at)
	if j.watch != nil {
		j.model.Consumed(j.watch)
	}
}

// server hands the model what came from the server, or what time did.
func (j *Judge) server(in model.Input, at int) {
	if j.watch != nil {
		j.model.Followed(in, j.watch)
	}
	j.model.Observe(in, at)
}

// open starts a connection.
func (j *Judge) open() {
	if j.responses != nil {
		j.total += j.ended
		j.countLost()
	}
	j.requests = &read.Requests{Handler: j.handlerAt}
	j.responses = &read.Responses{Method: j.requests.Method, Offers: j.offersOf, Unversioned: j.requests.Unversioned}
	j.uses, j.sent, j.ended, j.begun, j.closing, j.blind = nil, 0, 0, 0, never, false
}

// never is the number of a request that no connection has.
const never = math.MaxInt

// countLost counts the requests that may have run though no response to them was seen: the
// first of a connection, and where requests with close are looked at, all that stand behind none.
func (j *Judge) countLost() {
	for i := j.ended; i < len(j.requests.All) && i <= j.closing; i++ {
		switch {
		case j.requests.All[i].Handler != model.Count:
		case i == 0:
			j.counted++
		default:
			j.lost++
		}
	}
	j.closed = j.closed || j.closing != never
}

func (j *Judge) handlerAt(offset int) (model.Handler, int) {
	for _, u := range j.uses {
		if u.Offset == offset {
			return u.Handler, u.Arg
		}
	}
	return model.Unknown, 0
}

func (j *Judge) offersOf(n int) []string {
	if n < len(j.requests.All) {
		return j.requests.All[n].Offers
	}
	return nil
}

// Add reads one more record. Records come in the order of their At.
func (j *Judge) Add(r Record) {
	at := j.records
	j.records++
	j.moments = append(j.moments, moment{at: r.At})
	if j.blind && r.Kind != Opened {
		j.moments[at].states, j.last = j.model.States(), r.At
		return
	}
	if r.Kind != Waited {
		j.passTime(r, at)
		j.last = r.At
	}
	switch r.Kind {
	case Opened:
		if at > 0 {
			j.model.Connect(at)
			j.open()
		}
		j.say(remark{text: "connection opened"})
	case Sent:
		j.add(r, at)
	case HalfClosed:
		j.client(model.Input{Event: model.HalfCloses}, at)
		j.say(remark{text: "client FIN"})
	case Aborted:
		j.client(model.Input{Event: model.Aborts}, at)
		j.say(remark{text: "client closed"})
	case ClosedIncompletely:
		j.client(model.Input{Event: model.ClosesIncompletely}, at)
		j.say(remark{text: "client closed without waiting for the closure alert"})
	case Received:
		j.receive(j.responses.Add(r.Data), at, r.At)
	case FIN, FINNoAlert, RST:
		j.ends(r, at)
	case ReadStopped:
		j.observe(model.StopsReading, at)
	case ReadResumed:
		j.observe(model.ResumesReading, at)
	case Waited:
		j.wait(r, at)
	}
	j.moments[at].states = j.model.States()
}

// longUnread is how long a server waits at least, for whatever it waits.
const longUnread = time.Second

// ends tells the model how the server has ended the connection. To a client that has not
// read for long that tells nothing: the server need not have waited for it, may have been
// idle or lingered for as long as it liked, and had not seen what the client sent since.
func (j *Judge) ends(r Record, at int) {
	switch {
	case j.unread >= longUnread:
		j.client(model.Input{Event: model.Aborts}, at)
		j.say(remark{text: "the end, of which nobody can tell when it came"})
	case r.Kind == RST:
		j.observe(model.Resets, at)
	default:
		j.receive(j.responses.End(), at, r.At)
		if j.blurred {
			j.server(model.Input{Event: model.Rests}, at)
		}
		j.observe(model.Closes, at)
		if r.Kind == FINNoAlert {
			j.observe(model.LacksAlert, at)
		}
	}
}

// passTime tells the model of the time that went by before the record.
func (j *Judge) passTime(r Record, at int) {
	gap := r.At - j.last
	deaf := j.deaf // then time says nothing of the server
	j.deaf = r.Kind == ReadStopped || j.deaf && r.Kind != ReadResumed && r.Kind != Opened
	switch {
	case deaf:
		j.unread += gap
	case gap >= j.budgets.Settle, r.Kind == Sent, r.Kind == Opened:
		j.unread = 0 // what the server has done meanwhile has been seen
	}
	if gap >= j.budgets.Settle || r.Kind == Sent || r.Kind == Opened {
		j.blurred = deaf && r.Kind == ReadResumed
	}
	if gap >= j.budgets.Settle && at > 0 && !deaf {
		j.server(model.Input{Event: model.Rests}, at)
	}
	if w := j.waiting; w != nil {
		j.waiting = nil
		if w.silent && leaves(r.Kind) {
			j.observe(model.Silent, w.at)
			return
		}
	}
	if debt, owed := j.Owed(); owed && gap > debt.Budget && !leaves(r.Kind) && !deaf {
		j.observe(model.Overdue, at)
	}
}

// leaves tells that the client gives the connection up.
func leaves(k Kind) bool { return k == Opened || k == Aborted || k == ClosedIncompletely }

// wait judges silence. Where an interim response is owed, the verdict waits for what
// the client does next: content that brings it forth breaks another clause than silence.
func (j *Judge) wait(r Record, at int) {
	debt, owed := j.Owed()
	silent := owed && !j.deaf && r.At-j.last >= debt.Budget
	if silent && debt.Requirement.Budget != model.BudgetInterim {
		j.observe(model.Silent, at)
		return
	}
	j.waiting = &wait{at: at, silent: silent}
	if r.At-j.last >= j.budgets.Settle {
		j.say(remark{quiet: r.For})
	}
}

// add reads octets that the client sent.
func (j *Judge) add(r Record, at int) {
	for _, u := range r.Uses {
		u.Offset += j.sent
		j.uses = append(j.uses, u)
	}
	j.sent += len(r.Data)
	events := j.requests.Add(r.Data)
	for _, in := range events {
		switch in.Event {
		case model.Begins:
			j.begun++
		case model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive:
			j.closing = min(j.closing, j.begun-1)
		}
		j.client(in, at)
	}
	if n := len(j.requests.All); n > 0 {
		j.say(remark{inputs: events, requests: j.requests.All, named: j.requests.All[n-1].Method != ""})
	}
}

// receive hands the events of a response to the model, and compares its content where
// the handler is known.
func (j *Judge) receive(events []model.Input, at int, now time.Duration) {
	for _, in := range events {
		if in.Event == model.AnswerEnds {
			j.compare(at, now)
		}
		j.server(in, at)
		if in.Event == model.AnswerEnds {
			j.ended++
			j.endedAt = now
		}
	}
	j.say(remark{inputs: events, finals: j.responses.Finals})
	if j.responses.Blind && !j.blind {
		j.blind = true
		j.say(remark{text: "octets of which nobody can tell what they are"})
	}
}

// observe hands one event to the model.
func (j *Judge) observe(e model.Event, at int) {
	j.server(model.Input{Event: e}, at)
	j.remarks = append(j.remarks, remark{moment: at, text: eventText[e]})
}

// say keeps what is to be told of the last record.
func (j *Judge) say(r remark) {
	r.moment = len(j.moments) - 1
	j.remarks = append(j.remarks, r)
}

// Owed tells what is owed now; false when a conformant server may stay silent for ever.
func (j *Judge) Owed() (Debt, bool) {
	address, owed := j.model.Owed()
	if !owed || j.blind {
		return Debt{}, false
	}
	r, _ := j.table.Lookup(address)
	debt := Debt{Requirement: r, Budget: j.budgets.For(r)}
	if len(j.budgets.Own) > 0 {
		debt = j.longest(debt)
	}
	debt.Budget += j.slowness()
	return debt, true
}

// longest returns the debt with the longest budget: silence tells something only when
// no server that fits has time left.
func (j *Judge) longest(debt Debt) Debt {
	for _, address := range j.model.Debts() {
		r, _ := j.table.Lookup(address)
		if d := j.budgets.For(r); d > debt.Budget {
			debt = Debt{Requirement: r, Budget: d}
		}
	}
	return debt
}

// slowness returns what the handlers of unanswered requests are known to take.
func (j *Judge) slowness() (d time.Duration) {
	for i := j.ended; i < len(j.requests.All); i++ {
		d += j.requests.All[i].Takes
	}
	return d
}

// Answers returns how many final responses have been received whole, over all
// connections, and whether another has begun.
func (j *Judge) Answers() (complete int, begun bool) {
	return j.total + j.ended, j.responses.Begun()
}

// Broken tells that a violation is certain: playing on can add nothing.
func (j *Judge) Broken() bool { return j.model.Broken() }

// States returns the states that a conformant server could be in after what was added, as a set.
func (j *Judge) States() model.States { return j.model.States() }

// Standing judges what was added without words: the verdict that Report would give. It is for
// whoever judges millions of traces and needs words for few of them.
func (j *Judge) Standing() model.Verdict {
	j.conclude()
	return j.model.Standing()
}

// conclude judges a silence that nothing followed.
func (j *Judge) conclude() {
	if w := j.waiting; w != nil && w.silent {
		j.waiting = nil
		j.observe(model.Silent, w.at)
		j.moments[w.at].states = j.model.States()
	}
}

// Report judges what was added.
func (j *Judge) Report() Report {
	j.conclude()
	verdict, deviations := j.model.Verdict()
	report := Report{Verdict: verdict, Steps: j.timeline()}
	for _, d := range deviations {
		report.Findings = append(report.Findings, j.finding(d, report.Steps))
	}
	sortWorstFirst(report.Findings)
	return report
}

// compare checks content against what the handler is known to send.
func (j *Judge) compare(at int, now time.Duration) {
	n := j.ended
	if n >= len(j.requests.All) || n >= len(j.responses.Finals) {
		return
	}
	request, response := j.requests.All[n], j.responses.Finals[n]
	switch {
	case strings.HasPrefix(request.Method, "HEAD") || response.Status >= 300 && response.Status != 304:
		if request.Handler == model.Count {
			j.counted++ // it may have run all the same
		}
	case !fits(request, response) && j.fitsLater(n, response):
		j.observe(model.AnswerMisplaced, at)
	case !fits(request, response) && j.leaks(n, response):
		j.observe(model.AnswerLeaks, at)
	case !fits(request, response):
		j.observe(model.AnswerDiffers, at)
	case request.Handler == model.Count:
		j.count(response, at)
	case request.Handler == model.Slow && n > 0 && j.requests.All[n-1].Handler == model.Slow &&
		now-j.endedAt < time.Duration(request.Arg)*time.Millisecond/2:
		j.observe(model.AnswerOverlaps, at)
	}
}

// count compares how often the counting handler ran with how often it answered.
func (j *Judge) count(r *read.Response, at int) {
	j.counted++
	allowed := j.counted
	if j.closed || j.closing != never {
		allowed += j.lost
	}
	if n, err := strconv.Atoi(string(r.Content)); err == nil && n > allowed {
		j.observe(model.Overcounts, at)
	}
}

// fitsLater tells whether the response is that of a later request.
func (j *Judge) fitsLater(n int, response *read.Response) bool {
	for _, later := range j.requests.All[n+1:] {
		if later.Handler == model.Size && response.Status != 200 {
			continue // of any request
		}
		if distinctive(later) && fits(later, response) {
			return true
		}
	}
	return false
}

// leaks tells whether an echo holds content of an earlier request.
func (j *Judge) leaks(n int, response *read.Response) bool {
	if j.requests.All[n].Handler != model.Echo {
		return false
	}
	for _, earlier := range j.requests.All[:n] {
		if len(earlier.Content) > 0 && bytes.Contains(response.Content, earlier.Content) {
			return true
		}
	}
	return false
}

// distinctive tells whether a response shows which request it belongs to.
func distinctive(r *read.Request) bool {
	switch r.Handler {
	case model.Echo:
		return len(r.Content) > 0
	case model.Size, model.NoContent, model.NotModified:
		return true
	}
	return false
}

// fits tells whether a successful response can be that of the request.
func fits(request *read.Request, response *read.Response) bool {
	switch request.Handler {
	case model.Echo:
		return string(response.Content) == string(request.Content)
	case model.Size:
		return response.Status != 200 || response.Size == request.Arg
	case model.NoContent:
		return response.Status == 204
	case model.NotModified:
		return response.Status == 304
	case model.Answer, model.Slow, model.Read, model.Ignore, model.Closing:
		return response.Status != 304
	}
	return true
}
