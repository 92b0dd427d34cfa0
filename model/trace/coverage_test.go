package trace_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// TestTranscriptsCoverTheTable: every row with a mark decides at least one transcript,
// or stands in testdata/excused with the reason why none can show it.
//
// A row decides a transcript when it is among the worst findings. A row that only ends
// a wrong explanation is no finding: it decides when the transcript would be judged
// otherwise if the row had no mark.
func TestTranscriptsCoverTheTable(t *testing.T) {
	conversations, err := transcript.ReadDir(transcripts)
	if err != nil {
		t.Fatal(err)
	}
	excused := readExcuses(t)
	decisive := decisiveRows(conversations)
	for i, name := range rowNames() {
		reason, isExcused := excused[name]
		delete(excused, name)
		switch decides := name == "" || decisive[i] || withoutMark(i, conversations); {
		case !decides && !isExcused:
			t.Errorf("no transcript makes this row decide; write one in %s, or a reason in testdata/excused:\n%s", transcripts, name)
		case name != "" && decides && isExcused:
			t.Errorf("a transcript makes this row decide; take it out of testdata/excused:\n%s", name)
		case isExcused && reason == "":
			t.Errorf("excused without a reason:\n%s", name)
		}
	}
	for name := range excused {
		t.Errorf("testdata/excused names a row that the table does not have:\n%s", name)
	}
}

// decisiveRows returns the rows, by their ID, that are among the worst findings of a transcript.
func decisiveRows(conversations []transcript.Conversation) map[int]bool {
	rows := map[int]bool{}
	for _, c := range conversations {
		report := transcript.Judge(model.Standard, c.Records)
		for _, f := range report.Findings {
			if f.Verdict == report.Verdict {
				rows[f.Rule.ID] = true
			}
		}
	}
	return rows
}

// withoutMark tells whether some transcript is judged otherwise when a row has no mark.
func withoutMark(row int, conversations []transcript.Conversation) bool {
	rules := model.Rules()
	rules[row].Mark = model.Conforms
	table := model.NewTable(rules)
	for _, c := range conversations {
		if got := judged(table, c.Records); got != c.Want {
			return true
		}
	}
	return false
}

// judged judges by a table that may be broken: a gap in it shows, too.
func judged(table *model.Table, records []trace.Record) (text string) {
	defer func() {
		if gap := recover(); gap != nil {
			text = fmt.Sprint(gap)
		}
	}()
	return transcript.Format(transcript.Judge(table, records))
}

// rowNames returns a name for each row with a mark, "" for the others.
func rowNames() []string {
	rules := model.Rules()
	names := make([]string, len(rules))
	seen := map[string]int{}
	for i, r := range rules {
		if r.Mark == model.Conforms {
			continue
		}
		var states, events []string
		for s := model.Idle; s <= model.Closed; s++ {
			if r.In>>s&1 != 0 {
				states = append(states, s.String())
			}
		}
		for e := range model.Event(64) {
			if r.On>>e&1 != 0 {
				events = append(events, e.String())
			}
		}
		name := fmt.Sprintf("%s %s, %s on %s: %s", r.Mark, r.Cites, strings.Join(states, "|"), strings.Join(events, "|"), r.Why)
		if seen[name]++; seen[name] > 1 {
			name += fmt.Sprintf(" (%d)", seen[name])
		}
		names[i] = name
	}
	return names
}

// readExcuses reads testdata/excused: the name of a row, and below it, indented, the reason.
func readExcuses(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/excused")
	if err != nil {
		t.Fatal(err)
	}
	excused := map[string]string{}
	name := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '\t':
			excused[name] += strings.TrimSpace(line) + " "
		default:
			name = line
			excused[name] = ""
		}
	}
	return excused
}
