package report_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func requirement(t *testing.T, address string) model.Requirement {
	t.Helper()
	r, ok := model.Lookup(address)
	if !ok {
		t.Fatalf("no requirement %s", address)
	}
	return r
}

const ms = time.Millisecond

// answeredAfterClose is the Mongoose bug as a result: two requests, the first
// with close, and two answers.
func answeredAfterClose(t *testing.T, name string) report.Result {
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	return report.Result{
		Case: name, About: []string{"9112/9.6/no-processing-after-close"}, Verdict: model.Violation, Runs: 2,
		Replay: "hangup replay " + name + " http://127.0.0.1:8080",
		Findings: []report.Finding{
			{
				Requirement: requirement(t, "9112/9.6/no-processing-after-close"), Verdict: model.Violation,
				State: model.Draining, Step: 3, Message: "a request behind one with close was answered",
				Expected: "FIN, or silence", Observed: "a second response, HTTP/1.1 200",
			},
			{
				Requirement: requirement(t, "9112/9.6/response-says-close"), Verdict: model.Warning,
				State: model.Responding, Step: 2, Message: "the response does not say close",
				Expected: "Connection: close", Observed: "no Connection field",
			},
		},
		Trace: &trace.Trace{Case: name, Records: []trace.Record{
			{Kind: trace.Opened},
			{At: ms / 10, Kind: trace.Sent, Data: []byte("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")},
			{At: 4 * ms / 10, Kind: trace.Received, Data: []byte(answer)},
			{At: 5 * ms / 10, Kind: trace.Received, Data: []byte(answer)},
			{At: 1005 * ms / 10, Kind: trace.Waited, For: 100 * ms},
		}},
		Steps: []trace.Step{
			{Record: 0, States: []model.State{model.Idle}},
			{Record: 1, Events: []string{"request 1: GET /, says close, head complete", "request 2: GET /, two lengths, content follows, head complete"}, States: []model.State{model.Responding}},
			{Record: 2, Events: []string{"response 200, whole"}, States: []model.State{model.Draining, model.Closed}},
			{Record: 3, Events: []string{"response 200, whole"}, States: []model.State{model.Draining}},
			{Record: 4, States: []model.State{model.Draining}},
		},
	}
}

// silentBody is a late result whose conversation holds long data, many segments
// and octets that would harm a terminal.
func silentBody(t *testing.T) report.Result {
	records := []trace.Record{{Kind: trace.Opened}}
	steps := []trace.Step{{Record: 0, States: []model.State{model.Idle}}}
	for i, c := range []byte("POST / HTTP/1.0\r\n\r\n") {
		records = append(records, trace.Record{At: time.Duration(i) * ms, Kind: trace.Sent, Data: []byte{c}})
		steps = append(steps, trace.Step{Record: i + 1, States: []model.State{model.Reading}})
	}
	last := len(records)
	records = append(
		records,
		trace.Record{At: 30 * ms, Kind: trace.Received, Data: []byte("HTTP/1.1 200 \x1b[2J\x00\xff\t\\\r\n\r\n" + strings.Repeat("x", 5000) + strings.Repeat("\r\nline", 40))},
		trace.Record{At: 1700 * ms, Kind: trace.FIN},
	)
	steps = append(
		steps,
		trace.Step{Record: last, Events: []string{"response 200"}, States: []model.State{model.Draining}},
		trace.Step{Record: last + 1, States: []model.State{model.Closed}},
	)
	return report.Result{
		Case: "http10/octet-by-octet", About: []string{"9112/9.3/http10-closes"}, Verdict: model.Late, Runs: 2,
		Replay: "hangup replay http10/octet-by-octet http://127.0.0.1:8080",
		Trace:  &trace.Trace{Case: "http10/octet-by-octet", Records: records}, Steps: steps,
		Findings: []report.Finding{{
			Requirement: requirement(t, "9112/9.3/http10-closes"), Verdict: model.Late, State: model.Draining, Step: last + 1,
			Message: "the connection was closed late", Expected: "FIN within 1s", Observed: "FIN \x1b[31mafter 1.7s",
		}},
	}
}

func sampleRun(t *testing.T) *report.Run {
	may := requirement(t, "9112/9.3/http10-keep-alive")
	return &report.Run{
		Version: "0.1.0", Target: "http://127.0.0.1:8080", Duration: 1234 * ms,
		Results: []report.Result{
			{Case: "basic/get", About: []string{"9112/9.2/one-response"}, Verdict: model.Conforms, Runs: 1},
			silentBody(t),
			answeredAfterClose(t, "close/behind-close"),
			answeredAfterClose(t, "close/in-a-list"),
			answeredAfterClose(t, "close/mixed-case"),
			answeredAfterClose(t, "close/second-line"),
			{
				Case: "http10/keep-alive", About: []string{may.Address}, Verdict: model.Note, Runs: 1,
				Findings: []report.Finding{{Requirement: may, Verdict: model.Note, Message: "keep-alive was honoured"}},
			},
			{Case: "body/cut", About: []string{"9112/8/incomplete-body"}, Verdict: model.Inconclusive, Reason: "the server closed first, as it may (RFC 9112, section 9.5)", Runs: 3},
			{Case: "slow/answer", About: []string{"9112/9.2/one-response"}, Verdict: model.Skipped, Reason: "no known handler for slow", Missing: []model.Handler{model.Slow}},
			{Case: "echo/chunks", About: []string{"9112/7.1/chunks"}, Verdict: model.Skipped, Reason: "no known handler for echo", Missing: []model.Handler{model.Echo}},
		},
	}
}

func text(t *testing.T, run *report.Run, options report.TextOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Text(&b, run, options); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	golden(t, "run.txt", text(t, sampleRun(t), report.TextOptions{}))
	golden(t, "run-verbose.txt", text(t, sampleRun(t), report.TextOptions{Verbose: true}))
}

// A target must not be able to steer the terminal of the person who judges it.
func TestTextHoldsNoControlOctetsFromTheTarget(t *testing.T) {
	for _, c := range text(t, sampleRun(t), report.TextOptions{Verbose: true}) {
		if c != '\n' && (c < ' ' || c > '~') {
			t.Fatalf("octet %#02x in the text report", c)
		}
	}
}

func TestTextColour(t *testing.T) {
	coloured := text(t, sampleRun(t), report.TextOptions{Color: true})
	if !bytes.Contains(coloured, []byte("\x1b[1;31mVIOLATION\x1b[0m")) {
		t.Errorf("VIOLATION is not coloured")
	}
}

func TestTextWithoutJudgedStepsShowsTheRecords(t *testing.T) {
	run := sampleRun(t)
	run.Results[2].Steps = nil
	if got := text(t, run, report.TextOptions{}); !bytes.Contains(got, []byte(`> Connection: close\r\n`)) {
		t.Errorf("the conversation is missing:\n%s", got)
	}
}

func TestTextSaysInterrupted(t *testing.T) {
	run := sampleRun(t)
	run.Interrupted = true
	if got := text(t, run, report.TextOptions{}); !bytes.Contains(got, []byte("Interrupted")) {
		t.Errorf("the report hides that it is partial:\n%s", got)
	}
}

func TestJUnit(t *testing.T) {
	for name, strict := range map[string]bool{"run.junit.xml": false, "run-strict.junit.xml": true} {
		run := sampleRun(t)
		warned := answeredAfterClose(t, "close/says-nothing")
		warned.Verdict, warned.Findings = model.Warning, warned.Findings[1:]
		run.Results = append(run.Results, warned)
		var b bytes.Buffer
		if err := report.JUnit(&b, run, strict); err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(b.Bytes(), new(struct{})); err != nil {
			t.Errorf("%s is not well-formed: %v", name, err)
		}
		golden(t, name, b.Bytes())
	}
}

func writeJSON(t *testing.T, run *report.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSON(t *testing.T) {
	golden(t, "run.json", writeJSON(t, sampleRun(t)))
}

func TestJSONMeetsItsSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile("../../docs/report.schema.json")
	unnamed := sampleRun(t)
	unnamed.Results[2].Case = ""
	for name, c := range map[string]struct {
		run   *report.Run
		valid bool
	}{
		"sample":            {sampleRun(t), true},
		"empty":             {&report.Run{Version: "0.1.0", Target: "built-in server", Interrupted: true}, true},
		"case without name": {unnamed, false},
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(writeJSON(t, c.run)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); (err == nil) != c.valid {
			t.Errorf("%s: valid should be %t: %v", name, c.valid, err)
		}
	}
}

func TestFails(t *testing.T) {
	warning := answeredAfterClose(t, "a")
	warning.Verdict, warning.Findings = model.Warning, warning.Findings[1:]
	doubtful := answeredAfterClose(t, "a")
	doubtful.Verdict = model.Inconclusive
	for name, c := range map[string]struct {
		result        report.Result
		plain, strict bool
	}{
		"violation":            {answeredAfterClose(t, "a"), true, true},
		"warning":              {warning, false, true},
		"late":                 {silentBody(t), false, false},
		"findings not certain": {doubtful, false, false},
	} {
		run := &report.Run{Results: []report.Result{c.result}}
		if run.Fails(false) != c.plain || run.Fails(true) != c.strict {
			t.Errorf("%s: fails %t, strictly %t", name, run.Fails(false), run.Fails(true))
		}
	}
}

func TestConclusive(t *testing.T) {
	run := &report.Run{Results: []report.Result{{Verdict: model.Skipped}, {Verdict: model.Inconclusive}}}
	if run.Conclusive() {
		t.Error("nothing was found out, and yet the run is conclusive")
	}
	run.Results = append(run.Results, report.Result{Verdict: model.Conforms})
	if !run.Conclusive() {
		t.Error("one case conforms, and yet the run is inconclusive")
	}
}

func TestBaselineMarksExactlyWhatItHolds(t *testing.T) {
	baseline, err := report.ReadBaseline(bytes.NewReader(writeJSON(t, sampleRun(t))))
	if err != nil {
		t.Fatal(err)
	}
	same := sampleRun(t)
	baseline.Mark(same)
	if same.Fails(true) {
		t.Error("the run fails against its own report")
	}
	golden(t, "run-known.txt", text(t, same, report.TextOptions{Verbose: true}))

	for name, change := range map[string]func(*report.Result){
		"another case":        func(r *report.Result) { r.Case = "close/new" },
		"another requirement": func(r *report.Result) { r.Findings[0].Requirement.Address = "9112/9.6/announce-close" },
		"worse verdict":       func(r *report.Result) { r.Findings[1].Verdict = model.Violation },
	} {
		run := sampleRun(t)
		change(&run.Results[2])
		baseline.Mark(run)
		if !run.Fails(false) || run.Results[2].Known {
			t.Errorf("%s: taken as known", name)
		}
	}
}

// When the worst finding is known and another is not, the new one leads.
func TestTextLeadsWithWhatIsNew(t *testing.T) {
	run := &report.Run{Results: []report.Result{answeredAfterClose(t, "close/behind-close")}}
	run.Results[0].Findings[0].Known = true
	got := string(text(t, run, report.TextOptions{}))
	if !strings.Contains(got, "WARNING 9112/9.6/response-says-close") || !strings.Contains(got, "(known)") {
		t.Errorf("got:\n%s", got)
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	for input, want := range map[string]string{
		"":                 "EOF",
		"<xml/>":           "invalid character",
		`{"tool":"other"}`: "no report of hangup",
		`{"tool":"hangup","findings":[{"verdict":"bad"}]}`: `findings[0]: unknown verdict "bad"`,
	} {
		_, err := report.ReadBaseline(strings.NewReader(input))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %q", input, err, want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestPrintersReportAFailedWrite(t *testing.T) {
	run := sampleRun(t)
	for name, err := range map[string]error{
		"text":  report.Text(fullDisk{}, run, report.TextOptions{}),
		"json":  report.JSON(fullDisk{}, run),
		"junit": report.JUnit(fullDisk{}, run, false),
	} {
		if err == nil {
			t.Errorf("%s: a failed write went unnoticed", name)
		}
	}
}

func TestConversations(t *testing.T) {
	run := sampleRun(t)
	run.Results = run.Results[:3]
	run.Results[0].Trace, run.Results[0].Steps = run.Results[2].Trace, run.Results[2].Steps
	var b bytes.Buffer
	if err := report.Conversations(&b, run, false); err != nil {
		t.Fatal(err)
	}
	golden(t, "conversations.txt", b.Bytes())
}
