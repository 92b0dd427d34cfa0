package matrix_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/matrix"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

const (
	behind   = "9112/9.6/no-processing-after-close"
	announce = "9112/9.6/announce-close"
	half     = "9112/9.6/half-close"
	one      = "9112/9.2/one-response"
)

// result is a case with findings, each an address and a verdict.
func result(name string, v model.Verdict, about []string, findings ...any) report.Result {
	r := report.Result{Case: name, Verdict: v, About: about, Replay: "hangup replay " + name, Runs: 1}
	if v != model.Skipped {
		r.Trace = &trace.Trace{Records: []trace.Record{{Kind: trace.Received, Data: []byte("octets of " + name)}}}
	}
	for i := 0; i < len(findings); i += 2 {
		q, _ := model.Lookup(findings[i].(string))
		r.Findings = append(r.Findings, report.Finding{
			Requirement: q, Verdict: findings[i+1].(model.Verdict), Message: "it was <b>bold</b> | `so` " + name,
			Expected: "silence", Observed: "an answer",
		})
	}
	return r
}

func run(results ...report.Result) *report.Run {
	return &report.Run{Target: "http://127.0.0.1:1", Duration: time.Second, Results: results}
}

func server(runs ...*report.Run) *matrix.Server {
	s := &matrix.Server{Name: "mine", URL: "http://127.0.0.1:1"}
	for _, r := range runs {
		s.Add(r)
	}
	return s
}

// A finding says more than a case that conforms, and that more than one that was skipped.
func TestCells(t *testing.T) {
	for _, c := range []struct {
		name    string
		results []report.Result
		want    model.Verdict
	}{
		{"skipped", []report.Result{result("a", model.Skipped, []string{behind})}, model.Skipped},
		{"one of two skipped", []report.Result{result("a", model.Skipped, []string{behind}), result("b", model.Conforms, []string{behind})}, model.Conforms},
		{"inconclusive", []report.Result{result("a", model.Inconclusive, []string{behind})}, model.Inconclusive},
		{"inconclusive once", []report.Result{result("a", model.Conforms, []string{behind}), result("b", model.Inconclusive, []string{behind})}, model.Conforms},
		{"a note on another", []report.Result{result("a", model.Note, []string{behind}, one, model.Note)}, model.Conforms},
		{"a violation of another", []report.Result{result("a", model.Violation, []string{behind}, one, model.Violation)}, model.Inconclusive},
		{"broken in one of two", []report.Result{result("a", model.Violation, []string{behind}, behind, model.Violation), result("b", model.Conforms, []string{behind})}, model.Violation},
		{"broken where nobody looked", []report.Result{result("a", model.Violation, []string{one}, behind, model.Violation)}, model.Violation},
		{"late, and a warning", []report.Result{result("a", model.Late, nil, behind, model.Warning, behind, model.Late)}, model.Late},
		{"not confirmed", []report.Result{result("a", model.Inconclusive, nil, behind, model.Inconclusive)}, model.Inconclusive},
	} {
		cell, known := server(run(c.results...)).Cell(behind)
		if !known || cell.Verdict != c.want || cell.Flapped {
			t.Errorf("%s: %v, %v", c.name, cell, known)
		}
	}
	if _, known := server(run(result("a", model.Conforms, []string{one}))).Cell(behind); known {
		t.Error("a cell that no case is about")
	}
}

func TestFlaps(t *testing.T) {
	conforms := func() *report.Run {
		return run(result("a", model.Conforms, []string{behind}), result("b", model.Conforms, []string{half}))
	}
	broken := func() *report.Run {
		return run(result("a", model.Violation, []string{behind}, behind, model.Violation), result("b", model.Conforms, []string{half}))
	}
	for _, c := range []struct {
		runs    []*report.Run
		flapped bool
	}{
		{[]*report.Run{broken(), broken(), broken()}, false},
		{[]*report.Run{conforms(), conforms(), broken()}, true},
		{[]*report.Run{broken(), conforms(), broken()}, true},
		{[]*report.Run{broken(), conforms(), conforms()}, true},
	} {
		s := server(c.runs...)
		cell, _ := s.Cell(behind)
		if cell.Verdict != model.Violation || cell.Flapped != c.flapped || c.flapped != (len(s.Flaps()) == 1) {
			t.Errorf("%+v, flaps %v", cell, s.Flaps())
		}
		if cell, _ := s.Cell(half); cell.Flapped || cell.Verdict != model.Conforms {
			t.Errorf("what did not flap: %+v", cell)
		}
	}
	s := server(conforms(), conforms(), broken())
	if text := s.Flaps()[0].String(); text != behind+": violation in 1, conforms in 2" {
		t.Error(text)
	}
	if cases := s.FlappedCases(); len(cases) != 1 || cases[0].String() != "a: violation in 1, conforms in 2" {
		t.Errorf("%v", cases)
	}
	cut := run(result("b", model.Conforms, []string{half}))
	cut.Interrupted = true
	if flaps := server(conforms(), cut).Flaps(); len(flaps) > 0 {
		t.Errorf("the second run was cut short, and %v", flaps)
	}
}

// A cell that only some runs know has flapped too.
func TestACellThatComesLaterFlaps(t *testing.T) {
	s := server(run(result("a", model.Conforms, []string{one})),
		run(result("a", model.Violation, []string{one}, behind, model.Violation)))
	if cell, known := s.Cell(behind); !known || !cell.Flapped {
		t.Errorf("%+v %v", cell, known)
	}
}

func write(t *testing.T, text string) string {
	name := filepath.Join(t.TempDir(), "expected")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestCompare(t *testing.T) {
	expected, err := matrix.ReadExpected(write(t, "# known\n\nalways "+one+" it is so\nsometimes "+half+" a race\nalways "+announce+" not a violation, so it never shows\n"))
	if err != nil {
		t.Fatal(err)
	}
	broken := run(result("a", model.Violation, nil, behind, model.Violation, announce, model.Warning), result("b", model.Violation, nil, one, model.Violation))
	calm := run(result("a", model.Conforms, nil))
	s := server(broken, calm)
	s.Expected = expected
	unexpected, gone := s.Compare()
	if len(unexpected) != 1 || unexpected[0].Requirement != behind || unexpected[0].Case != "a" || unexpected[0].Replay != "hangup replay a" {
		t.Errorf("unexpected %+v", unexpected)
	}
	if len(gone) != 2 || gone[0].Requirement != one || gone[1].Requirement != announce || !strings.Contains(gone[0].Message, "in 1 of 2 runs") {
		t.Errorf("gone %+v", gone)
	}
	if why := s.Why(one); why != "it is so" {
		t.Errorf("why: %q", why)
	}
	s.Status = matrix.Interrupted
	if unexpected, gone = s.Compare(); len(unexpected) != 1 || gone != nil {
		t.Errorf("interrupted: unexpected %v, gone %v", unexpected, gone)
	}
	s.Status, s.Partial = matrix.Judged, true
	if _, gone = s.Compare(); gone != nil {
		t.Errorf("not all cases: gone %v", gone)
	}
}

func TestMistakesInWhatIsExpected(t *testing.T) {
	for text, want := range map[string]string{
		"always 9112/9.2/one-response\n":                      ":1: want: always REQUIREMENT why",
		"\n# x\nnever 9112/9.2/one-response why\n":            ":3: want: always REQUIREMENT why",
		"always one-response why\n":                           ":1: \"one-response\" is no requirement",
		"always " + one + " a\nsometimes " + one + " b too\n": ":2: 9112/9.2/one-response stands twice",
	} {
		if _, err := matrix.ReadExpected(write(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"mine\n":                       ":1: want: NAME always REQUIREMENT why",
		"mine never " + one + " why\n": ":1: behind the name of the server, want: always REQUIREMENT",
		"{\"tool\": \"hangup\"}":       "is no matrix of hangup",
		"{":                            "unexpected end of JSON input",
	} {
		if _, err := matrix.ReadAgainst(write(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// What a matrix wrote can be expected of the next one: a violation that flapped, sometimes.
func TestAgainstAnEarlierMatrix(t *testing.T) {
	steady := func() report.Result { return result("b", model.Violation, nil, one, model.Violation) }
	s := server(run(result("a", model.Violation, nil, behind, model.Violation), steady()), run(result("a", model.Conforms, nil), steady()))
	var b bytes.Buffer
	if err := matrix.JSON(&b, &matrix.Matrix{Servers: []*matrix.Server{s}}); err != nil {
		t.Fatal(err)
	}
	all, err := matrix.ReadAgainst(write(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	next := server(run(result("a", model.Conforms, nil)))
	next.Expected = all["mine"]
	if unexpected, gone := next.Compare(); len(unexpected) != 0 || len(gone) != 1 || gone[0].Requirement != one {
		t.Errorf("unexpected %v, gone %v", unexpected, gone)
	}
}

// Conversations that no page shows are not kept; the first that shows a case is.
func TestOnlyShownConversationsAreKept(t *testing.T) {
	first := run(result("a", model.Conforms, nil), result("b", model.Conforms, nil), result("c", model.Violation, nil, behind, model.Violation))
	second := run(result("a", model.Conforms, nil), result("b", model.Violation, nil, one, model.Violation), result("c", model.Violation, nil, behind, model.Violation))
	server(first, second)
	for i, kept := range []bool{false, false, true} {
		if got := first.Results[i].Trace != nil; got != kept {
			t.Errorf("first run, %s: kept %v", first.Results[i].Case, got)
		}
	}
	for i, kept := range []bool{false, true, false} {
		if got := second.Results[i].Trace != nil; got != kept {
			t.Errorf("second run, %s: kept %v", second.Results[i].Case, got)
		}
	}
}

// Rows are in the order of the specification, those of a team behind them; where profiles
// disagree on a level, it is that of the RFCs.
func TestRequirements(t *testing.T) {
	own := model.Requirement{Address: "acme/keepalive/max-100", Level: model.Must, Rule: "At most 100."}
	strict := &matrix.Server{Name: "strict", Lookup: func(address string) (model.Requirement, bool) {
		q, ok := model.Lookup(address)
		if address == own.Address {
			return own, true
		}
		q.Level = model.Must
		return q, ok
	}}
	strict.Add(run(result("a", model.Conforms, []string{own.Address, announce, one})))
	m := &matrix.Matrix{Servers: []*matrix.Server{strict, server(run(result("a", model.Conforms, []string{announce})))}}
	var got []string
	for _, q := range m.Requirements() {
		got = append(got, q.Address+" "+q.Level.String())
	}
	if text := strings.Join(got, ", "); text != one+" MUST, "+announce+" SHOULD, "+own.Address+" MUST" {
		t.Error(text)
	}
}

// What a server sent can not break out of a report, and every format has the conversation.
func TestReportsAreHarmless(t *testing.T) {
	s := server(run(result("a", model.Violation, []string{behind}, behind, model.Violation)))
	absent := &matrix.Server{Name: "absent", Status: matrix.Skipped, Reason: "not installed: <script>|`x`\n\x1b[2J"}
	m := &matrix.Matrix{File: "t.yaml", Repeat: 1, Servers: []*matrix.Server{s, absent}}
	for name, print := range map[string]func(io.Writer) error{
		"html": func(w io.Writer) error { return matrix.HTML(w, m, nil) },
		"md":   func(w io.Writer) error { return matrix.Markdown(w, m, nil) },
		"page": func(w io.Writer) error { return matrix.HTMLPage(w, m, s) },
		"text": func(w io.Writer) error { return matrix.TextPage(w, s) },
		"json": func(w io.Writer) error { return matrix.JSON(w, m) },
	} {
		var b bytes.Buffer
		if err := print(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if !strings.Contains(text, "octets of a") || !strings.Contains(text, "hangup replay a") {
			t.Errorf("%s: no conversation:\n%s", name, text)
		}
		if name == "json" {
			if !json.Valid(b.Bytes()) {
				t.Error("no JSON")
			}
			continue
		}
		if name != "text" && (strings.Contains(text, "<b>bold") || strings.Contains(text, "<script>")) || strings.Contains(text, "\x1b") {
			t.Errorf("%s: markup of a server came through:\n%s", name, text)
		}
	}
	var b bytes.Buffer
	if err := matrix.Text(&b, m); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") || !strings.Contains(b.String(), "absent  skipped: not installed: <script>|`x`  [2J\n") {
		t.Errorf("%q", b.String())
	}
}
