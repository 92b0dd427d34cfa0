package main

import (
	"errors"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestCurl: what the program does with one client, in little.
func TestCurl(t *testing.T) {
	if lacking := missing(exec.LookPath); slices.Contains(lacking, "curl") {
		if os.Getenv("CI") == "true" {
			t.Fatal("curl must be here where CI is true")
		}
		t.Skip("curl is not installed: apt install", packages["curl"])
	}
	g, err := prepare(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	g.hangup = g.upload // of which only the octets count here
	for i, network := range []string{"tcp", "tls", "unix"} {
		kind := kinds()[[]int{0, 5, 1}[i]]
		s, err := g.open(kind, network)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		for _, c := range curls {
			if c.only != nil && !c.only(s) {
				continue
			}
			t.Run(kind.name+", "+network+": "+c.name, func(t *testing.T) {
				said, err := c.run(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				t.Log(said)
			})
		}
	}
}

const h2loadSaid = `
finished in 112.46ms, 88921.71 req/s, 8.73MB/s
requests: 10 total, 10 started, 10 done, 10 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 10 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 1.00KB (1000) total`

func TestReadH2load(t *testing.T) {
	if _, err := readH2load(h2loadSaid, 10); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{
		"", strings.Replace(h2loadSaid, "10 2xx, 0 3xx", "9 2xx, 1 3xx", 1), strings.Replace(h2loadSaid, "0 errored", "1 errored", 1),
	} {
		if said, err := readH2load(wrong, 10); err == nil {
			t.Errorf("%q was taken for %q", wrong, said)
		}
	}
}

const wrkSaid = `Running 1s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  36728 requests in 1.00s, 3.64MB read
Requests/sec:  36680.11`

func TestReadWrk(t *testing.T) {
	said, err := readWrk(wrkSaid)
	if err != nil || !strings.HasPrefix(said, "36728 requests") {
		t.Errorf("%q, %v", said, err)
	}
	for _, wrong := range []string{
		"", strings.Replace(wrkSaid, "36728", "0", 1),
		wrkSaid + "\n  Socket errors: connect 0, read 3, write 0, timeout 0", wrkSaid + "\n  Non-2xx or 3xx responses: 4",
	} {
		if said, err := readWrk(wrong); err == nil {
			t.Errorf("%q was taken for %q", wrong, said)
		}
	}
}

func TestReadReport(t *testing.T) {
	const note = `{"case": "a/b", "verdict": "note", "message": "a choice", "replay": "hangup replay a/b"}`
	report := func(summary, findings string) []byte {
		return []byte(`{"summary": {` + summary + `}, "findings": [` + findings + `]}`)
	}
	if said, err := readReport(report(`"conforms": 7, "note": 1`, note)); err != nil || !strings.HasSuffix(said, "7 conform") {
		t.Errorf("%q, %v", said, err)
	}
	for _, wrong := range [][]byte{
		nil, report(`"conforms": 0`, ""), report(`"conforms": 7, "inconclusive": 1`, ""), report(`"conforms": 7, "skipped": 1`, ""),
		report(`"conforms": 7, "warning": 1`, strings.Replace(note, `"note"`, `"warning"`, 1)),
	} {
		if said, err := readReport(wrong); err == nil {
			t.Errorf("%s was taken for %q", wrong, said)
		}
	}
}

func TestMissing(t *testing.T) {
	got := missing(func(name string) (string, error) {
		if name == "wrk" {
			return "", errors.New("not found")
		}
		return "/usr/bin/" + name, nil
	})
	if !reflect.DeepEqual(got, []string{"wrk"}) {
		t.Error(got)
	}
}

func TestWords(t *testing.T) {
	got := words("-v -H 'Expect: 100-continue' -w '\n%{http_code}\n' URL/")
	if want := []string{"-v", "-H", "Expect: 100-continue", "-w", "\n%{http_code}\n", "URL/"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
