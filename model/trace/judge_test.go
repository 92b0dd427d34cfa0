package trace_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// TestJudge reads conversations from testdata, one file for each section of the
// specification. A conversation is a command "judge" and its records, one a line:
//
//	C "octets"          the client sends; {echo} and the like mark the target of a known handler
//	S "octets"          the server sends
//	half-close, abort, close-incompletely, open, stop, resume
//	FIN, FIN-no-alert, RST
//	+50ms               time passes
//	wait 2s             the client waits, and nothing comes
//
// Every record comes one millisecond after the one before it. The output is the
// verdict, the states after each record, and the findings.
func TestJudge(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd != "judge" {
				d.Fatalf(t, "unknown command %q", d.Cmd)
			}
			records, err := parseConversation(d.Input)
			if err != nil {
				d.Fatalf(t, "%v", err)
			}
			return judge(records)
		})
	})
}

func judge(records []trace.Record) string {
	j := trace.NewJudge(trace.DefaultBudgets())
	for _, r := range records {
		j.Add(r)
	}
	report := j.Report()
	var b strings.Builder
	fmt.Fprintln(&b, report.Verdict)
	var states []string
	for _, s := range report.Steps {
		var names []string
		for _, state := range s.States {
			names = append(names, state.String())
		}
		states = append(states, strings.Join(names, "|"))
	}
	fmt.Fprintln(&b, "states:", strings.Join(states, " "))
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n  state %s, step %d; expected: %s\n", f.Verdict, f.Requirement.Address, f.Message, f.State, f.Step, f.Expected)
	}
	return b.String()
}

func parseConversation(text string) (records []trace.Record, err error) {
	kinds := map[string]trace.Kind{
		"half-close": trace.HalfClosed, "abort": trace.Aborted, "close-incompletely": trace.ClosedIncompletely, "open": trace.Opened,
		"FIN": trace.FIN, "FIN-no-alert": trace.FINNoAlert, "RST": trace.RST, "stop": trace.ReadStopped, "resume": trace.ReadResumed,
	}
	records = []trace.Record{{Kind: trace.Opened}}
	at := time.Duration(0)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		at += time.Millisecond
		switch word, rest, _ := strings.Cut(line, " "); {
		case line == "":
		case kinds[line] != 0:
			records = append(records, trace.Record{At: at, Kind: kinds[line]})
		case word == "C":
			r := trace.Record{At: at, Kind: trace.Sent}
			octets, err := strconv.Unquote(rest)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			r.Data, r.Uses = expand(octets)
			records = append(records, r)
		case word == "S":
			octets, err := strconv.Unquote(rest)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			records = append(records, trace.Record{At: at, Kind: trace.Received, Data: []byte(octets)})
		case word == "wait":
			d, err := time.ParseDuration(rest)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			at += d
			records = append(records, trace.Record{At: at, Kind: trace.Waited, For: d})
		case strings.HasPrefix(line, "+"):
			d, err := time.ParseDuration(line[1:])
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			at += d
		default:
			return nil, fmt.Errorf("%q is no record", line)
		}
	}
	return records, nil
}

// expand replaces {handler} or {handler:arg} by a path, and notes the use.
func expand(s string) (data []byte, uses []trace.Use) {
	for {
		before, rest, ok := strings.Cut(s, "{")
		data = append(data, before...)
		if !ok {
			return data, uses
		}
		name, after, _ := strings.Cut(rest, "}")
		name, arg, _ := strings.Cut(name, ":")
		h, known := model.ParseHandler(name)
		if !known {
			panic("unknown handler " + name)
		}
		n, _ := strconv.Atoi(arg)
		uses = append(uses, trace.Use{Offset: len(data), Handler: h, Arg: n})
		data = append(data, "/"+name...)
		s = after
	}
}
