package nightly

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Formats are those that a night can be written in, by the ending of the file.
var Formats = []string{"txt", "md", "json", "junit.xml", "sarif", "html"}

// Write writes the night in all formats into a folder: night.txt and so on.
func (n *Night) Write(dir string) error {
	for _, format := range Formats {
		var b bytes.Buffer
		if err := n.Print(&b, format); err != nil {
			return err
		}
		if err := campaign.WriteFile(filepath.Join(dir, "night."+format), b.Bytes()); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	return nil
}

// Print writes the night in one of the formats.
func (n *Night) Print(w io.Writer, format string) error {
	for i, print := range []func(io.Writer) error{n.text, n.markdown, n.json, n.junit, n.sarif, n.html} {
		if Formats[i] == format {
			if err := print(w); err != nil {
				return fmt.Errorf("writing the night as %s: %w", format, err)
			}
			return nil
		}
	}
	return fmt.Errorf("there is no format %q", format)
}

// Headline says in one line how the night was, the worst first.
func (n *Night) Headline() string {
	what := "nothing new"
	if count := n.Count(New); count > 0 {
		what = fmt.Sprintf("%d new", count)
	}
	what += fmt.Sprintf(", %d known, %d gone", n.Count(Known), n.Count(Gone))
	switch {
	case len(n.Failures) > 0:
		return "THE NIGHT FAILED: " + n.Failures[0] + " (" + what + ")"
	case n.Interrupted:
		return "interrupted: " + what
	}
	return what
}

func (n *Night) took() time.Duration {
	return (time.Duration(n.Millis) * time.Millisecond).Round(time.Second)
}

// text is the report for a terminal.
func (n *Night) text(w io.Writer) error {
	fmt.Fprintf(w, "%s\n\n", n.Headline())
	fmt.Fprintf(w, "night of %s, %v, %d executions, %d rules covered at most\n", n.Began.Format(time.DateTime), n.took(), n.Executions(), n.Rules())
	if len(n.Failures) > 1 {
		for _, f := range n.Failures[1:] {
			fmt.Fprintln(w, "failed:", f)
		}
	}
	for _, c := range n.Canaries {
		fmt.Fprintln(w, c)
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tend\texecutions\tper second\tcorpus\trules\tnew\tknown\tgone")
	for _, j := range n.Jobs {
		c := j.counts()
		fmt.Fprintf(t, "%s\t%s\t%d\t%.0f\t%d\t%s\t%d\t%d\t%d\n", j.Name, j.End, j.Executions, j.Rate(), j.Corpus, j.rules(), c[New], c[Known], c[Gone])
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, state := range []string{New, Known, Gone} {
		for _, j := range n.Jobs {
			for _, f := range j.Findings {
				if f.State == state {
					f.text(w, j)
				}
			}
		}
	}
	if len(n.Changes) > 0 {
		fmt.Fprintln(w, "\nother changes:")
	}
	for _, c := range n.Changes {
		fmt.Fprintln(w, "    "+c)
	}
	return nil
}

func (f Finding) text(w io.Writer, j *Job) {
	fmt.Fprintf(w, "\n%s %s: %s: %s\n", f.State, f.Class, j.Name, escape(f.Title))
	if f.State == Gone {
		return
	}
	fmt.Fprintf(w, "    %d of %d reruns show it; found %s\n", f.Shown, f.Plays, f.Since.Format(time.DateTime))
	if f.Rerun != "" {
		fmt.Fprintf(w, "    %s\n", f.Rerun)
	}
	if f.File != "" && f.State == New && j.Kind == KindNative {
		fmt.Fprintf(w, "    hangup explain %s\n", f.File)
	}
}

// counts of findings by state.
func (j *Job) counts() map[string]int {
	c := map[string]int{}
	for _, f := range j.Findings {
		c[f.State]++
	}
	return c
}

func (j *Job) rules() string {
	if j.Rules == 0 {
		return "-"
	}
	return fmt.Sprint(j.Rules)
}

// escape makes what a target has said fit for a terminal: one line of printable ASCII.
func escape(text string) string {
	const most = 300
	quoted := fmt.Sprintf("%+q", text)
	quoted = string(bytes.ReplaceAll([]byte(quoted[1:len(quoted)-1]), []byte(`\"`), []byte(`"`)))
	if len(quoted) > most {
		quoted = quoted[:most] + "..."
	}
	return quoted
}
