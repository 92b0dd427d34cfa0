package explore

import "github.com/hangup-http/hangup/model"

// Law is something that holds always: no reachable configuration is Never, or no step
// from a configuration that is Before does Do.
type Law struct {
	Name   string
	Says   string
	Cites  string // the clause that it comes from; empty for what makes the table sound
	Never  Guard
	Before Guard
	Do     model.Action
	Except model.Events // on which Do is right all the same
}

// Places of the laws that are no guard.
const (
	lawOfTable = iota
	lawOfDeadEnd
	firstGuarded
)

// Laws returns the laws that hold always.
func Laws() []Law { return append([]Law(nil), alwaysLaws...) }

var alwaysLaws = []Law{
	{
		Name: "server-keeps-the-table",
		Says: "For whatever happens there is a rule, and the server never does what a rule forbids.",
	},
	{
		Name: "no-dead-end",
		Says: "An open connection has something to do, or a timer that runs.",
	},
	{
		Name: "nothing-behind-the-last", Cites: "9112/9.6/no-processing-after-close",
		Says:   "No request is run once the last exchange has ended.",
		Before: Guard{All: WasLast}, Do: model.Dispatch,
	},
	{
		Name: "last-is-not-followed", Cites: "9112/9.6/close-after-request-close",
		Says:  "A connection whose last exchange is known never rests or reads a request again.",
		Never: Guard{States: 1<<model.Idle | 1<<model.Reading, All: WasLast},
	},
	{
		Name: "idle-is-not-last", Cites: "9112/9.6/close-after-response-close",
		Says:  "A connection whose last exchange is known is not idle.",
		Never: Guard{States: 1 << model.Idle, Facts: model.When{Last: isLast}},
	},
	{
		Name: "announced-close-is-kept", Cites: "9112/9.6/close-after-response-close",
		Says:  "A response that says close is not followed by another request.",
		Never: Guard{States: 1 << model.Idle, Facts: model.When{All: model.Announced}},
	},
	{
		Name: "draining-has-a-reason", Cites: "9112/9.6/announce-close",
		Says:  "A connection drains only for a reason that is known.",
		Never: Guard{States: 1 << model.Draining, Facts: model.When{Last: notLast}},
	},
	{
		Name: "content-is-no-request", Cites: "9112/9.3/read-body-or-close",
		Says: "While content is outstanding, the connection is not idle: what comes is not read as a request.",
		Never: Guard{
			Client: []ClientPhase{BeforeBody, InBody, BehindChunks}, States: 1 << model.Idle, All: HasContent,
		},
	},
	{
		Name: "idle-owes-nothing", Cites: "9112/9.3/read-body-or-close",
		Says:  "An idle connection has neither content nor a response outstanding.",
		Never: Guard{States: 1 << model.Idle, Facts: model.When{All: model.Body}},
	},
	{
		Name: "handler-only-while-responding", Cites: "9112/9.2/one-response",
		Says:  "A handler, or the server in its place, answers only while a response is owed.",
		Never: Guard{Handler: busy, States: 1<<model.Idle | 1<<model.Reading | 1<<model.Draining | 1<<model.Closed},
	},
	{
		Name: "responding-has-an-answer", Cites: "9112/9.2/one-response",
		Says:  "While a response is owed, somebody answers.",
		Never: Guard{Handler: []HandlerPhase{NoHandler}, States: 1 << model.Responding},
	},
	{
		Name: "fin-cuts-no-answer", Cites: "9112/9.6/answer-before-close",
		Says:   "FIN is not sent before the response, unless the request did not come in time.",
		Before: Guard{Handler: busy}, Do: model.FinishFIN, Except: 1<<model.AnswerEnds | 1<<model.TimerFires,
	},
	{
		Name: "one-answer-at-a-time", Cites: "9112/9.3.2/response-order",
		Says:   "No request is run while another is answered.",
		Before: Guard{Handler: busy}, Do: model.Dispatch,
	},
	{
		Name: "no-100-to-1.0", Cites: "9110/10.1.1/expect-in-1.0",
		Says:  "An HTTP/1.0 client is not sent 100 (Continue).",
		Never: Guard{Facts: model.When{All: model.V10 | model.Sent100}},
	},
	{
		Name: "close-is-announced", Cites: "9112/9.6/announce-close",
		Says:  "A response that ends the connection, for a reason known when its head was sent, says so.",
		Never: Guard{Handler: []HandlerPhase{HeadEndDue}, Facts: model.When{Last: isLast, Not: model.Announced}},
	},
	{
		Name: "released-when-both-are-done", Cites: "9112/9.6/staged-close",
		Says:  "A connection on which both sides have sent FIN is closed.",
		Never: Guard{States: 1 << model.Draining, Facts: model.When{All: model.PeerFIN | model.FINSent}},
	},
}

// busy phases are those in which somebody answers.
var busy = []HandlerPhase{Running, Refuses, OptionsDue, Endless, CloseDue, FramingDue, HeadEndDue, Content}

// breach is a law that was broken: in config, by move if it is a law of steps.
type breach struct {
	config Config
	move   *Move
	rule   *model.Rule
	law    int
	depth  int
}

// laws are those that are watched, by their places in all.
type laws struct {
	all   []Law
	never []int
	steps []int
	// watched are the actions that laws of steps are about.
	watched model.Action
}

func newLaws(all []Law) laws {
	l := laws{all: all}
	for i := firstGuarded; i < len(all); i++ {
		if all[i].Do != 0 {
			l.steps = append(l.steps, i)
			l.watched |= all[i].Do
		} else {
			l.never = append(l.never, i)
		}
	}
	return l
}

// config looks at a new configuration.
func (l *laws) config(w *worker, c Config) {
	for _, i := range l.never {
		if l.all[i].Never.holds(c) {
			w.report(breach{config: c, law: i})
		}
	}
}

// step looks at a step.
func (l *laws) step(w *worker, c Config, m *Move, r *model.Rule) {
	for _, i := range l.steps {
		law := &l.all[i]
		if r.Do&law.Do != 0 && law.Except>>m.Input.Event&1 == 0 && law.Before.holds(c) {
			w.report(breach{config: c, move: m, rule: r, law: i})
		}
	}
}

// report keeps the first breach of each law that this worker finds.
func (w *worker) report(b breach) {
	for i := range w.breaches {
		if w.breaches[i].law == b.law {
			return
		}
	}
	b.depth = w.depth
	w.breaches = append(w.breaches, b)
}
