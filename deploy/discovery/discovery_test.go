package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz/gen"
)

// hangs is a fault that no hunt comes back from.
const hangs = "hangs"

// TestMain lets the test be the hunts that it starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "hunt" {
		if slices.Contains(os.Args, hangs) {
			select {}
		}
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// two faults: one in the core, one that takes the whole server.
var two = []string{"--fault", "mongoose-answers-after-close", "--fault", "lwan-stale-next-request"}

// discover runs the program, and returns the results that it has kept.
func discover(t *testing.T, file string, args ...string) (results []result, progress string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(append([]string{"--results", file}, args...), &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	kept, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	return kept.Results, stderr.String()
}

// TestFinds: what is said to show a fault shows it, and is small.
func TestFinds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	args := append([]string{"--engine", "loop", "--engine", "gopter", "--runs", "1", "--limit", "20000"}, two...)
	discover(t, file, args...)
	results, _ := discover(t, file, "--engine", "rapid", "--runs", "1", "--limit", "20000", "--fault", "mongoose-answers-after-close")
	if len(results) != 5 {
		t.Fatalf("%d results: %+v", len(results), results)
	}
	for _, r := range results {
		c, ok := gen.Parse(r.Conversation)
		if r.Ended != found || !ok || r.Executions < 1 || r.Small != sizeOf(c) {
			t.Fatalf("%+v", r)
		}
		s, _ := suspect.Lookup(r.Fault)
		if kept := s.Ask(c); kept.Address != r.Requirement || r.Engine == "loop" && r.Small.Operations > 4 {
			t.Errorf("%v shows %s: %+v", c, kept.Address, r)
		}
	}
	again, progress := discover(t, file, args...)
	if progress != "" || len(again) != len(results) {
		t.Errorf("hunted again: %s", progress)
	}
	more, progress := discover(t, file, append(args, "--runs", "2", "--engine", "loop")...)
	if strings.Count(progress, "\n") != 4 || len(more) != 9 {
		t.Errorf("%d results after a second run: %s", len(more), progress)
	}
}

// TestLimit: a hunt ends after so many executions and no more, and is done again when it may go on for longer.
func TestLimit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	args := []string{"--engine", "loop", "--engine", "rapid", "--engine", "gopter", "--runs", "1", "--fault", "envoy-delayed-close-truncates"}
	for _, limit := range []int{30, 40} {
		results, progress := discover(t, file, append(args, "--limit", map[int]string{30: "30", 40: "40"}[limit])...)
		for _, r := range results {
			if r.Ended != limited || r.Executions != limit || len(results) != 3 {
				t.Errorf("%+v\n%s", results, progress)
			}
		}
	}
}

// TestStuck: a process that tells nothing is given up.
func TestStuck(t *testing.T) {
	h := &hunt{Fault: hangs, Engine: "loop", Run: 1, Limit: 1, patience: 50 * time.Millisecond}
	r, err := h.start(t.Context(), time.Minute)
	if err != nil || r.Ended != stuck {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestCrash: a process that ends without a result is one.
func TestCrash(t *testing.T) {
	h := &hunt{Fault: "no such fault", Engine: "loop", Run: 1, Limit: 1, patience: time.Minute}
	r, err := h.start(t.Context(), time.Minute)
	if err != nil || r.Ended != crashed || !strings.Contains(r.Why, "fault bank") {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestInterrupted: what was under way is not kept.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := &hunt{Fault: hangs, Engine: "loop", Run: 1, Limit: 1, patience: time.Minute}
	if r, err := h.start(ctx, time.Minute); err == nil {
		t.Errorf("%+v", r)
	}
}

func TestOutcome(t *testing.T) {
	at := func(ended string, n int) result {
		return result{Ended: ended, Executions: n, Requirement: "a", Small: size{3, n}}
	}
	for _, tt := range []struct {
		name    string
		results group
		want    string
	}{
		{"none", nil, ""},
		{"one", group{at(found, 1234567)}, "1,234,567; 3, 1234567"},
		{"the middle one", group{at(found, 3), at(found, 1), at(found, 2000)}, "3 (3/3); 3, 3"},
		{"mostly found", group{at(found, 3), at(limited, 50), at(found, 70)}, "70 (2/3); 3, 3"},
		{"mostly not", group{at(late, 40), at(limited, 50), at(found, 7)}, "> 40 (1/3); 3, 7"},
		{"never", group{at(limited, 1000), at(stuck, 500)}, "> 500"},
	} {
		if got := tt.results.outcome().cell(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestDocument: the numbers of the summary are those of the results.
func TestDocument(t *testing.T) {
	all := []result{
		{Fault: "mongoose-answers-after-close", Engine: "loop", Run: 1, Ended: found, Executions: 900, Requirement: "a"},
		{Fault: "lwan-stale-next-request", Engine: "loop", Run: 1, Ended: stuck, Executions: 5},
	}
	var b bytes.Buffer
	if err := markdown(&b, all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| loop | 2 | 1 | 1 (50 %) | 1 (50 %) |", "| mongoose-answers-after-close | core | 900; 0, 0 | a |",
		"**lwan-stale-next-request**", "stuck after 5 executions",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, &b)
		}
	}
}

// TestReasons: what has a reason is in the bank.
func TestReasons(t *testing.T) {
	for name := range reasons {
		if !slices.Contains(suspect.Names(), name) {
			t.Errorf("%s is not in the fault bank", name)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, args := range [][]string{{"--fault", "x"}, {"--runs", "0"}, {"--engine", "x"}, {"--output", "x"}} {
		var stdout, stderr bytes.Buffer
		if code := run(append(args, "--results", filepath.Join(t.TempDir(), "r")), &stdout, &stderr); code == 0 || stderr.Len() == 0 {
			t.Errorf("%v: exit code %d, %s", args, code, &stderr)
		}
	}
}
