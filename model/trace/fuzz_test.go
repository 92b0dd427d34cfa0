package trace_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// phrases are what a fuzzed conversation is put together from.
var phrases = []string{
	"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", "abc", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n", "0\r\n\r\n", "zz\r\n", "\r\n", "G",
	"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
	"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n",
	"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 431 Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
}

// script turns fuzzed octets, two for each record, into a trace.
func script(ops []byte) (records []trace.Record) {
	records = []trace.Record{{Kind: trace.Opened}}
	at := time.Duration(0)
	for i := 0; i+1 < len(ops) && len(records) < 40; i += 2 {
		at += time.Duration(ops[i]>>5) * 300 * time.Millisecond
		r := trace.Record{At: at, Kind: trace.Kind(ops[i]&0x0f) + 1}
		switch {
		case r.Kind > trace.ReadResumed:
			continue
		case r.Kind == trace.Sent, r.Kind == trace.Received:
			r.Data = []byte(phrases[int(ops[i+1])%len(phrases)])
			if h := model.Handler(ops[i+1] >> 4); h <= model.Count && len(r.Data) > 6 {
				r.Uses = []trace.Use{{Offset: 4, Handler: h, Arg: 2}}
			}
		case r.Kind == trace.Waited:
			at += time.Duration(ops[i+1]) * 20 * time.Millisecond
			r.At, r.For = at, time.Duration(ops[i+1])*20*time.Millisecond
		}
		records = append(records, r)
	}
	return records
}

// neverBetter judges each beginning of a trace: more of it never makes the verdict better. A
// beginning that ends with a wait is left out, because what is late is nothing worse
// than silence until it comes.
func neverBetter(t *testing.T, records []trace.Record) {
	t.Helper()
	var worst model.Verdict
	for n := range records {
		if records[n].Kind == trace.Waited {
			continue
		}
		j := trace.NewJudge(trace.DefaultBudgets())
		for _, r := range records[:n+1] {
			j.Add(r)
		}
		report := j.Report()
		if report.Verdict < worst {
			t.Fatalf("%v after %d records, %v before\n%v", report.Verdict, n+1, worst, records[:n+1])
		}
		worst = report.Verdict
	}
}

// TestVerdictsNeverGetBetter in the conversations that people have judged.
func TestVerdictsNeverGetBetter(t *testing.T) {
	conversations, err := transcript.ReadDir(transcripts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range conversations {
		neverBetter(t, c.Records)
	}
}

// seeds are traces with each kind of record and each phrase.
func seeds() (all [][]byte) {
	for phrase := range byte(len(phrases)) {
		const opened, sent, received = 0, 1, 5 // as script has them
		all = append(all, []byte{sent, 0, received, 12, opened, 0, sent, phrase, received, 12, 9, 200})
		all = append(all, []byte{sent, phrase, sent | 1<<5, 1, received, phrase, 6, 0})
	}
	for kind := range byte(trace.ReadResumed) {
		all = append(all, []byte{1, 3, kind, 60, 1, 4, 5, 13, kind | 2<<5, 200, 5, 12})
	}
	return all
}

// FuzzJudge: any trace, however impossible, is judged without a panic, the same
// way twice, and what is owed can be asked at any moment. The verdict never gets better.
func FuzzJudge(f *testing.F) {
	f.Add([]byte{1, 0, 1, 1, 5, 12, 6, 0})
	f.Add([]byte{1, 3, 9, 200, 1, 4, 5, 13, 5, 12})
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ops []byte) {
		records := script(ops)
		neverBetter(t, records)
		var reports [2]trace.Report
		for i := range reports {
			j := trace.NewJudge(trace.DefaultBudgets())
			for _, r := range records {
				j.Add(r)
				if debt, owed := j.Owed(); owed && debt.Budget <= 0 {
					t.Fatalf("%s is owed without a budget", debt.Requirement.Address)
				}
			}
			reports[i] = j.Report()
		}
		if !reflect.DeepEqual(reports[0], reports[1]) {
			t.Fatalf("judged differently:\n%v\n%v", reports[0], reports[1])
		}
		for _, finding := range reports[0].Findings {
			if finding.Requirement.Address == "" {
				t.Fatalf("a finding without a requirement: %v", finding)
			}
			marks.Hit(finding.Rule.ID)
		}
	})
}
