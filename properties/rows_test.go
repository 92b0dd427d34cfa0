package properties_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
	"github.com/hangup-http/hangup/server/conn"
)

// transcripts are conversations with servers, good and bad, that people have judged.
const transcripts = "../model/trace/testdata/transcripts"

// unreached names the rows that these properties do not reach, each with the reason.
const unreached = "testdata/unreached.tsv"

// TestEachRowIsReached: the conversations that properties are checked on reach every row of the table, be it that
// the machine of our server follows it, or that the judge needs it; the rest stands in testdata/unreached.tsv
// with a reason. A row that the judge needs is in a finding, or something is judged otherwise without its mark.
func TestEachRowIsReached(t *testing.T) {
	reached := reach(t)
	excused := readUnreached(t)
	names := rowNames()
	for i, name := range names {
		reason, isExcused := excused[name]
		delete(excused, name)
		switch {
		case !reached[i] && !isExcused:
			t.Errorf("nothing reaches this row; write what does, or a reason in %s:\n%s", unreached, name)
		case reached[i] && isExcused:
			t.Errorf("this row is reached; take it out of %s:\n%s", unreached, name)
		case isExcused && reason == "":
			t.Errorf("excused without a reason:\n%s", name)
		}
	}
	for name := range excused {
		t.Errorf("%s names a row that the table does not have:\n%s", unreached, name)
	}
	t.Logf("%d of %d rows are reached", len(reached), len(names))
}

// reach returns which rows are reached.
func reach(t *testing.T) map[int]bool {
	reached := map[int]bool{}
	traces := playedRows(reached)
	conversations, err := transcript.ReadDir(transcripts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range conversations {
		traces = append(traces, c.Records)
	}
	judgements := make([]string, len(traces))
	for i, records := range traces {
		report := transcript.Judge(model.Standard, records)
		judgements[i] = transcript.Format(report)
		for _, f := range report.Findings {
			reached[f.Rule.ID] = true
		}
	}
	walked := walks(5000)
	judged := make([]string, len(walked))
	for i, steps := range walked {
		_, judged[i] = judgedWalk(model.Standard, steps)
	}
	for i := range model.Rules() {
		if !reached[i] {
			if slices.ContainsFunc(marked(i), func(table *model.Table) bool {
				return needed(table, traces, judgements) || neededByWalks(table, walked, judged)
			}) {
				reached[i] = true
			}
		}
	}
	return reached
}

// playedRows plays conversations on our server with every policy, notes what its machine follows, and
// returns some of the traces.
func playedRows(reached map[int]bool) (traces [][]trace.Record) {
	r := rand.New(rand.NewPCG(9112, 6))
	choose := func(_ string, n int) int { return r.IntN(n) }
	seeds := fuzz.Seeds(gen.Everything())
	var s gen.Script
	for policy := range model.Policy(1 << machinePolicies) {
		p := core.New(core.Server{Config: conn.Config{
			Policy: policy, MaxRequests: uint64(policy) % 5, UnreadBody: 100, Linger: 10_000,
			Followed: func(_ model.State, _ model.Input, r *model.Rule) {
				if r != nil {
					reached[r.ID] = true
				}
			},
		}})
		for n := range 24 {
			c := gen.Build(choose, gen.Everything().Swarm(choose))
			if n%2 == 0 {
				c = seeds[r.IntN(len(seeds))]
			}
			c.Render(&s, gen.Plain())
			p.Judge(&s)
			if n%6 == 0 {
				traces = append(traces, slices.Clone(p.Trace().Records))
			}
		}
		for range 1000 {
			// TestTheMachineIsTotal looks at what comes of it.
			_ = walkMachine(choose, policy, func(r *model.Rule) { reached[r.ID] = true })
		}
	}
	return traces
}

// marked returns the table with other marks on a row, one for each.
func marked(row int) (tables []*model.Table) {
	for _, mark := range []model.Verdict{model.Violation, model.Note, model.Late, model.Conforms} {
		rules := model.Rules()
		if rules[row].Mark == mark {
			continue
		}
		rules[row].Mark, rules[row].Cites = mark, "9112/9.3/persistence"
		tables = append(tables, model.NewTable(rules))
	}
	return tables
}

// needed tells whether a trace is judged otherwise by another table.
func needed(table *model.Table, traces [][]trace.Record, judgements []string) bool {
	for i, records := range traces {
		if carefully(func() string { return transcript.Format(transcript.Judge(table, records)) }) != judgements[i] {
			return true
		}
	}
	return false
}

// neededByWalks is needed for walks.
func neededByWalks(table *model.Table, walked [][]toldOf, judged []string) bool {
	for i, steps := range walked {
		if carefully(func() string { _, text := judgedWalk(table, steps); return text }) != judged[i] {
			return true
		}
	}
	return false
}

// carefully judges by a table that may be broken: a gap in it shows, too.
func carefully(judge func() string) (text string) {
	defer func() {
		if gap := recover(); gap != nil {
			text = fmt.Sprint(gap)
		}
	}()
	return judge()
}

// rowNames returns a name for each row: where it is, on what, and what it says.
func rowNames() []string {
	rules := model.Rules()
	names := make([]string, len(rules))
	seen := map[string]int{}
	for i, r := range rules {
		var states, events []string
		for _, s := range r.In.List() {
			states = append(states, s.String())
		}
		for e := range model.Event(64) {
			if r.On>>e&1 != 0 {
				events = append(events, e.String())
			}
		}
		name := fmt.Sprintf("%s %s on %s: %s %s", r.Mark, strings.Join(states, "|"), strings.Join(events, "|"), r.Cites, r.Why)
		if seen[name]++; seen[name] > 1 {
			name += fmt.Sprintf(" (%d)", seen[name])
		}
		names[i] = name
	}
	return names
}

var listUnreached = flag.Bool("unreached", false, "print the rows that nothing reaches, for "+unreached)

// TestListUnreached prints what is missing, with -unreached.
func TestListUnreached(t *testing.T) {
	if !*listUnreached {
		t.Skip("with -unreached it prints rows")
	}
	reached := reach(t)
	for i, name := range rowNames() {
		if !reached[i] {
			fmt.Println(name + "\t")
		}
	}
}

// readUnreached reads the rows with their reasons.
func readUnreached(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(unreached)
	if err != nil {
		t.Fatal(err)
	}
	excused := map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		name, reason, _ := strings.Cut(line, "\t")
		excused[name] = reason
	}
	return excused
}
