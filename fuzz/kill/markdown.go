package kill

import (
	"fmt"
	"io"
	"strings"
)

// Markdown prints the whole matrix: a row for each fault, innocent, requirement and case.
// It holds no times, so that the same outcome is the same text.
func Markdown(w io.Writer, m *Matrix) error {
	var b strings.Builder
	c := m.Count()
	fmt.Fprintf(&b, "<!-- Written by hangup mutants --format md. -->\n\n# The kill matrix\n\n"+
		"What the %d cases are worth (`hangup mutants --network %s`): they are played on a server with each fault of the bank, and with each "+
		"innocent behaviour.\n\n", len(m.Cases), m.Network)
	fmt.Fprintf(&b, "| | |\n|---|---:|\n| faults | %d |\n| killed by a requirement that they break | %d |\n| survived | %d |\n"+
		"| also blamed for something else | %d |\n| innocents | %d |\n| accused | %d |\n\n",
		c.Faults, c.Killed, c.Survived, c.Misjudged, c.Innocents, c.Accused)
	m.markdownFaults(&b)
	m.markdownInnocents(&b)
	m.markdownRequirements(&b)
	m.markdownCases(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Matrix) markdownFaults(b *strings.Builder) {
	fmt.Fprintf(b, "## Faults\n\n| fault | class | found by | cases |\n|---|---|---|---:|\n")
	for _, r := range m.Faults() {
		cases := map[string]bool{}
		for _, k := range r.Kills {
			cases[k.Case] = true
		}
		found := requirementsOf(r.Kills)
		if r.Err != nil {
			found = append(found, "**failed: "+r.Err.Error()+"**")
		} else if len(found) == 0 {
			found = append(found, "**survived**")
		}
		if len(r.Wrong) > 0 {
			found = append(found, "**and wrongly "+listed(r.Wrong)+"**")
		}
		fmt.Fprintf(b, "| [%s](%s) | %s | %s | %d |\n", r.Name, r.URL, r.Class, strings.Join(found, ", "), len(cases))
	}
}

func (m *Matrix) markdownInnocents(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Innocents\n\n| innocent | what a client sees | |\n|---|---|---|\n")
	for _, r := range m.Innocents() {
		outcome := "not accused"
		switch {
		case r.Err != nil:
			outcome = "**failed: " + r.Err.Error() + "**"
		case r.Killed():
			outcome = "**accused: " + listed(r.Wrong) + "**"
		case len(r.Kills) > 0:
			outcome = "warned of what it disregards: " + strings.Join(r.Breaks, ", ")
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", r.Name, r.Summary, outcome)
	}
}

func (m *Matrix) markdownRequirements(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Requirements of level MUST\n\n| requirement | faults found by it | by nothing else | killed by its cases only |\n|---|---:|---|---|\n")
	for _, w := range m.Requirements() {
		fmt.Fprintf(b, "| %s | %d | %s | %s |\n", w.Name, len(w.Kills), shortened(w.Alone), shortened(w.Own))
	}
}

func (m *Matrix) markdownCases(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Cases\n\n| case | faults that it kills | no other case does | one or two others do |\n|---|---:|---|---|\n")
	for _, w := range m.PerCase() {
		fmt.Fprintf(b, "| %s | %d | %s | %s |\n", w.Name, len(w.Kills), shortened(w.Alone), shortened(w.Few))
	}
	fmt.Fprintf(b, "\nThese would be enough to kill all that is killed: %s.\n", strings.Join(m.Minimal(), ", "))
	if classes := m.Classless(); len(classes) > 0 {
		fmt.Fprintf(b, "\n## Classes without a fault\n\n%s.\n", strings.Join(classes, ", "))
	}
}

// shortened names a few.
func shortened(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
