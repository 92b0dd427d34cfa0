package draw

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/hangup-http/hangup/model"
)

// Export is the whole model as JSON has it; docs/model.schema.json describes it.
type Export struct {
	Requirements []RequirementRow `json:"requirements"`
	Policies     []PolicyRow      `json:"policies"`
}

// RequirementRow is one clause that can be observed from the network.
type RequirementRow struct {
	Address string `json:"address"` // <rfc>/<section>/<slug>
	Level   string `json:"level"`   // MUST, SHOULD or MAY
	Basis   string `json:"basis"`   // keyword, described or derived
	Clause  string `json:"clause"`  // the citation in words
	URL     string `json:"url"`     // of the section
	Rule    string `json:"rule"`
	Sign    string `json:"sign"`
}

// PolicyRow is one choice that the specification leaves.
type PolicyRow struct {
	Name    string `json:"name"`
	Cites   string `json:"cites"`
	Default bool   `json:"default"` // whether a server that nobody configured makes it
	Does    string `json:"does"`
}

// NewExport collects the model.
func NewExport() Export {
	var e Export
	for _, q := range model.Requirements() {
		e.Requirements = append(e.Requirements, RequirementRow{
			Address: q.Address, Level: q.Level.String(), Basis: q.Basis.String(), Clause: q.Clause(), URL: SectionURL(q.Address),
			Rule: q.Rule, Sign: q.Sign,
		})
	}
	for _, c := range model.Choices() {
		e.Policies = append(e.Policies, PolicyRow{c.Name, c.Cites, model.DefaultPolicy&c.Policy != 0, c.Rule})
	}
	return e
}

// JSON prints the whole model.
func JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(NewExport()); err != nil {
		return fmt.Errorf("exporting the model: %w", err)
	}
	return nil
}
