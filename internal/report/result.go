package report

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Run is one run of cases against one target.
type Run struct {
	Version     string
	Target      string // as the user wrote it, or "built-in server"
	Start       time.Time
	Duration    time.Duration
	Results     []Result
	Interrupted bool // the run was cut short; Results holds what was judged until then

	// Lookup finds the requirements that cases are about; nil is model.Lookup.
	Lookup func(address string) (model.Requirement, bool)
}

// Result is one case played, or skipped, on the target.
type Result struct {
	Case     string
	About    []string // requirement addresses the case can show broken
	Verdict  model.Verdict
	Reason   string          // for skipped and inconclusive: why, in one sentence
	Missing  []model.Handler // skipped: the capabilities that the target is not known to have
	Findings []Finding
	Trace    *trace.Trace // nil when skipped
	Steps    []trace.Step // the judged time line
	Replay   string       // the command that plays the case again
	Runs     int          // how often it was played to confirm a finding
	Known    bool         // every finding that is a warning or worse stands in the baseline
}

// Finding is one requirement that was not met, or a choice worth recording.
type Finding struct {
	Requirement model.Requirement
	Verdict     model.Verdict
	State       model.State // the state the server had to be in
	Step        int         // index into Result.Steps
	Message     string      // one sentence
	Expected    string      // what the model allowed there
	Observed    string      // what came
	Known       bool        // stands in the baseline
}
