package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// aim is a target that is ready to be judged.
type aim struct {
	name   string // as reports call it
	url    string // as replay takes it
	target play.Target
	flags  *targetFlags
}

// aim finds the target and learns what its handlers can do.
func (f *targetFlags) aim(url string, p profile.Profile) (*aim, error) {
	if url == "" {
		return f.builtIn(p)
	}
	if f.Fault != "" {
		return nil, usage("hangup check --fault "+f.Fault, "--fault works only without URL: a fault is a bug in the built-in server")
	}
	if f.Innocent != "" {
		return nil, usage("hangup check --innocent "+f.Innocent, "--innocent works only without URL: it is the built-in server that behaves so")
	}
	target, err := play.ParseTarget(url, f.AllowRemote)
	if err != nil {
		return nil, usage("hangup check --help", "%w", err)
	}
	if target.Profile, err = f.handlers(p.Over(target.Profile)); err != nil {
		return nil, err
	}
	return &aim{name: url, url: url, target: target, flags: f}, nil
}

// handlers adds what single flags tell of the target to what its profile does.
func (f *targetFlags) handlers(p profile.Profile) (profile.Profile, error) {
	for _, capability := range f.Capability {
		h, path, err := profile.ParseCapability(capability)
		if err != nil {
			return p, usage("hangup check --help", "--capability: %w", err)
		}
		p = p.With(h, path)
	}
	if f.Host != "" {
		p.Host = f.Host
	}
	return p, nil
}

func (a *aim) missing(c corpus.Case) []model.Handler { return a.target.Profile.Missing(c.Needs) }

// rate is the limit of new connections per second, 0 for none.
func (a *aim) rate() float64 {
	if a.target.Remote && a.flags.Rate == 0 {
		return remoteRate
	}
	return a.flags.Rate
}

// judge plays the cases on the target. The run holds what was judged even when
// there is an error, or ctx ended.
func (s *surroundings) judge(ctx context.Context, a *aim, cases []corpus.Case, quiet bool) (*report.Run, error) {
	bar := newProgress(s.stderr, len(cases), quiet)
	defer bar.end()
	return a.judge(ctx, cases, bar.advance)
}

// judge does so and calls judged after each case, from one goroutine at a time.
func (a *aim) judge(ctx context.Context, cases []corpus.Case, judged func()) (*report.Run, error) {
	player := play.NewPlayer(a.target)
	player.Budgets = a.flags.budgets(a.target.Profile)
	player.Table = tablesOf(a.target.Profile)
	runner := play.Runner{
		Player: player, Connections: a.flags.Connections, Rate: a.rate(), Confirm: a.flags.Confirm,
		Replay:   func(c corpus.Case) string { return a.flags.replayLine(c, a.url, a.target.Profile) },
		Progress: func(int, int, report.Result) { judged() },
	}
	run, err := runner.Run(ctx, cases)
	run.Version, run.Target, run.Lookup = version(), a.name, a.target.Profile.Lookup
	a.noteMissing(run, cases)
	return run, a.explain(err)
}

// noteMissing tells the report which capabilities skipped which case.
func (a *aim) noteMissing(run *report.Run, cases []corpus.Case) {
	needs := make(map[string]corpus.Case, len(cases))
	for _, c := range cases {
		needs[c.Name] = c
	}
	for i := range run.Results {
		if r := &run.Results[i]; r.Verdict == model.Skipped {
			r.Missing = a.missing(needs[r.Case])
		}
	}
}

// explain gives an error of the run its exit code and a next step.
func (a *aim) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, play.ErrUnreachable):
		return &failure{exitInconclusive, fmt.Errorf("%s: %w", a.name, err), "start the server, or correct the URL"}
	case errors.Is(err, play.ErrNoAnswer):
		return &failure{exitInconclusive, fmt.Errorf("%s: %w", a.name, err), "name a path that answers GET: --capability answer=/path"}
	}
	return &failure{exitInconclusive, err, ""}
}

func lacks(missing []model.Handler) string {
	names := make([]string, len(missing))
	for i, h := range missing {
		names[i] = h.String()
	}
	return "the target has no known handler for " + strings.Join(names, ", ")
}
