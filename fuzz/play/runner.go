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

// playAll plays the cases side by side. The first error ends it.
func (r *Runner) playAll(ctx context.Context, player *Player, cases []corpus.Case) ([]report.Result, error) {
	all := &collection{results: make([]report.Result, len(cases)), judged: make([]bool, len(cases))}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(max(r.Connections, 1))
	for i, c := range cases {
		if inner.Err() != nil {
			break
		}
		group.Go(func() error {
			if inner.Err() != nil {
				return nil
			}
			result, judged, err := r.playOne(inner, player, c)
			if judged {
				r.take(all, i, result)
			}
			return err
		})
	}
	err := group.Wait()
	return all.inOrder(), err
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

// playOne plays a case, and again when it found something. Judged tells that there
// is a result, which may be so despite an error.
func (r *Runner) playOne(ctx context.Context, player *Player, c corpus.Case) (result report.Result, judged bool, err error) {
	result = report.Result{Case: c.Name, About: c.About}
	if r.Replay != nil {
		result.Replay = r.Replay(c)
	}
	if missing := player.Target.Profile.Missing(c.Needs); len(missing) > 0 {
		result.Verdict, result.Missing, result.Reason = model.Skipped, missing, lacks(missing)
		return result, true, nil
	}
	first, err := player.Play(ctx, c)
	if err != nil {
		lost := errors.Is(err, ErrUnreachable) && ctx.Err() == nil // not because another case lost it
		return unfinished(result, first, err), lost && len(first.Trace.Records) > 0, err
	}
	plays := []Played{first}
	for len(plays) <= r.Confirm && first.Report.Verdict >= model.Warning && err == nil {
		var again Played
		if again, err = player.Play(ctx, c); err == nil {
			plays = append(plays, again)
		}
	}
	return confirmed(result, plays), true, err
}
