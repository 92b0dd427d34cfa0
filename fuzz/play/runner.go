package play

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// Runner plays many cases at once. Its fields must not change while it runs.
type Runner struct {
	Player      *Player
	Connections int     // most connections at once; at least 1
	Rate        float64 // most new connections per second; 0 for no limit
	Confirm     int     // how often a finding is played again
	Replay      func(corpus.Case) string
	Progress    func(done, total int, r report.Result) // called from one goroutine at a time; may be nil
}

// Run plays the cases and returns what was found, in their order. When ctx ends, it
// returns what was judged until then, with Interrupted set. The error wraps
// [ErrUnreachable] or [ErrNoAnswer]; the run then holds what was judged before.
func (r *Runner) Run(ctx context.Context, cases []corpus.Case) (*report.Run, error) {
	player := r.paced()
	run := &report.Run{Start: time.Now()}
	err := player.greet(ctx)
	if err == nil {
		run.Results, err = r.playAll(ctx, player, cases)
	}
	run.Duration = time.Since(run.Start)
	if ctx.Err() != nil && len(run.Results) < len(cases) {
		run.Interrupted, err = true, nil
	}
	return run, err
}

// paced returns the player, held to the rate.
func (r *Runner) paced() *Player {
	player := *r.Player
	if r.Rate > 0 {
		player.Pace = rate.NewLimiter(rate.Limit(r.Rate), 1).Wait
	}
	return &player
}

// collection gathers results as they come.
type collection struct {
	mu      sync.Mutex
	results []report.Result
	judged  []bool
	done    int
}

// calm is how much fewer connections a finding is confirmed with: a server that was
// only overwhelmed by the number of cases must not be accused of silence.
const calm = 4

// suspect is a case whose first play found something.
type suspect struct {
	at     int // in the order of the cases
	c      corpus.Case
	result report.Result
	first  Played
}

// playAll plays the cases side by side and then, with fewer connections at once, those
// again that found something. The first error ends it.
func (r *Runner) playAll(ctx context.Context, player *Player, cases []corpus.Case) ([]report.Result, error) {
	all := &collection{results: make([]report.Result, len(cases)), judged: make([]bool, len(cases))}
	var suspects []suspect
	err := sideBySide(ctx, r.Connections, len(cases), func(ctx context.Context, i int) error {
		result, first, err := r.playOne(ctx, player, cases[i])
		switch {
		case err != nil && first == nil:
			return err
		case err == nil && first != nil && r.Confirm > 0 && first.Report.Verdict >= model.Warning:
			first.Trace.Abridge(keptOctets)
			all.mu.Lock()
			defer all.mu.Unlock()
			suspects = append(suspects, suspect{i, cases[i], result, *first})
			return nil
		case err == nil && first != nil:
			result = confirmed(result, []Played{*first})
		}
		r.take(all, i, result)
		return err
	})
	if err == nil {
		err = sideBySide(ctx, r.Connections/calm, len(suspects), func(ctx context.Context, i int) error {
			s := suspects[i]
			result, err := r.confirm(ctx, player, s)
			r.take(all, s.at, result)
			return err
		})
	}
	for _, s := range suspects { // an error or an interruption came before they were confirmed
		if !all.judged[s.at] {
			r.take(all, s.at, confirmed(s.result, []Played{s.first}))
		}
	}
	return all.inOrder(), err
}

// sideBySide calls do for each of n numbers, at most limit at once, until one fails.
func sideBySide(ctx context.Context, limit, n int, do func(context.Context, int) error) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(max(limit, 1))
	for i := range n {
		if inner.Err() != nil {
			break
		}
		group.Go(func() error {
			if inner.Err() != nil {
				return nil
			}
			return do(inner, i)
		})
	}
	return group.Wait()
}

// take adds one result.
func (r *Runner) take(all *collection, i int, result report.Result) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.results[i], all.judged[i] = result, true
	all.done++
	if r.Progress != nil {
		r.Progress(all.done, len(all.results), result)
	}
}

func (all *collection) inOrder() (results []report.Result) {
	for i, judged := range all.judged {
		if judged {
			results = append(results, all.results[i])
		}
	}
	return results
}

// playOne plays a case once. First is nil when the case was skipped, and when an
// error left nothing worth a result.
func (r *Runner) playOne(ctx context.Context, player *Player, c corpus.Case) (result report.Result, first *Played, err error) {
	result = report.Result{Case: c.Name, About: c.About}
	if r.Replay != nil {
		result.Replay = r.Replay(c)
	}
	if missing := player.Target.Profile.Missing(c.Needs); len(missing) > 0 {
		result.Verdict, result.Missing, result.Reason = model.Skipped, missing, lacks(missing)
		return result, nil, nil
	}
	played, err := player.Play(ctx, c)
	if err != nil {
		lost := errors.Is(err, ErrUnreachable) && ctx.Err() == nil // not because another case lost it
		if !lost || len(played.Trace.Records) == 0 {
			return result, nil, err
		}
		return unfinished(result, played, err), &played, err
	}
	return result, &played, nil
}

// confirm plays a suspect again, and completes its result.
func (r *Runner) confirm(ctx context.Context, player *Player, s suspect) (report.Result, error) {
	plays := []Played{s.first}
	for len(plays) <= r.Confirm {
		again, err := player.Play(ctx, s.c)
		if err != nil {
			return confirmed(s.result, plays), err
		}
		plays = append(plays, again)
	}
	return confirmed(s.result, plays), nil
}
