package nightly

import (
	"time"
)

// Ends of a job.
const (
	EndOK          = "ok"
	EndCrash       = "crash"       // an input fails each time
	EndFlake       = "flake"       // it does not
	EndTimeout     = "timeout"     // an input does not end
	EndNoOp        = "no-op"       // nothing was executed
	EndFound       = "found"       // of a server: there are findings
	EndFailed      = "failed"      // of a server: it could not be fuzzed
	EndInterrupted = "interrupted" // the night was ended before it was
	EndGone        = "gone"        // expected, and not there
)

// Kinds of a job.
const (
	KindNative = "native"
	KindServer = "server"
)

// Night is one night: what was done, what was found, and how that differs from before.
type Night struct {
	Tool        string     `json:"tool"`
	Version     string     `json:"version"`
	Config      string     `json:"config"`
	Began       time.Time  `json:"began"`
	Millis      int64      `json:"duration_ms"`
	Interrupted bool       `json:"interrupted"`
	Resumed     bool       `json:"resumed"` // it was killed, and another run has taken it up
	Canaries    []Canaried `json:"canaries"`
	Jobs        []*Job     `json:"jobs"`
	Failures    []string   `json:"failures"` // why the night counts as failed
	Changes     []string   `json:"changes"`  // against the nights before, findings apart

	earlier []*Night
}

// Canaried tells whether a planted bug was found.
type Canaried struct {
	Name       string `json:"name"`
	Found      bool   `json:"found"`
	Executions uint64 `json:"executions"`
	Millis     int64  `json:"duration_ms"`
	Reason     string `json:"reason,omitempty"` // why not
}

// Job is one native target or one server.
type Job struct {
	Name       string    `json:"name"`
	Kind       string    `json:"kind"`
	End        string    `json:"end"`
	Reason     string    `json:"reason,omitempty"`
	Unlisted   bool      `json:"unlisted,omitempty"` // the configuration does not know it
	Executions uint64    `json:"executions"`
	Millis     int64     `json:"duration_ms"`
	Corpus     int       `json:"corpus"`            // entries that are kept
	Dropped    int       `json:"dropped,omitempty"` // by minimising
	Rules      int       `json:"rules,omitempty"`   // of the table that were followed; 0: not known
	Findings   []Finding `json:"findings"`
}

// Rate is how many executions a second there were.
func (j *Job) Rate() float64 {
	if j.Millis <= 0 {
		return 0
	}
	return float64(j.Executions) * 1000 / float64(j.Millis)
}

// Ran tells whether the job came to its end, so that what it has not found is not there.
func (j *Job) Ran() bool {
	return j.End != EndInterrupted && j.End != EndGone && j.End != EndFailed && j.End != EndNoOp
}

// States of a finding.
const (
	New   = "new"
	Known = "known"
	Gone  = "gone"
)

// Finding is something that is wrong with a target or a server.
type Finding struct {
	ID    string    `json:"id"`    // the same bug has the same each night
	Class string    `json:"class"` // crash, flake, timeout; of servers: violation, warning, died, hangs, slow, leaks
	State string    `json:"state"` // new, known or gone
	Since time.Time `json:"since"` // the night in which it was found
	Title string    `json:"title"`
	Where string    `json:"where,omitempty"` // requirement, or file and line of the target
	File  string    `json:"file,omitempty"`  // the input or case that shows it
	Rerun string    `json:"rerun,omitempty"` // the command that shows it
	Shown int       `json:"shown"`
	Plays int       `json:"plays"` // of so many reruns
	Text  string    `json:"text,omitempty"`
}

// Count returns how many findings are in a state.
func (n *Night) Count(state string) (count int) {
	for _, j := range n.Jobs {
		for _, f := range j.Findings {
			if f.State == state {
				count++
			}
		}
	}
	return count
}

// Executions of all jobs.
func (n *Night) Executions() (all uint64) {
	for _, j := range n.Jobs {
		all += j.Executions
	}
	return all
}

// Rules is the most rules of the table that one job has followed.
func (n *Night) Rules() (most int) {
	for _, j := range n.Jobs {
		most = max(most, j.Rules)
	}
	return most
}

func (n *Night) job(name string) *Job {
	for _, j := range n.Jobs {
		if j.Name == name {
			return j
		}
	}
	return nil
}

func (n *Night) fail(reason string) { n.Failures = append(n.Failures, reason) }
