package campaign

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/corpus"
)

// openingAtOnce are the cases that are played at once, beside the conversations that are held. Most wait.
const openingAtOnce = 64

// opening plays each case of Config.Opening once. A case is as small as its author could make it, so that it is
// confirmed and not made smaller.
func (c *Campaign) opening(ctx context.Context) error {
	group, playing := errgroup.WithContext(ctx)
	group.SetLimit(openingAtOnce)
	for i, one := range c.config.Opening {
		if c.config.Shard.takes(i) && len(c.config.Target.Profile.Missing(one.Needs)) == 0 {
			group.Go(func() error { return c.try(playing, one) })
		}
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// try plays a case, and reports what it shows.
func (c *Campaign) try(ctx context.Context, one corpus.Case) error {
	key, _, err := c.look(ctx, c.full, one)
	if err != nil || key == (Key{}) || c.isKnown(key) {
		return err
	}
	f := Finding{Key: key, Seed: c.config.Seed}
	played, err := c.confirm(ctx, &f, one)
	if err != nil || f.Shown == 0 {
		return err
	}
	f.describe(played)
	if err := f.write([]corpus.Case{one}, &played); err != nil {
		return err
	}
	return c.report(ctx, &f)
}
