package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// ErrNoAnswer tells that the target does not answer the plainest of requests.
var ErrNoAnswer = errors.New("the target does not answer GET")

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
// ErrUnreachable or ErrNoAnswer; the run then holds what was judged before.
func (r *Runner) Run(ctx context.Context, cases []corpus.Case) (*report.Run, error) {
	r.pace()
	run := &report.Run{Start: time.Now()}
	err := r.preflight(ctx)
	if err == nil {
		run.Results, err = r.playAll(ctx, cases)
	}
	run.Duration = time.Since(run.Start)
	run.Interrupted = ctx.Err() != nil
	if run.Interrupted {
		err = nil
	}
	return run, err
}

// pace limits the rate of new connections.
func (r *Runner) pace() {
	if r.Rate > 0 {
		r.Player.Pace = rate.NewLimiter(rate.Limit(r.Rate), 1).Wait
	}
}

// preflight makes sure that there is somebody to judge.
func (r *Runner) preflight(ctx context.Context) error {
	plain := corpus.Case{Name: "preflight", Steps: []corpus.Step{{Kind: corpus.Send, Pieces: []corpus.Piece{
		{Data: []byte("GET ")},
		{Handler: model.Answer},
		{Data: []byte(" HTTP/1.1\r\nHost: ")},
		{Host: true},
		{Data: []byte("\r\nConnection: close\r\n\r\n")},
	}}, {Kind: corpus.AwaitStart}}}
	played, err := r.Player.Play(ctx, plain)
	if err != nil {
		return err
	}
	if !answered(played) {
		return fmt.Errorf("%w %s: %s", ErrNoAnswer, r.Player.Target.Profile.Path(model.Answer, 0, ""), gist(played))
	}
	return nil
}

// answered tells whether a response began, whatever the judge thinks of it.
func answered(p Played) bool {
	for _, s := range p.Report.Steps {
		for _, e := range s.Events {
			if strings.HasPrefix(e, "response 1: ") {
				return true
			}
		}
	}
	return false
}

// gist says what came instead of an answer.
func gist(p Played) string {
	for i := len(p.Report.Steps) - 1; i >= 0; i-- {
		if events := p.Report.Steps[i].Events; len(events) > 0 {
			return strings.Join(events, "; ")
		}
	}
	return "nothing came"
}

// playAll plays the cases side by side.
func (r *Runner) playAll(ctx context.Context, cases []corpus.Case) ([]report.Result, error) {
	results := make([]report.Result, len(cases))
	judged := make([]bool, len(cases))
	var mu sync.Mutex
	done := 0
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(max(r.Connections, 1))
	for i, c := range cases {
		group.Go(func() error {
			if inner.Err() != nil {
				return nil
			}
			result, err := r.playOne(inner, c)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			results[i], judged[i] = result, true
			done++
			if r.Progress != nil {
				r.Progress(done, len(cases), result)
			}
			return nil
		})
	}
	err := group.Wait()
	var all []report.Result
	for i, ok := range judged {
		if ok {
			all = append(all, results[i])
		}
	}
	return all, err
}

// playOne plays a case, and again when it found something.
func (r *Runner) playOne(ctx context.Context, c corpus.Case) (report.Result, error) {
	result := report.Result{Case: c.Name, About: c.About}
	if r.Replay != nil {
		result.Replay = r.Replay(c)
	}
	if missing := r.Player.Target.Profile.Missing(c.Needs); len(missing) > 0 {
		result.Verdict, result.Reason = model.Skipped, lacks(missing)
		return result, nil
	}
	first, err := r.Player.Play(ctx, c)
	if err != nil {
		return result, err
	}
	r.fill(&result, first)
	result.Runs = 1
	if result.Verdict < model.Warning {
		return result, nil
	}
	same := 1
	for range r.Confirm {
		again, err := r.Player.Play(ctx, c)
		if err != nil {
			return result, err
		}
		result.Runs++
		if agree(first, again) {
			same++
		}
	}
	if same < result.Runs {
		result.Reason = fmt.Sprintf("%d of %d runs showed this", same, result.Runs)
		result.Verdict = model.Inconclusive
		for i := range result.Findings {
			result.Findings[i].Verdict = min(result.Findings[i].Verdict, model.Inconclusive)
		}
	}
	return result, nil
}

// agree tells whether two plays broke the same requirements.
func agree(a, b Played) bool {
	return a.Report.Verdict == b.Report.Verdict && slices.Equal(broken(a), broken(b))
}

func broken(p Played) (addresses []string) {
	for _, f := range p.Report.Findings {
		if f.Verdict >= model.Warning {
			addresses = append(addresses, f.Requirement.Address)
		}
	}
	return addresses
}

// fill copies what one play showed into the result.
func (r *Runner) fill(result *report.Result, p Played) {
	result.Verdict, result.Trace, result.Steps = p.Report.Verdict, p.Trace, p.Report.Steps
	if p.Flooded {
		result.Reason = fmt.Sprintf("the server sent more than %d octets", r.Player.MaxReceive)
	}
	for _, f := range p.Report.Findings {
		result.Findings = append(result.Findings, report.Finding{
			Requirement: f.Requirement, Verdict: f.Verdict, State: f.State, Step: f.Step,
			Message: f.Message, Expected: f.Expected, Observed: f.Observed,
		})
	}
	if p.Report.Verdict == model.Inconclusive && result.Reason == "" && len(p.Report.Findings) > 0 {
		result.Reason = p.Report.Findings[0].Message
	}
}

func lacks(missing []model.Handler) string {
	var names []string
	for _, h := range missing {
		names = append(names, h.String())
	}
	return "the target has no known handler for " + strings.Join(names, ", ")
}
