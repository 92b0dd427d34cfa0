package trace_test

import (
	"testing"

	"github.com/hangup-http/hangup/model/trace"
)

// TestAbridge: both ends stay, nothing else does, and the count is right.
func TestAbridge(t *testing.T) {
	tr := &trace.Trace{}
	for range 10 {
		tr.Records = append(tr.Records, trace.Record{Kind: trace.Received, Data: make([]byte, 100)})
	}
	tr.Records = append(tr.Records, trace.Record{Kind: trace.Sent, Data: make([]byte, 100)})
	tr.Abridge(200)
	kept, omitted := 0, 0
	for _, r := range tr.Records {
		kept += len(r.Data)
		omitted += r.Omitted
	}
	if kept != 500 || omitted != 600 {
		t.Errorf("kept %d and omitted %d octets, want 500 and 600", kept, omitted)
	}
	if len(tr.Records[0].Data) == 0 || len(tr.Records[9].Data) == 0 || len(tr.Records[10].Data) == 0 {
		t.Error("an end is gone")
	}
}
