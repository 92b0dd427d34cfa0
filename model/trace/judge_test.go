package trace_test

import (
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// transcripts holds conversations, one file for each section of the specification.
// Package transcript tells how they are written. To see the judgement of a new one:
//
//	go test ./model/trace -run TestJudge -rewrite
const transcripts = "testdata/transcripts"

// TestJudge: every conversation is judged as its file says.
func TestJudge(t *testing.T) {
	datadriven.Walk(t, transcripts, func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd != "judge" {
				d.Fatalf(t, "unknown command %q", d.Cmd)
			}
			records, err := transcript.Parse(d.Input)
			if err != nil {
				d.Fatalf(t, "%v", err)
			}
			return transcript.Format(transcript.Judge(model.Standard, records))
		})
	})
}
