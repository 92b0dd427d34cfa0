package kill

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/bubble"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// Options say what is played, and how.
type Options struct {
	Suspects []Suspect
	Cases    []corpus.Case // none: Cases()
	Network  string        // memory, tcp or unix; empty is memory
	Repeat   int           // how often each suspect is played; 0 is once
	Parallel int           // suspects at once; 0 is one for each processor in memory, 8 on sockets
	Limit    time.Duration // for one play in memory, by the clock on the wall; 0 is five minutes
	// Progress is told when a suspect is done. It is called by one goroutine at a time.
	Progress func(done int, r *Row)
}

// Cases returns the cases that ship, and those of the bank's profile.
func Cases() ([]corpus.Case, error) { return play.Cases(faults.Profile()) }

// tables are shared by all suspects, because making them takes longer than judging one.
var tables = sync.OnceValue(func() *profile.Tables { return faults.Profile().Tables() })

// Run plays the cases on each suspect. When ctx ends, the matrix holds what was done
// until then, with Interrupted set. A suspect that cannot be played has a row that says
// why; the error is about what no suspect could be played with.
func Run(ctx context.Context, o Options) (*Matrix, error) {
	if len(o.Cases) == 0 {
		cases, err := Cases()
		if err != nil {
			return nil, err
		}
		o.Cases = cases
	}
	j := &jury{Options: o, ctx: ctx, rows: make([]*Row, len(o.Suspects))}
	j.Repeat = max(o.Repeat, 1)
	if j.Limit == 0 {
		j.Limit = 5 * time.Minute
	}
	begin := time.Now()
	switch j.Network {
	case "", "memory":
		j.Network = "memory"
		j.each(runtime.GOMAXPROCS(0), inBubble)
	case "tcp", "unix":
		j.each(8, (*jury).playOnSockets)
		j.appeal()
	default:
		return nil, fmt.Errorf("%q is no network: use memory, tcp or unix", j.Network)
	}
	m := &Matrix{Network: j.Network, Cases: o.Cases, Repeat: j.Repeat, Took: time.Since(begin), Interrupted: ctx.Err() != nil}
	for _, r := range j.rows {
		if r != nil {
			m.Rows = append(m.Rows, *r)
		}
	}
	return m, nil
}

type jury struct {
	Options
	ctx context.Context

	mu   sync.Mutex
	rows []*Row
	done int
}

// each judges the suspects side by side, as many at once as asked for.
func (j *jury) each(usual int, play player) {
	if j.Parallel > 0 {
		usual = j.Parallel
	}
	var group errgroup.Group
	group.SetLimit(usual)
	for i := range j.Suspects {
		group.Go(func() error {
			j.judge(i, play)
			return nil
		})
	}
	_ = group.Wait() // what fails is in the row
}

// player plays all cases on a suspect, in one place or another.
type player func(*jury, *Suspect) (*report.Run, error)

// outcome is what playing on a suspect came to.
type outcome struct {
	run *report.Run
	err error
}

// inBubble gives each play a bubble of its own. It does not wait for one that never ends.
func inBubble(j *jury, s *Suspect) (*report.Run, error) {
	ended := make(chan outcome, 1)
	go func() {
		var o outcome
		well := bubble.Run(func(t *testing.T) {
			o.run, o.err = j.playInMemory(t.Context(), s) // j.ctx is not of the bubble
		})
		if !well && o.err == nil {
			o.err = fmt.Errorf("playing %s: the bubble did not end well", s.Name)
		}
		ended <- o
	}()
	limit := time.NewTimer(j.Limit)
	defer limit.Stop()
	select {
	case o := <-ended:
		return o.run, o.err
	case <-j.ctx.Done():
		return &report.Run{Interrupted: true}, nil
	case <-limit.C:
		return nil, fmt.Errorf("playing %s: no end after %v; a lock that nobody gives back stops the fake clock", s.Name, j.Limit)
	}
}

func (j *jury) playInMemory(ctx context.Context, suspect *Suspect) (*report.Run, error) {
	l := memnet.Listen(memnet.DefaultBuffer)
	target := play.Target{
		Authority: "hangup.test",
		Dial:      func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
	}
	served, err := suspect.behindTLS(l, &target)
	if err != nil {
		return nil, err
	}
	s := newServer(suspect)
	go s.Serve(served)
	run, err := j.play(ctx, suspect, target, 0)
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	_ = s.Shutdown(ctx) // some faults are about connections that never end
	return run, err
}

// playOnSockets plays in real time. Every finding is confirmed.
func (j *jury) playOnSockets(suspect *Suspect) (*report.Run, error) {
	l, url, err := listen(j.Network)
	if err != nil {
		return nil, err
	}
	target, err := play.ParseTarget(url, false)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if l, err = suspect.behindTLS(l, &target); err != nil {
		return nil, err
	}
	s := newServer(suspect)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // ends with Close
	}()
	defer func() {
		s.Close()
		<-done
	}()
	return j.play(j.ctx, suspect, target, 1)
}

func newServer(suspect *Suspect) *server.Server {
	s := &server.Server{Handler: capable.Handler(), Timeouts: faults.Timeouts, ErrorLog: slog.New(slog.DiscardHandler)}
	suspect.apply(s)
	return s
}

// play plays all cases on a target.
func (j *jury) play(ctx context.Context, suspect *Suspect, target play.Target, confirm int) (*report.Run, error) {
	p := faults.Profile()
	p.Budgets.Answer, p.Budgets.Close = suspect.within, suspect.within
	target.Profile = p.Over(profile.Full())
	r := play.Runner{Player: play.NewPlayer(target), Connections: 32, Confirm: confirm}
	r.Player.Table = func(c corpus.Case) *model.Table { return tables().About(append([]string{c.Name}, c.About...)...) }
	r.Player.Budgets = p.Patience(r.Player.Budgets)
	run, err := r.Run(ctx, suspect.cases(j.Cases))
	if err != nil {
		return nil, fmt.Errorf("playing %s: %w", suspect.Name, err)
	}
	return run, nil
}

// judge plays a suspect as often as asked, and keeps its row.
func (j *jury) judge(i int, play player) {
	row := &Row{Suspect: j.Suspects[i]}
	begin := time.Now()
	for n := range j.Repeat {
		if j.ctx.Err() != nil {
			return
		}
		run, err := play(j, &row.Suspect)
		if err != nil {
			row.Err = err
			break
		}
		if run.Interrupted {
			return
		}
		row.take(run, n == 0)
	}
	row.Took = time.Since(begin)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rows[i] = row
	j.done++
	if j.Progress != nil {
		j.Progress(j.done, row)
	}
}

// appeal plays the cases of wrong accusations once more, on one suspect at a time: a server
// that was late because of all the others is not guilty. What is not found again has flapped.
func (j *jury) appeal() {
	for _, row := range j.rows {
		if row == nil || len(row.Wrong) == 0 {
			continue
		}
		again := &jury{Options: j.Options, ctx: j.ctx}
		again.Cases = slices.DeleteFunc(slices.Clone(j.Cases), func(c corpus.Case) bool {
			return !slices.ContainsFunc(row.Wrong, func(k Kill) bool { return k.Case == c.Name })
		})
		run, err := again.playOnSockets(&row.Suspect)
		if err != nil || run.Interrupted {
			continue // the accusation stands
		}
		_, wrong := row.sorted(run)
		row.flap(row.Wrong, wrong)
		row.Wrong = slices.DeleteFunc(row.Wrong, func(k Kill) bool { return !slices.ContainsFunc(wrong, k.same) })
	}
}

// take adds what one run has found. A case kills when it does so each time, and one wrong
// accusation is enough.
func (r *Row) take(run *report.Run, first bool) {
	kills, wrong := r.sorted(run)
	if len(kills) == 0 && !r.Innocent {
		r.Missed++
	}
	if first {
		r.Kills, r.Wrong = kills, wrong
		return
	}
	r.flap(r.Kills, kills)
	r.flap(kills, r.Kills)
	r.flap(r.Wrong, wrong)
	r.flap(wrong, r.Wrong)
	r.Kills = slices.DeleteFunc(r.Kills, func(k Kill) bool { return !slices.ContainsFunc(kills, k.same) })
	for _, k := range wrong {
		if !slices.ContainsFunc(r.Wrong, k.same) {
			r.Wrong = append(r.Wrong, k)
		}
	}
}

// sorted tells right accusations from wrong ones.
func (r *Row) sorted(run *report.Run) (kills, wrong []Kill) {
	for _, result := range run.Results {
		for _, f := range result.Findings {
			if f.Verdict < model.Warning {
				continue
			}
			k := Kill{result.Case, f.Requirement.Address, f.Verdict, f.Message}
			if r.justly(k) {
				kills = append(kills, k)
			} else {
				wrong = append(wrong, k)
			}
		}
	}
	return kills, wrong
}

// flap remembers the cases of findings that the other run does not have.
func (r *Row) flap(these, others []Kill) {
	for _, k := range these {
		if !slices.ContainsFunc(others, k.same) && !slices.Contains(r.Flapped, k.Case) {
			r.Flapped = append(r.Flapped, k.Case)
		}
	}
}
