//go:build linux

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table prints a comparison as text, or as Markdown.
func (c *comparison) table(w io.Writer, s scale, markdown bool) error {
	connections := s.connections
	if c.measure.idle {
		connections = s.idle
	}
	title := fmt.Sprintf(c.measure.title, connections)
	if markdown {
		title = "**" + title + "**"
	}
	if _, err := fmt.Fprintf(w, "%s\n\n", title); err != nil {
		return err
	}
	if err := layOut(w, c.cells(), markdown); err != nil {
		return err
	}
	return c.note(w)
}

// note tells what other programs on the machine have done to the figures.
func (c *comparison) note(w io.Writer) error {
	if c.again == 0 {
		return nil
	}
	end := ""
	if c.spoilt > 0 {
		end = fmt.Sprintf(", and %d stayed disturbed: measure again when the machine is quiet", c.spoilt)
	}
	_, err := fmt.Fprintf(w, "Other programs used the processors: %d measurements were repeated%s.\n\n", c.again, end)
	return err
}

// cells are the lines of the table, the first of which names the columns.
func (c *comparison) cells() [][]string {
	if c.measure.idle {
		lines := [][]string{{"server", "octets/connection", "ratio", "from to", ""}}
		for _, r := range c.rows() {
			lines = append(lines, append([]string{r.kind.name, fmt.Sprintf("%.0f", r.sample.cost)}, append(r.ratios(), r.kind.about)...))
		}
		return lines
	}
	lines := [][]string{{"server", "us/request", "ratio", "from to", "requests/s", "busy", "kernel", ""}}
	for _, r := range c.rows() {
		line := append([]string{r.kind.name, fmt.Sprintf("%.2f", r.sample.cost)}, r.ratios()...)
		lines = append(lines, append(line,
			fmt.Sprintf("%.0f", r.sample.rate), percent(r.sample.busy), percent(r.sample.kern), r.kind.about))
	}
	return lines
}

// ratios are the cells about base.
func (r *row) ratios() []string {
	if r.ratio == 0 {
		return []string{"-", "-"}
	}
	return []string{fmt.Sprintf("%.2f", r.ratio), fmt.Sprintf("%.2f to %.2f", r.low, r.top)}
}

func percent(part float64) string { return fmt.Sprintf("%.0f %%", 100*part) }

// layOut prints lines under each other.
func layOut(w io.Writer, lines [][]string, markdown bool) error {
	if !markdown {
		columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, line := range lines {
			fmt.Fprintln(columns, strings.TrimRight(strings.Join(line, "\t"), "\t"))
		}
		fmt.Fprintln(columns)
		return columns.Flush()
	}
	for i, line := range lines {
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(line, " | ")); err != nil {
			return err
		}
		if i == 0 {
			fmt.Fprintf(w, "|%s\n", strings.Repeat("---|", len(line)))
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}
