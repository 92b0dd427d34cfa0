package draw

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// DOT prints the transitions for Graphviz. A loop stands for each thing that a state
// does without being left.
func DOT(w io.Writer, t *model.Table, o Options) error {
	var b strings.Builder
	b.WriteString("digraph model {\n\tnode [shape=box style=rounded fontname=Helvetica]\n\tedge [fontname=Helvetica fontsize=10]\n")
	b.WriteString("\tstart [shape=point]\n\tstart -> idle [label=" + strconv.Quote(phrases[model.Connects]) + "]\n")
	for _, k := range transitions(t, o.Requirement) {
		colour := ""
		if o.Requirement != "" {
			colour = " color=" + strconv.Quote("grey") + " fontcolor=" + strconv.Quote("grey")
			if k.Cites(o.Requirement) {
				colour = " color=purple fontcolor=purple penwidth=2"
			}
		}
		fmt.Fprintf(&b, "\t%s -> %s [label=%s%s]\n", k.From, k.To, strconv.Quote(k.label(o, "\n")), colour)
	}
	b.WriteString("}\n")
	return printed(w, b.String())
}

// Mermaid prints the transitions as a Mermaid state diagram.
func Mermaid(w io.Writer, t *model.Table, o Options) error {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> idle: " + phrases[model.Connects] + "\n")
	hit := map[model.State]bool{}
	for _, k := range transitions(t, o.Requirement) {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", k.From, k.To, k.label(o, " / "))
		hit[k.From] = hit[k.From] || o.Requirement != "" && k.Cites(o.Requirement)
	}
	b.WriteString("    closed --> [*]\n    classDef cited stroke-width:3px\n")
	for _, s := range model.AllStates() {
		if hit[s] {
			fmt.Fprintf(&b, "    class %s cited\n", s)
		}
	}
	return printed(w, b.String())
}

// label says what the transition is on and what is done, and with facts what each row changes.
func (t *Transition) label(o Options, separator string) string {
	label := t.Phrase()
	if done := t.Doing(); done != "" {
		label += separator + done
	}
	if !o.Facts {
		return label
	}
	for _, r := range t.Rules {
		r.Set, r.Clear = r.Set&^foreign, r.Clear&^foreign
		if changes := changesInWords(&r, ^foreign); changes != "" {
			label += separator + changes
		}
	}
	return label
}

func printed(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("printing the model: %w", err)
	}
	return nil
}
