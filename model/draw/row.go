package draw

import (
	"github.com/hangup-http/hangup/model"
)

// Row is one rule of the table in names. Lists are never nil.
type Row struct {
	Number    int       `json:"number"` // position in the table, from 0
	States    []string  `json:"states"`
	Events    []string  `json:"events"`
	When      Condition `json:"when"`
	Choice    string    `json:"choice"` // the policy whose choice the row is; "observed" for one that no machine makes; or ""
	Takes     []string  `json:"takes"`  // policies that the row shows to be chosen,
	Leaves    []string  `json:"leaves"` // or not to be
	To        string    `json:"to"`     // a state, or "stay"
	Sets      []string  `json:"sets"`
	Clears    []string  `json:"clears"`
	Last      string    `json:"last"` // the reason that it gives for the exchange being the last one, or ""
	Does      []string  `json:"does"`
	Mark      string    `json:"mark"` // a verdict
	Cites     string    `json:"cites"`
	Why       string    `json:"why"`
	condition string    // When in words
	events    string    // Events in words
	changes   string    // Sets, Clears and Last in words
}

// Condition is what has to hold for a row; what is empty asks nothing.
type Condition struct {
	All      []string `json:"all"`      // every one of these flags is set
	Not      []string `json:"not"`      // none of these
	Last     []string `json:"last"`     // the reason is one of these
	Traits   []string `json:"traits"`   // so is the trait of the request,
	Statuses []string `json:"statuses"` // and the status of the response
	Served   int      `json:"served"`   // at least so many final responses have ended
}

// Selection tells which rows are wanted. The zero value wants all.
type Selection struct {
	Requirement string // only rows that cite this address
	State       string // only rows of this state
	Event       string // only rows for this event
	Marked      bool   // only rows that say what must not, or need not, happen
}

// Rows returns the selected rows of a table in their order.
func Rows(t *model.Table, s Selection) []Row {
	rows := []Row{}
	for _, r := range t.Rules() {
		if s.wants(&r) {
			rows = append(rows, newRow(&r))
		}
	}
	return rows
}

func (s Selection) wants(r *model.Rule) bool {
	if s.Requirement != "" && r.Cites != s.Requirement || s.Marked && r.Mark == model.Conforms {
		return false
	}
	if state, ok := model.ParseState(s.State); ok && r.In>>state&1 == 0 {
		return false
	}
	event, ok := model.ParseEvent(s.Event)
	return !ok || r.On>>event&1 != 0
}

func newRow(r *model.Rule) Row {
	row := Row{
		Number: r.ID, States: members(uint64(r.In), model.AllStates()), Events: members(uint64(r.On), model.AllEvents()),
		When: Condition{
			All: flags(r.When.All), Not: flags(r.When.Not), Last: members(r.When.Last, model.AllReasons()),
			Traits: members(r.When.Trait, model.AllTraits()), Statuses: members(r.When.Status, model.AllStatuses()),
			Served: int(r.When.Served),
		},
		Choice: choiceOf(r), Takes: policies(r.Takes), Leaves: policies(r.Leaves), To: target(r),
		Sets: flags(r.Set), Clears: flags(r.Clear), Does: actions(r.Do), Mark: r.Mark.String(), Cites: r.Cites, Why: r.Why,
	}
	if r.Last != model.NotLast {
		row.Last = r.Last.String()
	}
	row.events = inWords(uint64(r.On), model.AllEvents(), "every event but ")
	row.condition = conditionInWords(&r.When)
	row.changes = changesInWords(r, ^model.Facts(0))
	return row
}

func target(r *model.Rule) string {
	if r.To == model.Stay {
		return "stay"
	}
	return r.To.String()
}

// choiceOf names the policy whose choice a row is.
func choiceOf(r *model.Rule) string {
	switch {
	case r.Also:
		return "observed"
	case r.By != 0:
		return policies(r.By)[0]
	}
	return ""
}

// members returns the names of the values that are in a set.
func members[E interface {
	~uint8
	String() string
}](set uint64, all []E) []string {
	names := []string{}
	for _, e := range all {
		if set>>e&1 != 0 {
			names = append(names, e.String())
		}
	}
	return names
}

func flags(f model.Facts) []string { return append([]string{}, f.Names()...) }

func policies(p model.Policy) []string {
	names := []string{}
	for _, c := range model.Choices() {
		if p&c.Policy != 0 {
			names = append(names, c.Name)
		}
	}
	return names
}
