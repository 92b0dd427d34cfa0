package campaign

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/fuzz/lean"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model/trace"
)

// holdAll holds conversations side by side until holding ends. Those in flight then come to
// their end, unless all ends too.
func (c *Campaign) holdAll(holding, all context.Context) error {
	group, ctx := errgroup.WithContext(all)
	if lean.Supports(c.config.Target) {
		loops := min(runtime.GOMAXPROCS(0), c.config.Connections)
		for range loops {
			group.Go(func() error { return c.loop(holding, ctx) })
		}
		return group.Wait()
	}
	for range c.config.Connections {
		group.Go(func() error { return c.work(holding, ctx) })
	}
	return group.Wait()
}

// loop holds conversations in an event loop.
func (c *Campaign) loop(holding, ctx context.Context) error {
	ctx, give := context.WithCancel(ctx)
	defer give()
	var failed error
	var rest time.Time // after a conversation that could not begin, until the monitor has looked
	err := lean.Hold(ctx, lean.Config{
		Target: c.config.Target, Budgets: c.quick.Budgets, Table: c.table,
		MaxReceive: c.quick.MaxReceive, Limit: c.quick.Limit, InFlight: c.config.Connections,
	}, func() (lean.Job, lean.Supply) {
		if time.Now().Before(rest) && holding.Err() == nil {
			return lean.Job{}, lean.Later
		}
		return c.supply(holding)
	}, func(r *lean.Result) {
		if r.Err != nil {
			rest = time.Now().Add(alarmRest)
		}
		if err := c.landed(ctx, r); err != nil {
			failed = err
			give()
		}
	})
	return errors.Join(err, failed)
}

// alarmRest is how long a loop waits for the monitor when the target could not be reached.
const alarmRest = 50 * time.Millisecond

// supply is the next conversation, if one may begin.
func (c *Campaign) supply(holding context.Context) (lean.Job, lean.Supply) {
	if holding.Err() != nil {
		return lean.Job{}, lean.Over
	}
	if !c.gate.tryEnter() {
		return lean.Job{}, lean.Later
	}
	if c.rate != nil && !c.rate.Allow() {
		c.gate.leave()
		return lean.Job{}, lean.Later
	}
	p, more := c.draw()
	if !more {
		c.gate.leave()
		return lean.Job{}, lean.Over
	}
	return lean.Job{Conversation: p.Conversation, Tag: c.recent.begin(p, c.nowEpoch())}, lean.Ready
}

// landed takes a conversation that has come to its end.
func (c *Campaign) landed(ctx context.Context, r *lean.Result) error {
	f := r.Tag.(*flight)
	for _, address := range r.Local {
		f.from(address)
	}
	c.recent.end(f)
	c.gate.leave()
	if r.Err != nil {
		c.alarm(f.epoch)
		return nil
	}
	o := observed{Planned: f.Planned, trace: &r.Trace, states: r.States, report: r.Judge.Report}
	if r.Cut == "" || r.Judge.Broken() {
		o.worst = r.Judge.Standing()
	}
	return c.digest(ctx, o)
}

// alarm tells the monitor that the target could not be reached.
func (c *Campaign) alarm(epoch uint64) {
	select {
	case c.alarms <- epoch:
	default: // it is told already
	}
}

// work holds one conversation after the other with a player, where there is no event loop.
func (c *Campaign) work(holding, ctx context.Context) error {
	for ctx.Err() == nil {
		job, supply := c.supply(holding)
		switch supply {
		case lean.Over:
			return nil
		case lean.Later:
			c.gate.changes(holding, alarmRest)
			continue
		}
		if err := c.holdOne(ctx, job.Tag.(*flight)); err != nil {
			return err
		}
	}
	return nil
}

// holdOne holds one conversation and learns from it.
func (c *Campaign) holdOne(ctx context.Context, f *flight) error {
	made := c.made(f.Conversation)
	var played play.Played
	var err error
	if len(made.Steps) > 0 {
		played, err = c.quick.Play(context.WithValue(ctx, flightKey{}, f), made)
	}
	c.recent.end(f)
	c.gate.leave()
	switch {
	case len(made.Steps) == 0:
		c.tally(func(s *Status) { s.Executions++ })
		return nil
	case errors.Is(err, play.ErrUnreachable) && ctx.Err() == nil:
		c.alarm(f.epoch)
		c.gate.changes(ctx, alarmRest)
		return nil
	case err != nil && ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("conversation %d: %w", f.Number, err)
	}
	return c.digest(ctx, observed{
		Planned: f.Planned, trace: played.Trace, states: statesOf(played.Report.Steps), worst: played.Report.Verdict,
		report: func() trace.Report { return played.Report },
	})
}
