package kill

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Text prints what is not as it should be, and the numbers.
func Text(w io.Writer, m *Matrix) error {
	var b strings.Builder
	m.textRows(&b)
	var alone []string
	for _, w := range m.Requirements() {
		switch {
		case len(w.Alone) > 0:
		case len(w.Own) > 0:
			alone = append(alone, w.Name+" (but only its cases kill "+shortened(w.Own)+")")
		default:
			alone = append(alone, w.Name)
		}
	}
	section(&b, "MUST requirements that find no fault alone", alone)
	section(&b, "Cases that kill no fault", m.Idle())
	section(&b, "Classes without a fault", m.Classless())
	fmt.Fprintln(&b, m.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Matrix) textRows(b *strings.Builder) {
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, r := range m.Rows {
		switch {
		case r.Err != nil:
			fmt.Fprintf(table, "FAILED\t%s\t%s\n", r.Name, r.Err)
		case r.Innocent && r.Killed():
			fmt.Fprintf(table, "ACCUSED\t%s\t%s\n", r.Name, listed(r.Wrong))
		case r.Innocent:
		case !r.Killed():
			fmt.Fprintf(table, "SURVIVED\t%s\t%d of %d plays; breaks %s\n", r.Name, r.Missed, m.Repeat, strings.Join(r.Breaks, " "))
		}
		if !r.Innocent && len(r.Wrong) > 0 {
			fmt.Fprintf(table, "MISJUDGED\t%s\t%s\n", r.Name, listed(r.Wrong))
		}
		if len(r.Flapped) > 0 {
			fmt.Fprintf(table, "FLAPPED\t%s\t%s\n", r.Name, strings.Join(r.Flapped, " "))
		}
	}
	table.Flush()
}

func section(b *strings.Builder, title string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(b, "%s (%d):\n    %s\n", title, len(names), strings.Join(names, "\n    "))
	}
}

// listed is kills in a line, a few of them.
func listed(kills []Kill) string {
	const most = 3
	var words []string
	for i, k := range kills {
		if i == most {
			words = append(words, fmt.Sprintf("and %d more", len(kills)-most))
			break
		}
		words = append(words, fmt.Sprintf("%s %s by %s", k.Verdict, k.Requirement, k.Case))
	}
	return strings.Join(words, ", ")
}

// Summary is the outcome in a sentence.
func (m *Matrix) Summary() string {
	c := m.Count()
	s := fmt.Sprintf("%d of %d faults killed, %d misjudged, %d of %d innocents accused; "+
		"%d cases, of which %d kill no fault and %d would be enough; %s, %d time(s), %.0f s",
		c.Killed, c.Faults, c.Misjudged, c.Accused, c.Innocents,
		len(m.Cases), len(m.Idle()), len(m.Minimal()), m.Network, m.Repeat, m.Took.Seconds())
	if c.Failed > 0 {
		s += fmt.Sprintf("; %d could not be played", c.Failed)
	}
	if m.Interrupted {
		s += "; interrupted"
	}
	return s
}
