package trace_test

import (
	"testing"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// BenchmarkJudge reads a typical trace: three pipelined requests, the last with close.
func BenchmarkJudge(b *testing.B) {
	const get, ok = "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	records := []trace.Record{
		{Kind: trace.Opened},
		{At: time.Millisecond, Kind: trace.Sent, Data: []byte(get + get + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")},
		{At: 2 * time.Millisecond, Kind: trace.Received, Data: []byte(ok + ok + "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")},
		{At: 3 * time.Millisecond, Kind: trace.FIN},
	}
	b.ReportAllocs()
	for b.Loop() {
		j := trace.NewJudge(trace.DefaultBudgets())
		for _, r := range records {
			j.Add(r)
		}
		if v := j.Report().Verdict; v != model.Conforms {
			b.Fatal(v)
		}
	}
}
