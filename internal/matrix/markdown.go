package matrix

import (
	"fmt"
	"io"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

// Markdown prints the matrix. Page returns where the page of a server is, from the
// matrix; nil puts all pages behind it.
func Markdown(w io.Writer, m *Matrix, page func(*Server) string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Servers and requirements\n\nhangup %s, %s, %s. %s\n\n", m.Version, safe(m.File), m.Start.UTC().Format("2006-01-02 15:04 UTC"), m.often())
	link := page
	if page == nil {
		link = func(s *Server) string { return "#" + strings.ToLower(strings.ReplaceAll(s.Name, ".", "")) }
	}
	m.markdownSummary(&b, link)
	m.markdownGrid(&b, link)
	rows := m.Requirements()
	for _, s := range m.Servers {
		if page == nil {
			b.WriteByte('\n')
			pageOf(s, rows).markdown(&b, "##")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// MarkdownPage prints the page of a server.
func MarkdownPage(w io.Writer, m *Matrix, s *Server) error {
	var b strings.Builder
	pageOf(s, m.Requirements()).markdown(&b, "#")
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Matrix) often() string {
	text := fmt.Sprintf("%s in %.0f s.", count(len(m.Servers), "server", "servers"), m.Duration.Seconds())
	if m.Repeat > 1 {
		text = fmt.Sprintf("%s, each judged %d times, in %.0f s.", count(len(m.Servers), "server", "servers"), m.Repeat, m.Duration.Seconds())
	}
	if m.Interrupted {
		text += " Interrupted: this is what was judged until then."
	}
	return text
}

func (m *Matrix) markdownSummary(b *strings.Builder, link func(*Server) string) {
	b.WriteString("| server |")
	for _, v := range columns {
		fmt.Fprintf(b, " %s |", v)
	}
	b.WriteString(" unexpected | gone | flapped | seconds | |\n|---|" + strings.Repeat("--:|", len(columns)+4) + "---|\n")
	for _, s := range m.Servers {
		fmt.Fprintf(b, "| [%s](%s) |", s.Name, link(s))
		if len(s.Runs) == 0 {
			b.WriteString(strings.Repeat(" |", len(columns)+4))
		} else {
			for _, v := range columns {
				fmt.Fprintf(b, " %d |", s.Count(v))
			}
			unexpected, gone := s.Compare()
			fmt.Fprintf(b, " %d | %d | %d | %.1f |", len(unexpected), len(gone), len(s.Flaps()), s.Seconds())
		}
		if s.Status != Judged {
			fmt.Fprintf(b, " %s: %s", s.Status, safe(s.Reason))
		}
		b.WriteString(" |\n")
	}
}

func (m *Matrix) markdownGrid(b *strings.Builder, link func(*Server) string) {
	rows, servers := m.Requirements(), m.withCells()
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s.\n\n| requirement | level |", strings.ReplaceAll(legend, "~", `\~`))
	for _, s := range servers {
		fmt.Fprintf(b, " [%s](%s) |", s.Name, link(s))
	}
	b.WriteString("\n|---|---|" + strings.Repeat(":-:|", len(servers)) + "\n")
	for _, q := range rows {
		fmt.Fprintf(b, "| %s | %s |", linked(q.Address), q.Level)
		for _, s := range servers {
			symbol := strings.ReplaceAll(strings.TrimSpace(s.symbol(q.Address)), "~", `\~`)
			if c, _ := s.Cell(q.Address); symbol != "" && rank(c.Verdict) >= rank(model.Warning) {
				symbol = "**" + symbol + "**"
			}
			fmt.Fprintf(b, " %s |", symbol)
		}
		b.WriteByte('\n')
	}
}

// linked leads from the address of a requirement to its clause.
func linked(address string) string {
	if url := draw.SectionURL(address); url != "" {
		return "[" + address + "](" + url + ")"
	}
	return address
}

// markdown prints the page, with headings below the one given.
func (p page) markdown(b *strings.Builder, heading string) {
	fmt.Fprintf(b, "%s %s\n\n", heading, p.Name)
	for _, f := range p.Facts {
		fmt.Fprintf(b, "- %s: %s\n", f.Name, safe(f.Value))
	}
	for _, d := range p.Unexpected {
		fmt.Fprintf(b, "- **unexpected**: %s in `%s`: %s\n", d.Requirement, d.Case, safe(d.Message))
	}
	for _, d := range p.Gone {
		fmt.Fprintf(b, "- **gone**: %s %s\n", d.Requirement, d.Message)
	}
	for _, f := range p.Flaps {
		fmt.Fprintf(b, "- **flapped**: %s\n", f)
	}
	for _, f := range p.Unsteady {
		fmt.Fprintf(b, "- case flapped: %s\n", f)
	}
	for _, g := range p.Groups {
		g.markdown(b, heading+"#")
	}
	if len(p.Quiet) > 0 {
		fmt.Fprintf(b, "\n%s# Nothing found\n\n", heading)
	}
	for _, c := range p.Quiet {
		fmt.Fprintf(b, "- %s: %s, %s\n", c.Verdict, c.Address, count(c.Cases, "case", "cases"))
	}
}

func (g group) markdown(b *strings.Builder, heading string) {
	fmt.Fprintf(b, "\n%s %s: %s\n\n%s, %s: %s\n", heading, g.Verdict, g.Address, g.Level, g.Clause(), safe(g.Rule))
	if g.Why != "" {
		fmt.Fprintf(b, "\nExpected: %s\n", safe(g.Why))
	}
	for i, c := range g.Shown {
		if i == listed {
			b.WriteString("\nAnd in:\n")
		}
		if i >= listed {
			fmt.Fprintf(b, "- `%s` (%s): %s\n", c.Case, c.Verdict, safe(c.Message))
			continue
		}
		fmt.Fprintf(b, "\n`%s` (%s): %s\n\n```\n%s```\n\nallowed: %s; came: %s\n\n```\n%s\n```\n",
			c.Case, c.Verdict, safe(c.Message), fenceless(c.Text), safe(c.Expected), safe(c.Observed), fenceless(c.Replay))
	}
}

// safe makes a sentence safe inside Markdown: it may hold what a server sent.
func safe(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "'", "[", `\[`, "]", `\]`).Replace(oneLine(s))
}

// fenceless keeps octets of a server from ending a block of code.
func fenceless(s string) string { return strings.ReplaceAll(s, "```", "'''") }
