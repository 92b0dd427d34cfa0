package campaign

import (
	"math/bits"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
	"github.com/hangup-http/hangup/model/trace"
)

// feature is one thing that can be new in what a conversation showed.
type feature uint64

// timing is when a reaction came, as far as it makes a difference.
type timing uint8

const (
	prompt  timing = iota // before the connection counted as resting
	slow                  // within the budget
	overdue               // later
)

func (t timing) String() string { return [...]string{"", "slowly", "past the budget"}[t] }

// reaction is one thing that a server did, and what had led to it.
type reaction struct {
	record int
	states model.States // a conformant server could be in
	said   uint64       // what the client had done since the last reaction, a set of model.Event
	last   model.Event  // the last of it
	did    uint64       // what the server's octets were read as, a set of model.Event
	status model.Status // of the response that began last
	kind   trace.Kind   // Received, FIN, RST or Waited
	when   timing
}

// reactions reads a trace again; states are those that its judge found after each record.
func reactions(t *trace.Trace, states []model.States, b trace.Budgets) (all []reaction) {
	r := reader{budgets: b}
	r.open()
	for i, record := range t.Records {
		if is, ok := r.add(record); ok {
			is.record = i
			if i > 0 {
				is.states = states[i-1]
			}
			all = append(all, is)
		}
	}
	return all
}

// statesOf are those of a report's time line.
func statesOf(steps []trace.Step) []model.States {
	all := make([]model.States, len(steps))
	for i, s := range steps {
		for _, state := range s.States {
			all[i] |= 1 << state
		}
	}
	return all
}

// reader follows one trace.
type reader struct {
	budgets   trace.Budgets
	requests  *read.Requests
	responses *read.Responses
	said      uint64
	last      model.Event
	at        time.Duration // of the last record that was no silence
}

func (r *reader) open() {
	r.requests = &read.Requests{}
	r.responses = &read.Responses{Method: r.requests.Method}
	r.note(model.Connects)
}

func (r *reader) note(e model.Event) { r.said, r.last = r.said|1<<e, e }

// add reads a record, and returns the reaction that it is.
func (r *reader) add(record trace.Record) (is reaction, ok bool) {
	switch record.Kind {
	case trace.Opened:
		r.open()
	case trace.Sent:
		for _, in := range r.requests.Add(record.Data) {
			r.note(in.Event)
		}
	case trace.HalfClosed:
		r.note(model.HalfCloses)
	case trace.Aborted, trace.ClosedIncompletely:
		r.note(model.Aborts)
	case trace.Received, trace.FIN, trace.FINNoAlert, trace.RST, trace.Waited:
		is, ok = r.react(record), true
	}
	if record.Kind != trace.Waited {
		r.at = record.At
	}
	return is, ok
}

func (r *reader) react(record trace.Record) reaction {
	is := reaction{said: r.said, last: r.last, kind: record.Kind, when: r.when(record)}
	r.said = 0
	var events []model.Input
	switch record.Kind {
	case trace.Received:
		events = r.responses.Add(record.Data)
	case trace.FIN, trace.FINNoAlert:
		events = r.responses.End()
	}
	for _, in := range events {
		is.did |= 1 << in.Event
		if in.Event == model.AnswerStarts || in.Event == model.Interim {
			is.status = in.Status
		}
	}
	return is
}

func (r *reader) when(record trace.Record) timing {
	switch gap := record.At - r.at; {
	case gap < r.budgets.Settle:
		return prompt
	case gap < r.budgets.Answer:
		return slow
	}
	return overdue
}

// features are what may be new in a reaction: what it was, behind the last event before it, and
// that it came behind each of the events before it. Sets of events would be new for ever.
func (is reaction) features(to []feature) []feature {
	h := mix(uint64(is.kind)<<56 | uint64(is.when)<<52 | uint64(is.states)<<44 | uint64(is.status)<<32)
	to = append(to, feature(mix(h^uint64(is.last))^mix(is.did)))
	for e, left := uint64(0), is.said; left != 0; e, left = e+1, left>>1 {
		if left&1 != 0 {
			to = append(to, feature(mix(h^(e+1)<<8)))
		}
	}
	return to
}

// under is the feature of a rule that was followed where this reaction came.
func (is reaction) under(rule int) feature {
	return feature(mix(uint64(rule)<<32 | uint64(is.kind)<<24 | uint64(is.when)<<16 | uint64(is.status)<<8 | uint64(bits.OnesCount64(is.did))))
}

// mix scatters the bits of a word (the finaliser of SplitMix64).
func mix(v uint64) uint64 {
	v ^= v >> 30
	v *= 0xbf58476d1ce4e5b9
	v ^= v >> 27
	v *= 0x94d049bb133111eb
	return v ^ v>>31
}

// String says what the server did, for people and for keys.
func (is reaction) String() string {
	var words []string
	switch is.kind {
	case trace.FIN, trace.FINNoAlert:
		words = append(words, "FIN")
	case trace.RST:
		words = append(words, "RST")
	case trace.Waited:
		words = append(words, "silence")
	}
	for e := model.Event(0); e < 64; e++ {
		if is.did>>e&1 != 0 && notable>>e&1 != 0 {
			words = append(words, e.String())
		}
	}
	if is.kind == trace.Received && len(words) == 0 {
		words = append(words, "octets")
	}
	if is.did>>model.AnswerStarts&1 != 0 {
		words = append(words, is.status.String())
	}
	return strings.Join(words, " ")
}

// notable are the events that name a reaction.
const notable = 1<<model.AnswerStarts | 1<<model.Interim | 1<<model.Stray

// watched judges a trace once more and returns the rules that its judge followed, each with the
// reactions that came at that point.
func watched(t *trace.Trace, table *model.Table, b trace.Budgets, all []reaction) (rules map[int]bool, seen []feature) {
	rules = map[int]bool{}
	now := reaction{}
	j := trace.NewJudgeBy(table, b)
	j.Watch(func(r *model.Rule) {
		rules[r.ID] = true
		seen = append(seen, now.under(r.ID))
	})
	for i, record := range t.Records {
		now = reaction{}
		if len(all) > 0 && all[0].record == i {
			now, all = all[0], all[1:]
		}
		j.Add(record)
	}
	return rules, seen
}
