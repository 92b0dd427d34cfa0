package draw

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// section is the rows of one state, in groups that share their events.
type section struct {
	State  string
	Groups []group
}

// group is rows for the same events, in the order in which they are tried.
type group struct {
	Events string
	Rows   []Row
}

// sections sorts the selected rows by state, then by events. A row of several states
// stands in each.
func sections(t *model.Table, selection Selection) []section {
	rows := Rows(t, selection)
	var all []section
	for _, state := range model.AllStates() {
		s := section{State: state.String()}
		if selection.State != "" && selection.State != s.State {
			continue
		}
		at := map[string]int{}
		for _, r := range rows {
			if !slices.Contains(r.States, s.State) {
				continue
			}
			i, known := at[r.events]
			if !known {
				i = len(s.Groups)
				at[r.events] = i
				s.Groups = append(s.Groups, group{Events: r.events})
			}
			s.Groups[i].Rows = append(s.Groups[i].Rows, r)
		}
		if len(s.Groups) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// tableIntroduction tells how to read the table.
const tableIntroduction = `Rows of one state and event are tried in the order of their numbers; the first that holds ends the search. A row with a
choice is one of several permitted continuations: the judge follows it and the rows behind it, the machine only under that policy
("observed": never). A row with a mark says what must not happen, or what is only recorded when it does.`

// MarkdownTable prints the selected rows as Markdown, a section for each state.
func MarkdownTable(w io.Writer, t *model.Table, selection Selection) error {
	var b strings.Builder
	b.WriteString("# The table\n\n" + tableIntroduction + "\n")
	anchored := map[int]bool{}
	for _, s := range sections(t, selection) {
		fmt.Fprintf(&b, "\n## %s\n\n", s.State)
		b.WriteString("| # | on | when | choice | to | changes | does | mark | cites | why |\n|---|---|---|---|---|---|---|---|---|---|\n")
		for _, g := range s.Groups {
			for i, r := range g.Rows {
				events := ""
				if i == 0 {
					events = "**" + g.Events + "**"
				}
				number := fmt.Sprint(r.Number)
				if !anchored[r.Number] {
					anchored[r.Number] = true
					number = fmt.Sprintf(`<a id="row-%d"></a>%d`, r.Number, r.Number)
				}
				cells := []string{
					number, events, r.condition, r.choiceInWords(), r.To, r.changes, strings.Join(r.Does, ", "),
					r.mark(), citeMarkdown(r.Cites), r.Why,
				}
				b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
			}
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("printing the table: %w", err)
	}
	return nil
}

// citeMarkdown links an address to its section.
func citeMarkdown(address string) string {
	if url := SectionURL(address); url != "" {
		return "[" + address + "](" + url + ")"
	}
	return address
}

// mark is empty for what conforms.
func (r *Row) mark() string {
	if r.Mark == model.Conforms.String() {
		return ""
	}
	return r.Mark
}

// choiceInWords says which choice the row is, and which choices it shows.
func (r *Row) choiceInWords() string {
	var parts []string
	if r.Choice != "" {
		parts = append(parts, r.Choice)
	}
	if len(r.Takes) > 0 {
		parts = append(parts, "shows "+strings.Join(r.Takes, ", "))
	}
	if len(r.Leaves) > 0 {
		parts = append(parts, "shows no "+strings.Join(r.Leaves, ", "))
	}
	return strings.Join(parts, "; ")
}
