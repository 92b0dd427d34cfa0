package draw

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/hangup-http/hangup/model"
)

// Export is the whole model as JSON has it; docs/model.schema.json describes it.
type Export struct {
	States       []string         `json:"states"`
	Events       []string         `json:"events"`
	Flags        []Flag           `json:"flags"`
	Reasons      []string         `json:"reasons"`
	Traits       []string         `json:"traits"`
	Statuses     []string         `json:"statuses"`
	Actions      []ActionRow      `json:"actions"`
	Rows         []Row            `json:"rows"`
	Requirements []RequirementRow `json:"requirements"`
	Policies     []PolicyRow      `json:"policies"`
}

// Flag is one of the facts.
type Flag struct {
	Name  string `json:"name"`
	Judge bool   `json:"judge"` // whether only a judge remembers it
}

// ActionRow is one thing that a server does on a row.
type ActionRow struct {
	Name string `json:"name"`
	Does string `json:"does"`
}

// RequirementRow is one clause that can be observed from the network.
type RequirementRow struct {
	Address string `json:"address"` // <rfc>/<section>/<slug>
	Level   string `json:"level"`   // MUST, SHOULD or MAY
	Basis   string `json:"basis"`   // keyword, described or derived
	Budget  string `json:"budget"`  // for what a tester waits: answer, interim, close, or none
	Clause  string `json:"clause"`  // the citation in words
	URL     string `json:"url"`     // of the section; empty for a requirement of a team's own
	Rule    string `json:"rule"`
	Sign    string `json:"sign"`
}

// BudgetName says for what a tester waits before silence counts.
func BudgetName(b model.Budget) string {
	return [...]string{
		model.NoBudget: "none", model.BudgetAnswer: "answer", model.BudgetInterim: "interim", model.BudgetClose: "close",
	}[b]
}

// PolicyRow is one choice that the specification leaves.
type PolicyRow struct {
	Name    string `json:"name"`
	Cites   string `json:"cites"`
	Default bool   `json:"default"` // whether a server that nobody configured makes it
	Does    string `json:"does"`
}

// NewExport collects the model around a table and the requirements that it may cite.
func NewExport(t *model.Table, requirements []model.Requirement) Export {
	e := Export{
		States: named(model.AllStates()), Events: named(model.AllEvents()), Reasons: named(model.AllReasons()),
		Traits: named(model.AllTraits()), Statuses: named(model.AllStatuses()), Rows: Rows(t, Selection{}),
	}
	for _, f := range model.Flags() {
		e.Flags = append(e.Flags, Flag{f.Names()[0], f>>model.MachineBits != 0})
	}
	for _, a := range actionNames {
		e.Actions = append(e.Actions, ActionRow{a.name, a.phrase})
	}
	for _, q := range requirements {
		e.Requirements = append(e.Requirements, RequirementRow{
			Address: q.Address, Level: q.Level.String(), Basis: q.Basis.String(), Budget: BudgetName(q.Budget), Clause: q.Clause(), URL: SectionURL(q.Address),
			Rule: q.Rule, Sign: q.Sign,
		})
	}
	for _, c := range model.Choices() {
		e.Policies = append(e.Policies, PolicyRow{c.Name, c.Cites, model.DefaultPolicy&c.Policy != 0, c.Rule})
	}
	return e
}

// named returns the names of all values.
func named[E interface {
	~uint8
	String() string
}](all []E) []string {
	return members(^uint64(0), all)
}

// JSON prints the whole model.
func JSON(w io.Writer, t *model.Table, requirements []model.Requirement) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(NewExport(t, requirements)); err != nil {
		return fmt.Errorf("exporting the model: %w", err)
	}
	return nil
}
