package matrix

import (
	"fmt"
	"io"
	"strings"

	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// columns are the verdicts that the summary of each server counts.
var columns = [...]model.Verdict{
	model.Conforms, model.Violation, model.Late, model.Warning, model.Note, model.Inconclusive, model.Skipped,
}

// letters stand for verdicts where a column is one character wide.
var letters = map[model.Verdict]string{
	model.Conforms: ".", model.Violation: "V", model.Late: "L", model.Warning: "W",
	model.Note: "n", model.Inconclusive: "?", model.Skipped: "-",
}

const legend = "V violation, L late, W warning, n note, . conforms, ? inconclusive, - skipped, blank: nothing is about it, ~ not in every run"

// Text prints the matrix for a terminal: a line for each server with how many
// requirements have which verdict, the table, and what nobody expected.
func Text(w io.Writer, m *Matrix) error {
	var b strings.Builder
	m.summary(&b)
	m.grid(&b)
	m.remarks(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Matrix) summary(b *strings.Builder) {
	width := len("server")
	for _, s := range m.Servers {
		width = max(width, len(s.Name))
	}
	fmt.Fprintf(b, "%-*s", width, "server")
	for _, v := range columns {
		fmt.Fprintf(b, " %12s", v)
	}
	fmt.Fprintf(b, " %8s\n", "seconds")
	for _, s := range m.Servers {
		fmt.Fprintf(b, "%-*s", width, s.Name)
		if len(s.Runs) == 0 {
			fmt.Fprintf(b, "  %s: %s\n", s.Status, oneLine(s.Reason))
			continue
		}
		for _, v := range columns {
			fmt.Fprintf(b, " %12d", s.Count(v))
		}
		fmt.Fprintf(b, " %8.1f", s.Seconds())
		if s.Status != Judged {
			fmt.Fprintf(b, "  %s: %s", s.Status, oneLine(s.Reason))
		}
		b.WriteByte('\n')
	}
}

// grid is the table itself, with the names of the servers written downwards.
func (m *Matrix) grid(b *strings.Builder) {
	rows := m.Requirements()
	if len(rows) == 0 {
		return
	}
	width, height := 0, 0
	for _, q := range rows {
		width = max(width, len(q.Address))
	}
	servers := m.withCells()
	for _, s := range servers {
		height = max(height, len(s.Name))
	}
	b.WriteByte('\n')
	for line := range height {
		fmt.Fprintf(b, "%*s", width+len(" SHOULD"), "")
		for _, s := range servers {
			letter := " "
			if at := line - (height - len(s.Name)); at >= 0 {
				letter = s.Name[at : at+1]
			}
			fmt.Fprintf(b, " %s ", letter)
		}
		b.WriteByte('\n')
	}
	for _, q := range rows {
		line := fmt.Sprintf("%-*s %-6s", width, q.Address, q.Level)
		for _, s := range servers {
			line += " " + s.symbol(q.Address)
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(b, "\n%s\n", legend)
}

// symbol is a cell in two characters.
func (s *Server) symbol(address string) string {
	c, known := s.Cell(address)
	switch {
	case !known:
		return "  "
	case c.Flapped:
		return letters[c.Verdict] + "~"
	}
	return letters[c.Verdict] + " "
}

// withCells leaves out the servers of which nothing is known.
func (m *Matrix) withCells() (all []*Server) {
	for _, s := range m.Servers {
		if len(s.cells) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// remarks are what a reader must look at.
func (m *Matrix) remarks(b *strings.Builder) {
	for _, s := range m.Servers {
		unexpected, gone := s.Compare()
		for _, d := range unexpected {
			fmt.Fprintf(b, "%s: unexpected: %s in %s: %s\n  %s\n", s.Name, d.Requirement, d.Case, oneLine(d.Message), d.Replay)
		}
		for _, d := range gone {
			fmt.Fprintf(b, "%s: gone: %s %s\n", s.Name, d.Requirement, d.Message)
		}
		for _, f := range s.Flaps() {
			fmt.Fprintf(b, "%s: flapped: %s\n", s.Name, f)
		}
	}
	if m.Interrupted {
		fmt.Fprintln(b, "Interrupted: the table is of what was judged until then.")
	}
	judged, unsteady := 0, 0
	for _, s := range m.Servers {
		if s.Status == Judged {
			judged++
		}
		unsteady += len(s.FlappedCases())
	}
	if unsteady > 0 {
		fmt.Fprintf(b, "%s did not come to the same verdict in every run: the pages of the servers list them.\n", count(unsteady, "case", "cases"))
	}
	fmt.Fprintf(b, "%d of %s judged", judged, count(len(m.Servers), "server", "servers"))
	if m.Repeat > 1 {
		fmt.Fprintf(b, ", %d times each", m.Repeat)
	}
	fmt.Fprintf(b, ", in %.1f s\n", m.Duration.Seconds())
}

// TextPage prints the page of a server, as `hangup check -v` would print its first run.
func TextPage(w io.Writer, s *Server) error {
	p := pageOf(s, nil)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", s.Name)
	for _, f := range p.Facts {
		fmt.Fprintf(&b, "%-10s %s\n", f.Name, oneLine(f.Value))
	}
	b.WriteByte('\n')
	if len(s.Runs) > 0 {
		if err := report.Text(&b, s.Runs[0], report.TextOptions{Verbose: true}); err != nil {
			return err
		}
	}
	for _, f := range append(p.Flaps, p.Unsteady...) {
		fmt.Fprintf(&b, "flapped: %s\n", f)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// oneLine keeps what a server or its log said from breaking a table or a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
