package trace

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
)

// moment is a Step before it is put into words, which only a report needs.
type moment struct {
	at     time.Duration
	states model.States
}

// remark is one thing to be told of a moment.
type remark struct {
	moment   int
	text     string
	quiet    time.Duration    // silence that nothing made of
	inputs   []model.Input    // what octets completed
	requests []*read.Request  // of the client
	named    bool             // the request-line of the last of them has come
	finals   []*read.Response // of the server
}

func (r *remark) words() string {
	switch {
	case r.text != "":
		return r.text
	case r.quiet > 0:
		return "quiet for " + r.quiet.Round(time.Millisecond).String()
	case len(r.requests) > 0:
		return describeClient(r.inputs, r.requests, r.named)
	}
	return describeServer(r.inputs, r.finals)
}

// timeline puts everything into words.
func (j *Judge) timeline() []Step {
	steps := make([]Step, len(j.moments))
	for i, m := range j.moments {
		steps[i] = Step{At: m.at, Record: i, States: m.states.List()}
	}
	for i := range j.remarks {
		r := &j.remarks[i]
		if text := r.words(); text != "" {
			steps[r.moment].Events = append(steps[r.moment].Events, text)
		}
	}
	return steps
}
