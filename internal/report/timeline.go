package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// visiblePause is the gap between two segments that a reader should see.
const visiblePause = 20 * time.Millisecond

// eventWidth keeps what the octets were read as beside them on the screen.
const eventWidth = 80

// moment is one entry of the printed time line: a record, or several segments
// in the same direction that changed nothing in between.
type moment struct {
	at, last time.Duration // of the first and the last segment
	kind     trace.Kind
	data     []byte
	waited   time.Duration
	omitted  int // octets that the trace no longer has
	segments int
	events   []string
	states   string
	marked   bool // a finding points here
}

// writeTimeline prints the conversation of a result with both directions, the
// state a conformant server had to be in after each step, and what the octets
// were read as. The steps that findings point at are marked with '!'.
func writeTimeline(w io.Writer, r *Result, p paint) {
	moments := momentsOf(r)
	if len(moments) == 0 {
		return
	}
	width := len("state")
	for _, m := range moments {
		width = max(width, len(m.states))
	}
	fmt.Fprintf(w, "  %s\n", p.dim(fmt.Sprintf("%10s  %-*s  conversation (> client, < server)", "ms", width, "state")))
	for _, m := range moments {
		mark := " "
		if m.marked {
			mark = p.bold("!")
		}
		margin := fmt.Sprintf("%9.1f  %-*s  ", float64(m.at.Microseconds())/1000, width, m.states)
		for _, line := range m.lines() {
			fmt.Fprintf(w, "  %s%s%s\n", mark, margin, line)
			mark, margin = " ", strings.Repeat(" ", len(margin))
		}
		sign := "  = "
		for _, line := range wrap(harmless(strings.Join(m.events, "; ")), eventWidth) {
			fmt.Fprintf(w, "  %s%s%s\n", mark, margin, p.dim(sign+line))
			sign = "    "
		}
	}
}

// wrap breaks text between words into lines of at most width octets, as far as
// its words allow; the empty text has no line.
func wrap(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && len(lines[n-1])+1+len(word) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// momentsOf pairs the judged steps of a result with their records. A trace that
// was not judged is shown without states.
func momentsOf(r *Result) []moment {
	if r.Trace == nil {
		return nil
	}
	steps := r.Steps
	if len(steps) == 0 {
		for i, record := range r.Trace.Records {
			steps = append(steps, trace.Step{At: record.At, Record: i})
		}
	}
	var moments []moment
	for i, step := range steps {
		if step.Record < 0 || step.Record >= len(r.Trace.Records) {
			continue
		}
		m := newMoment(step, r.Trace.Records[step.Record])
		m.marked = slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Step == i })
		if n := len(moments); n > 0 && moments[n-1].absorbs(m) {
			moments[n-1].absorb(m)
			continue
		}
		moments = append(moments, m)
	}
	return moments
}

func newMoment(step trace.Step, record trace.Record) moment {
	m := moment{
		at: record.At, last: record.At, kind: record.Kind, data: record.Data, waited: record.For, omitted: record.Omitted,
		segments: 1, states: stateNames(step.States),
	}
	switch record.Kind {
	case trace.Sent, trace.Received, trace.FIN, trace.FINNoAlert, trace.RST:
		m.events = step.Events
	default: // the line of the record says it all
	}
	return m
}

// absorbs tells whether next can be shown together with m. Segments that were
// read as nothing on their own (a case sent octet by octet) would only hide the rest.
func (m *moment) absorbs(next moment) bool {
	data := m.kind == trace.Sent || m.kind == trace.Received
	return data && m.kind == next.kind && len(m.events) == 0 && !m.marked && !next.marked &&
		next.at-m.last < visiblePause
}

func (m *moment) absorb(next moment) {
	if m.segments == 1 {
		m.data = slices.Clip(m.data) // it is the trace's: append elsewhere
	}
	m.data = append(m.data, next.data...)
	m.omitted += next.omitted
	m.segments += next.segments
	m.last = next.last
	m.events = next.events
	m.states = next.states
}

// lines tells what happened, one line of octets after the other.
func (m *moment) lines() []string {
	switch m.kind {
	case trace.Sent:
		return m.octets("> ")
	case trace.Received:
		return m.octets("< ")
	case trace.Waited:
		return []string{fmt.Sprintf("  silence for %d ms", m.waited.Milliseconds())}
	}
	return []string{kindLines[m.kind]}
}

var kindLines = map[trace.Kind]string{
	trace.Opened:      "> connects",
	trace.HalfClosed:  "> FIN (half-close)",
	trace.Aborted:     "> closes both directions",
	trace.FIN:         "< FIN",
	trace.FINNoAlert:  "< FIN without a TLS closure alert",
	trace.RST:         "< RST",
	trace.ReadStopped: "> stops reading",
	trace.ReadResumed: "> reads again",
}

func (m *moment) octets(direction string) []string {
	lines := octetLines(m.data)
	for i := range lines {
		lines[i] = direction + lines[i]
	}
	if m.omitted > 0 {
		lines = append(lines, fmt.Sprintf("  (%d octets between them were not kept)", m.omitted))
	}
	if m.segments > 1 {
		lines = append(lines, fmt.Sprintf("  (in %d segments)", m.segments))
	}
	return lines
}

func stateNames(states []model.State) string {
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = s.String()
	}
	return strings.Join(names, "|")
}
