package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/hangup-http/hangup/internal/matrix"
)

// judgeOne starts the server of a plan, plays its cases, and stops the server, unless it
// is to run on.
func (c *matrixCommand) judgeOne(ctx, now context.Context, fleet *fleet, p *plan, told *matrixProgress) {
	server := p.server
	if ctx.Err() != nil {
		server.Status, server.Reason = matrix.Interrupted, "its turn had not come"
		return
	}
	if reason := p.missing(); reason != "" {
		server.Status, server.Reason = matrix.Skipped, reason
		return
	}
	told.begins(p)
	begin := time.Now()
	ship, err := fleet.start(ctx, now, p)
	if err != nil {
		server.Status, server.Reason = matrix.Failed, err.Error()
		if ctx.Err() != nil {
			server.Status, server.Reason = matrix.Interrupted, "while it started"
		}
		return
	}
	if !c.Keep {
		defer func() {
			if fleet.stop(now, ship) {
				told.say("%s: did not end within %v of %s, and was killed\n", server.Name, ship.target.Grace, ship.target.Stop)
			}
		}()
	}
	if ship.process != nil {
		server.Ready = time.Since(begin)
	}
	server.URL = ship.target.URL
	if err := c.runs(ctx, p, told); err != nil {
		server.Status, server.Reason = matrix.Failed, err.Error()
	} else if ship.gone() && ctx.Err() == nil {
		server.Status, server.Reason = matrix.Failed, "it ended while it was judged, so that something else may have answered"
	}
}

// runs plays the cases as often as --repeat says.
func (c *matrixCommand) runs(ctx context.Context, p *plan, told *matrixProgress) error {
	server := p.server
	a, err := p.flags.aim(server.URL, p.profile)
	if err != nil {
		return err
	}
	server.Lookup = a.target.Profile.Lookup
	for n := range c.Repeat {
		run, err := a.judge(ctx, p.cases, told.advance)
		if len(run.Results) > 0 {
			server.Add(run)
		}
		switch {
		case run.Interrupted || ctx.Err() != nil && n+1 < c.Repeat:
			server.Status, server.Reason = matrix.Interrupted, fmt.Sprintf("in run %d of %d", n+1, c.Repeat)
			return nil
		case err != nil:
			return err
		}
	}
	if !server.Conclusive() {
		return fmt.Errorf("no case came to a verdict")
	}
	return nil
}

// matrixProgress tells on standard error how far a matrix is: the bar of all cases on a
// terminal, elsewhere a line for each server.
type matrixProgress struct {
	progress
	mu      sync.Mutex
	w       io.Writer // nil: nothing is told
	servers int
	ended   int
}

func newMatrixProgress(w io.Writer, plans []*plan, repeat int, quiet bool) *matrixProgress {
	p := &matrixProgress{progress: silent{}, servers: len(plans)}
	switch {
	case quiet:
	case isTerminal(w):
		total := 0
		for _, plan := range plans {
			total += len(plan.cases) * repeat
		}
		p.progress = newBar(w, total)
	default:
		p.w = w
	}
	return p
}

func (p *matrixProgress) begins(plan *plan) {
	if len(plan.target.Start) > 0 {
		p.say("%s: starting\n", plan.target.Name)
	}
}

// done tells what came of a server.
func (p *matrixProgress) done(plan *plan) {
	p.mu.Lock()
	p.ended++
	ended := p.ended
	p.mu.Unlock()
	server := plan.server
	text := server.Status.String()
	if len(server.Runs) > 0 {
		text += fmt.Sprintf(" in %.1f s", server.Seconds()*float64(len(server.Runs)))
	}
	if server.Reason != "" {
		text += ": " + strings.Join(strings.Fields(server.Reason), " ")
	}
	p.say("%d of %d: %s: %s\n", ended, p.servers, server.Name, text)
}

func (p *matrixProgress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil {
		fmt.Fprintf(p.w, "hangup: "+format, args...)
	}
}
