package explore

import "github.com/hangup-http/hangup/model"

// Defect is a mistake in the table, of the kind that real servers have made. Some law or
// fate has to notice it: see the tests, and what SPIN says of it.
type Defect struct {
	Name  string
	About string
	From  string // the bug it is modelled on
	edit  func(*model.Rule) bool
	first []model.Rule
}

// Defects returns the seeded defects.
func Defects() []Defect { return append([]Defect(nil), defects...) }

// LookupDefect finds a defect by its name.
func LookupDefect(name string) (Defect, bool) {
	for _, d := range defects {
		if d.Name == name {
			return d, true
		}
	}
	return Defect{}, false
}

// Table returns the table with the mistake.
func (d Defect) Table(t *model.Table) *model.Table {
	var rules []model.Rule
	for _, r := range t.Rules() {
		if d.edit == nil || d.edit(&r) {
			rules = append(rules, r)
		}
	}
	return model.NewTable(append(append([]model.Rule(nil), d.first...), rules...))
}

// ends tells whether a row is about the end of a response.
func ends(r *model.Rule) bool { return r.On>>model.AnswerEnds&1 != 0 && r.In>>model.Responding&1 != 0 }

var defects = []Defect{
	{
		Name: "serves-behind-close", From: "https://github.com/cesanta/mongoose/issues/2765",
		About: "a response that ends sends the connection back to idle, whatever the request said",
		first: []model.Rule{{
			In: 1 << model.Responding, On: 1 << model.AnswerEnds, When: model.When{All: model.Held}, To: model.Idle,
			Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next, Why: "what waits is served",
		}},
	},
	{
		Name: "bad-head-costs-answer", From: "https://github.com/cesanta/mongoose/issues/2592",
		About: "octets behind a request that cannot be read end the connection before it is answered",
		first: []model.Rule{{
			In: 1 << model.Responding, On: 1 << model.Malformed, When: model.When{All: model.Held, Not: model.Body | model.Refusing}, To: model.Draining,
			Last: model.Refused, Do: model.FinishFIN, Why: "nothing more can be read",
		}},
	},
	{
		Name: "content-becomes-request", From: "https://github.com/mtrudel/bandit/issues/239",
		About: "content that the handler has left is read as the next request",
		edit:  func(r *model.Rule) bool { return !(ends(r) && r.To == model.Reading) },
	},
	{
		Name: "lingers-for-ever", From: "https://github.com/yhirose/cpp-httplib/issues/2504",
		About: "no timer ends the wait for the client's FIN",
		edit: func(r *model.Rule) bool {
			if r.In == 1<<model.Draining && r.On == 1<<model.TimerFires {
				r.To, r.Do = model.Stay, 0
			}
			return true
		},
	},
	{
		Name: "waits-for-the-head", From: "https://github.com/ninenines/cowboy/issues/212",
		About: "the timer of a request head is set and not minded",
		edit: func(r *model.Rule) bool {
			if r.In == 1<<model.Reading && r.On == 1<<model.TimerFires {
				r.To, r.Do, r.Set, r.Last = model.Stay, 0, 0, model.NotLast
			}
			return true
		},
	},
}
