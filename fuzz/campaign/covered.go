package campaign

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	coverEvery    = 100 * time.Millisecond
	coverBaseline = time.Second // what is reached until then needs no conversation that brings it
	coverDrain    = time.Second
	coverAtOnce   = 256
	coverPatience = 600 * time.Millisecond // of conversations that are held again: where they lead shows soon, or is looked for in vain
	coverMany     = 32                     // places that came at once: too many for one conversation to be looked for
)

// covered leads the campaign by the places of its code that the target comes by, until ctx ends.
func (c *Campaign) covered(ctx context.Context) error {
	if c.config.Counters == nil {
		return nil
	}
	if _, err := c.config.Counters.Read(ctx); err != nil { // a mistake of who named it
		return err
	}
	known := reached{}
	began, last := time.Now(), time.Now()
	tick := time.NewTicker(coverEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		before := last
		last = time.Now()
		counts, err := c.config.Counters.Read(ctx)
		if err != nil {
			continue // the target is down, which is the monitor's business
		}
		fresh := known.fresh(counts, last)
		c.tally(func(s *Status) { s.Places = len(known) })
		if len(fresh) == 0 {
			continue
		}
		if len(fresh) > coverMany || time.Since(began) < coverBaseline { // nobody is looked for
			known.settle(fresh)
			continue
		}
		found, err := c.attribute(ctx, before, fresh)
		if err != nil {
			return err
		}
		if found {
			known.settle(fresh)
			continue
		}
		counts, _ = c.config.Counters.Read(ctx) // none from a target that is down
		known.vain(fresh, counts, time.Now())   // somebody may be found when one comes by there again
	}
}

// attribute finds the conversation that brings the target to places, among those that were held since a moment, by
// holding them again, half of them, a quarter, while nothing else is asked of the target. It is bred from.
func (c *Campaign) attribute(ctx context.Context, since time.Time, places []uint64) (found bool, err error) {
	flights := c.recent.since(since)
	defer c.gate.squeeze(0)()
	drained, cancel := context.WithTimeout(ctx, coverDrain)
	c.gate.drained(drained)
	cancel()
	if places = c.bidden(ctx, places); len(places) == 0 {
		return false, nil
	}
	reaches := func(some []*flight) bool { return c.reaches(ctx, some, places) }
	if !reaches(flights) {
		return false, nil
	}
	guilty := halve(flights, reaches)
	if len(guilty) != 1 || !reaches(guilty) || ctx.Err() != nil { // an examiner may have come by there meanwhile
		return false, nil
	}
	var all []feature
	for _, place := range places {
		all = append(all, feature(mix(place|1<<63)))
	}
	c.source.Reach(guilty[0].Conversation, all)
	return true, c.remember(ctx, guilty[0].Planned, nil, nil, all)
}

// reaches tells whether conversations bring the target to one of the places.
func (c *Campaign) reaches(ctx context.Context, some []*flight, places []uint64) bool {
	before, err := c.config.Counters.Read(ctx)
	if err != nil {
		return false
	}
	playing, stop := context.WithTimeout(ctx, coverPatience)
	defer stop()
	var group errgroup.Group
	group.SetLimit(coverAtOnce)
	for _, f := range some {
		if made := c.made(f.Conversation); len(made.Steps) > 0 {
			group.Go(func() error {
				_, _ = c.quick.Play(playing, made) // how it ends does not matter
				return nil
			})
		}
	}
	_ = group.Wait()
	after, err := c.config.Counters.Read(ctx)
	if err != nil {
		return false
	}
	for _, place := range places {
		if after[place] > before[place] {
			return true
		}
	}
	return false
}

// bidden returns the places by which the target does not come while no conversation is held: timers of its own lead to
// the others, and whoever is held meanwhile would be blamed for them.
func (c *Campaign) bidden(ctx context.Context, places []uint64) (some []uint64) {
	before, err := c.config.Counters.Read(ctx)
	if err != nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-time.After(coverPatience):
	}
	after, err := c.config.Counters.Read(ctx)
	if err != nil {
		return nil
	}
	for _, place := range places {
		if after[place] == before[place] {
			some = append(some, place)
		}
	}
	return some
}
