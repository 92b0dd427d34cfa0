package catalogue

import (
	"fmt"
	"io"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

const requirementsIntroduction = `# Requirements

Each requirement is a clause of RFC 9112 or RFC 9110 that can be observed from the network. Its *basis* tells where the level comes from: the
clause's own keyword, a plain description, or a consequence of other clauses. Its *budget* is what a tester waits for before silence counts.
*Rows* are those of [the table](model.md) that cite it; *id* is its number in the list that the requirements were written from.
`

const classesIntroduction = `
## Classes of bugs

300 reports of 150 servers fall into these classes. Each has the requirements that catch it, or the reason why it, or a part of it, cannot be seen
from the network as a breach of the specification.
`

// Page prints docs/requirements.md. Cases says how many cases are about each address.
func Page(w io.Writer, cases map[string]int) error {
	var b strings.Builder
	b.WriteString(requirementsIntroduction)
	rows := map[string][]int{}
	for _, r := range model.Rules() {
		rows[r.Cites] = append(rows[r.Cites], r.ID)
	}
	b.WriteString("\n| address | id | level | basis | budget | rule | a breach shows as | rows | cases |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, q := range model.Requirements() {
		fmt.Fprintf(&b, "| %s[%s](%s) | %s | %s | %s | %s | %s | %s | %s | %d |\n", anchor(q.Address), q.Address, draw.SectionURL(q.Address),
			strings.Join(IDs(q.Address), ", "), q.Level, q.Basis, draw.BudgetName(q.Budget), q.Rule, q.Sign, citing(rows[q.Address]), cases[q.Address])
	}
	b.WriteString("\n## Judged only under a profile\n\n| id | address | profile |\n|---|---|---|\n")
	for _, c := range clauses {
		if c.Profile != "" {
			fmt.Fprintf(&b, "| %s | [%s](%s) | `%s` |\n", c.ID, c.Address, draw.SectionURL(c.Address), c.Profile)
		}
	}
	b.WriteString(classesIntroduction)
	b.WriteString("\n| class | reports | what goes wrong | caught by | what cannot be seen |\n|---|---|---|---|---|\n")
	for _, c := range classes {
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s |\n", c.Name, c.Bugs, c.What, links(c.Requirements), c.Reason)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("printing the requirements: %w", err)
	}
	return nil
}

// anchor is where links to a requirement lead.
func anchor(address string) string { return fmt.Sprintf(`<a id="%s"></a>`, fragment(address)) }

func fragment(address string) string { return strings.ReplaceAll(address, "/", "-") }

func links(addresses []string) string {
	var all []string
	for _, address := range addresses {
		all = append(all, fmt.Sprintf("[%s](#%s)", address, fragment(address)))
	}
	return strings.Join(all, "<br>")
}

// citing counts rows and leads to the first.
func citing(rows []int) string {
	if len(rows) == 0 {
		return "0"
	}
	return fmt.Sprintf("[%d](model.md#row-%d)", len(rows), rows[0])
}
