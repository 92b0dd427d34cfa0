//go:build linux

package main

import (
	"context"
	"errors"
	"time"
)

// A slice is disturbed when other programs had more than this part of the two
// processors. It is then taken again, so often at most.
const (
	disturbed = 0.15
	attempts  = 5
)

// moment is how long others must have had less before that.
const moment = 100 * time.Millisecond

// quiet takes a slice that was not disturbed, or the least disturbed one of some.
func (c *comparison) quiet(ctx context.Context, b *bench, k kind) (best sample, err error) {
	for attempt := range attempts {
		if attempt > 0 {
			c.again++
			if err := b.on.awaitQuiet(ctx, b.scale.quiet); err != nil {
				return best, err
			}
		}
		s, err := b.slice(ctx, c.measure, k, "")
		if err != nil {
			return s, err
		}
		if attempt == 0 || s.lost < best.lost {
			best = s
		}
		if best.lost <= disturbed {
			return best, nil
		}
	}
	c.spoilt++
	return best, nil
}

// awaitQuiet waits until other programs leave the processors alone, or so long.
func (p *processors) awaitQuiet(ctx context.Context, atMost time.Duration) error {
	limit, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	before, err := p.occupied()
	since := time.Now()
	if err != nil {
		return err
	}
	err = poll(limit, moment, func() (bool, error) {
		now, err := p.occupied()
		part := (now - before).Seconds() / time.Since(since).Seconds()
		before, since = now, time.Now()
		return part <= disturbed, err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return ctx.Err()
	}
	return err
}
