package nightly

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/model/trace"
)

// canaries look for the planted bugs. One that is not found fails the night: nothing else shows that fuzzing works.
func (r *run) canaries(ctx context.Context) {
	c := r.config.Canary
	for _, canary := range []struct {
		name string
		look func(context.Context) (uint64, error)
	}{
		{c.Fault, r.liveCanary},
		{c.Target, r.nativeCanary},
	} {
		if canary.name == "" || ctx.Err() != nil {
			continue
		}
		began := time.Now()
		n, err := canary.look(ctx)
		if ctx.Err() != nil {
			return
		}
		found := Canaried{Name: canary.name, Found: err == nil, Executions: n, Millis: time.Since(began).Milliseconds()}
		if err != nil {
			found.Reason = oneLine(err.Error())
			r.night.fail(fmt.Sprintf("the canary %s was not found: %s", canary.name, found.Reason))
		}
		r.night.Canaries = append(r.night.Canaries, found)
		r.told(found.String())
	}
}

func (c Canaried) String() string {
	if c.Found {
		return fmt.Sprintf("canary %s: found after %d executions, %.1fs", c.Name, c.Executions, float64(c.Millis)/1000)
	}
	return fmt.Sprintf("CANARY %s NOT FOUND: %s", c.Name, c.Reason)
}

var errNotFound = errors.New("fuzzing finds nothing")

// liveCanary fuzzes a server with a bug over TCP.
func (r *run) liveCanary(ctx context.Context) (uint64, error) {
	p, err := builtIn(Server{Name: "canary", Fault: r.config.Canary.Fault})
	if err != nil {
		return 0, err
	}
	defer p.stop()
	store, err := campaign.OpenFolder(r.room("canary"))
	if err != nil {
		return 0, err
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	found := false
	c, err := campaign.New(inner, campaign.Config{
		Target: p.target, Budgets: p.target.Profile.Patience(trace.DefaultBudgets()), Store: store, Connections: connections,
		Executions: r.config.Canary.Executions, Seed: 1, Found: func(campaign.Finding) { found = true; stop() },
	})
	if err != nil {
		return 0, err
	}
	status, err := c.Run(inner)
	if found {
		return status.Executions, nil
	}
	return status.Executions, errors.Join(err, fmt.Errorf("%w in %d conversations; look at what changed in fuzz/gen, fuzz/campaign, the judge and the fault", errNotFound, status.Executions))
}

// canaryStarts is how often the engine may start anew: what it keeps of its first inputs decides much.
const canaryStarts = 3

// nativeCanary fuzzes a target with a bug.
func (r *run) nativeCanary(ctx context.Context) (all uint64, err error) {
	c := r.config.Canary
	found, err := discover(ctx, r.config.Native.Module, []string{c.Package})
	if err != nil {
		return 0, err
	}
	var t target
	for _, one := range found {
		if one.Name == c.Target {
			t = one
		}
	}
	if t.Name == "" {
		return 0, fmt.Errorf("there is no fuzz target %s in %s: was it renamed or removed?", c.Target, c.Package)
	}
	b, err := r.binaryOf(ctx, t, true)
	if err != nil {
		return 0, err
	}
	for n := range canaryStarts {
		e, err := r.canaryStart(ctx, b, t, n)
		all += e.Executed
		switch {
		case err != nil:
			return all, err
		case e.passed():
			continue
		case seed.MatchString(e.Output):
			return all, fmt.Errorf("the seeds of %s show its bug, so finding it would prove nothing", c.Target)
		case !strings.Contains(e.Output, c.Finds):
			return all, fmt.Errorf("%s failed, and not because of %s: %s", c.Target, c.Finds, oneLine(last(e.Output)))
		}
		return all, nil
	}
	return all, fmt.Errorf("%w in %d starts of %d executions", errNotFound, canaryStarts, c.Executions)
}

func (r *run) canaryStart(ctx context.Context, b binary, t target, n int) (ended, error) {
	dir, err := shadow(r.room("shadow"), r.config.Native.Module, t)
	if err != nil {
		return ended{}, err
	}
	cache := r.room(fmt.Sprintf("canary-cache-%d", n))
	if err := os.MkdirAll(filepath.Join(cache, t.Name), 0o755); err != nil {
		return ended{}, fmt.Errorf("making room for the canary: %w", err)
	}
	return started{
		Args: engine(b, t, cache, r.config.Native.Workers, r.config.Canary.Executions), Dir: dir, Log: r.room("log"), Hang: r.config.Native.Hang,
	}.run(ctx)
}
