package play_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// copies returns n cases with the same script, named in order.
func copies(t *testing.T, n int, script string) []corpus.Case {
	var cases []corpus.Case
	for i := range n {
		c := parse(t, script)
		c.Name = fmt.Sprintf("test/case-%02d", i)
		cases = append(cases, c)
	}
	return cases
}

func TestRunKeepsTheOrderAndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(answerAlways)
		defer stop()
		most := countOpen(&target)
		target.Profile = profile.Default()
		cases := copies(t, 20, get)
		cases[3] = parse(t, "needs echo\n> POST {echo} HTTP/1.1\n")
		seen := 0
		runner := play.Runner{
			Player: play.NewPlayer(target), Connections: 4,
			Replay: func(c corpus.Case) string { return "replay " + c.Name },
			Progress: func(done, total int, _ report.Result) {
				if seen++; done != seen || total != 20 {
					t.Errorf("progress says %d of %d, want %d of 20", done, total, seen)
				}
			},
		}
		run, err := runner.Run(t.Context(), cases)
		if err != nil || run.Interrupted || len(run.Results) != 20 || seen != 20 {
			t.Fatalf("%v, %d results, %d seen", err, len(run.Results), seen)
		}
		for i, r := range run.Results {
			if r.Case != cases[i].Name || r.Replay != "replay "+r.Case {
				t.Errorf("result %d is of %s: %s", i, r.Case, r.Replay)
			}
			if i != 3 && (r.Verdict != model.Conforms || r.Trace == nil || r.Runs != 1) {
				t.Errorf("%s: %v in %d runs", r.Case, r.Verdict, r.Runs)
			}
		}
		if r := run.Results[3]; r.Verdict != model.Skipped || len(r.Missing) != 1 || !strings.Contains(r.Reason, "echo") {
			t.Errorf("%v %v %q", r.Verdict, r.Missing, r.Reason)
		}
		if got := most(); got != 4 {
			t.Errorf("%d connections at once, want 4", got)
		}
	})
}

// flapping answers behind close on the connections that bad selects, counted from 1;
// the first one is the greeting.
func flapping(bad func(n int32) bool) (play.Target, func()) {
	var n atomic.Int32
	return inMemory(func(conn *memnet.Conn) {
		bad := bad(n.Add(1))
		readHead(conn)
		_, _ = io.WriteString(conn, closeAnswer)
		if bad {
			_, _ = io.WriteString(conn, okAnswer)
		}
		_ = conn.CloseWrite()
		drain(conn)
	})
}

func TestFindingsAreConfirmed(t *testing.T) {
	for _, c := range []struct {
		name    string
		bad     func(int32) bool
		verdict model.Verdict
		runs    int
		reason  string
	}{
		{"steady", func(n int32) bool { return n > 1 }, model.Violation, 3, ""},
		{"once", func(n int32) bool { return n == 2 }, model.Inconclusive, 3, "1 of 3 runs showed 9112/9.6/no-processing-after-close broken"},
		{"twice", func(n int32) bool { return n == 2 || n == 4 }, model.Inconclusive, 3, "2 of 3 runs showed 9112/9.6/no-processing-after-close broken"},
		{"never", func(int32) bool { return false }, model.Conforms, 1, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			target, stop := flapping(c.bad)
			defer stop()
			runner := play.Runner{Player: play.NewPlayer(target), Connections: 1, Confirm: 2}
			run, err := runner.Run(t.Context(), copies(t, 1, getClose+getClose))
			if err != nil {
				t.Fatal(err)
			}
			r := run.Results[0]
			if r.Verdict != c.verdict || r.Runs != c.runs || r.Reason != c.reason {
				t.Errorf("%s: %v after %d runs, %q", c.name, r.Verdict, r.Runs, r.Reason)
			}
			for _, f := range r.Findings {
				if f.Verdict > r.Verdict {
					t.Errorf("%s: the case is %v, its finding %v", c.name, r.Verdict, f.Verdict)
				}
			}
			if c.verdict == model.Inconclusive && len(r.Findings) == 0 {
				t.Errorf("%s: the finding is gone", c.name)
			}
		})
	}
}

func TestNobodyToJudge(t *testing.T) {
	for name, c := range map[string]struct {
		handle func(*memnet.Conn)
		want   string
	}{
		"silent":  {func(c *memnet.Conn) { drain(c) }, "it was silent"},
		"resets":  {func(c *memnet.Conn) { readHead(c); _ = c.Reset() }, "it reset the connection"},
		"closes":  {func(c *memnet.Conn) { readHead(c) }, "it closed the connection"},
		"greets":  {func(c *memnet.Conn) { _, _ = io.WriteString(c, "SSH-2.0-x\r\n"); drain(c) }, "it sent 11 octets that begin no response"},
		"endless": {sendNoise, "octets that begin no response"},
	} {
		synctest.Test(t, func(t *testing.T) {
			target, stop := inMemory(c.handle)
			defer stop()
			runner := play.Runner{Player: play.NewPlayer(target), Connections: 2}
			run, err := runner.Run(t.Context(), copies(t, 3, get))
			if !errors.Is(err, play.ErrNoAnswer) || !strings.Contains(err.Error(), c.want) || len(run.Results) != 0 {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

func sendNoise(conn *memnet.Conn) {
	noise := []byte(strings.Repeat("\x00\xff\n", 5000))
	for {
		if _, err := conn.Write(noise); err != nil {
			return
		}
	}
}

func TestRunOnNobody(t *testing.T) {
	target, stop := inMemory(answerAlways)
	stop()
	run, err := (&play.Runner{Player: play.NewPlayer(target)}).Run(t.Context(), copies(t, 2, get))
	if !errors.Is(err, play.ErrUnreachable) || run == nil || run.Interrupted {
		t.Errorf("%v", err)
	}
}

// A target that goes away ends the run; what was judged stays.
func TestTargetGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(answerAlways)
		defer stop()
		refuseFrom(5, &target)
		runner := play.Runner{Player: play.NewPlayer(target), Connections: 1}
		run, err := runner.Run(t.Context(), copies(t, 10, get))
		if !errors.Is(err, play.ErrUnreachable) || len(run.Results) != 3 || run.Interrupted {
			t.Errorf("%v, %d results", err, len(run.Results))
		}
	})
}

func TestInterruptedRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(answerAlways)
		defer stop()
		ctx, cancel := context.WithCancel(t.Context())
		runner := play.Runner{
			Player: play.NewPlayer(target), Connections: 1,
			Progress: func(done, _ int, _ report.Result) {
				if done == 2 {
					cancel()
				}
			},
		}
		run, err := runner.Run(ctx, copies(t, 10, get))
		if err != nil || !run.Interrupted || len(run.Results) != 2 {
			t.Errorf("%v, interrupted %v, %d results", err, run.Interrupted, len(run.Results))
		}
	})
}

// The rate bounds new connections, those of one case included; waiting for it is not silence.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(answerAlways)
		defer stop()
		start := time.Now()
		runner := play.Runner{Player: play.NewPlayer(target), Connections: 32, Rate: 0.1}
		run, err := runner.Run(t.Context(), copies(t, 5, get+"await\nconnect\n"+get))
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 100*time.Second || took > 101*time.Second { // 1 + 10 connections
			t.Errorf("took %v", took)
		}
		for _, r := range run.Results {
			if r.Verdict != model.Conforms {
				t.Errorf("%s: %v %q", r.Case, r.Verdict, r.Reason)
			}
		}
	})
}
