package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

const (
	bisectTime   = 30 * time.Second
	bisectAtOnce = 64
	accusedMost  = 64 // of conversations that stand in one case file
	dyingTime    = time.Second
	fallEvery    = 20 * time.Millisecond
)

// bisectTries are made to find a smaller conversation that is guilty: after each that is, the target has to be started again. Tests
// make fewer.
var bisectTries = 24

// bisect finds the smallest part of the suspects, those begun last first, that does it again.
func (c *Campaign) bisect(ctx context.Context, kind string, flights []*flight) error {
	suspects := conversations(flights)
	var gone error // the target did not come back
	guilty := func(some []gen.Conversation) (does bool) {
		if gone == nil {
			does, gone = c.does(ctx, kind, some)
		}
		return does
	}
	if !guilty(suspects) {
		return errors.Join(c.accuse(ctx, kind, suspects, 0, 1), gone)
	}
	suspects = halve(suspects, guilty)
	all := suspects
	if len(suspects) == 1 {
		suspects = []gen.Conversation{c.smallest(suspects[0], guilty)}
	}
	shown := c.times(suspects, guilty)
	if shown == 0 { // made too small on a bad day
		suspects, shown = all, c.times(all, guilty)
	}
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(c.accuse(ctx, kind, suspects, shown, c.config.Confirm), gone)
}

// smallest makes a guilty conversation smaller.
func (c *Campaign) smallest(one gen.Conversation, guilty func([]gen.Conversation) bool) gen.Conversation {
	deadline := time.Now().Add(bisectTime)
	return shrink.Bounded(one, bisectTries, func(smaller gen.Conversation) bool {
		return time.Now().Before(deadline) && len(c.made(smaller).Steps) > 0 && guilty([]gen.Conversation{smaller})
	})
}

// times is how many of the replays of a finding show that they are guilty.
func (c *Campaign) times(some []gen.Conversation, guilty func([]gen.Conversation) bool) (shown int) {
	for range c.config.Confirm {
		if guilty(some) {
			shown++
		}
	}
	return shown
}

// halve returns a part of all that is guilty and whose halves are not.
func halve[T any](all []T, guilty func([]T) bool) []T {
	for len(all) > 1 {
		first, second := all[:len(all)/2], all[len(all)/2:]
		switch {
		case guilty(first):
			all = first
		case guilty(second):
			all = second
		default:
			return all
		}
	}
	return all
}

// does holds conversations and tells whether they bring the trouble about. The target is well
// before, and afterwards, unless there is an error.
func (c *Campaign) does(ctx context.Context, kind string, some []gen.Conversation) (bool, error) {
	playing, stop := context.WithCancel(ctx)
	defer stop()
	fallen := make(chan string, 1)
	go func() {
		fallen <- c.falls(playing)
		stop() // nobody waits for a server that answers no more
	}()
	var group errgroup.Group
	group.SetLimit(bisectAtOnce)
	for _, conversation := range slices.Backward(some) { // as they were begun
		made := c.made(conversation)
		if len(made.Steps) == 0 || playing.Err() != nil {
			continue
		}
		group.Go(func() error {
			_, _ = c.quick.Play(playing, made) // what becomes of the target is asked below
			return nil
		})
	}
	_ = group.Wait()
	stop()
	now := <-fallen
	if now != Died { // who looks after it may be quick
		now = c.ill(ctx, c.quick)
	}
	if now == "" || ctx.Err() != nil {
		return false, nil
	}
	same := now == kind || kind == Died && c.ends(ctx)
	return same, c.restart(ctx)
}

// falls greets the target until something seems to be wrong with it, and says what; empty: ctx ended before.
func (c *Campaign) falls(ctx context.Context) string {
	tick := time.NewTicker(fallEvery)
	defer tick.Stop()
	for {
		d, err := probe(ctx, c.quick)
		switch {
		case ctx.Err() != nil:
			return ""
		case errors.Is(err, play.ErrUnreachable):
			return Died
		case err != nil:
			return Hung
		case c.vitals.tooLong(d):
			return Slowed
		}
		select {
		case <-ctx.Done():
			return ""
		case <-tick.C:
		}
	}
}

// ends tells whether the server ends in a moment: while it dies it may seem to hang.
func (c *Campaign) ends(ctx context.Context) bool {
	if c.config.Server == nil {
		return true // nobody tells
	}
	moment := time.NewTimer(dyingTime)
	defer moment.Stop()
	select {
	case <-c.config.Server.Ended():
		return true
	case <-moment.C:
	case <-ctx.Done():
	}
	return false
}

// accuse reports which conversations bring the trouble about, or, when nothing did it again,
// which were held last.
func (c *Campaign) accuse(ctx context.Context, kind string, guilty []gen.Conversation, shown, plays int) error {
	guilty = guilty[:min(len(guilty), accusedMost)]
	f := &Finding{
		Key:     Key{Event: shape(guilty), Rule: "health: the target goes on as it was", Reaction: kind},
		Verdict: kind, Shown: shown, Plays: plays, Seed: c.config.Seed,
	}
	var cases []corpus.Case
	for _, conversation := range guilty {
		f.Conversation = append(f.Conversation, fmt.Sprint(conversation))
		if made := f.caseOf(conversation, c.has); len(made.Steps) > 0 {
			cases = append(cases, made)
		}
	}
	if len(cases) == 0 {
		return nil
	}
	if err := f.write(dedupe(cases), nil); err != nil {
		return err
	}
	return c.report(ctx, f)
}

// shape says what conversations are made of, as far as it tells troubles apart: the kinds of
// operations of one; of many only that they are many.
func shape(all []gen.Conversation) string {
	if len(all) != 1 {
		return "many conversations"
	}
	var words []string
	for _, op := range all[0] {
		words = append(words, op.Kind.String())
	}
	return strings.Join(words, " ")
}

// dedupe leaves out cases of a name that came before: they are the same conversation.
func dedupe(cases []corpus.Case) (kept []corpus.Case) {
	names := map[string]bool{}
	for _, made := range cases {
		if !names[made.Name] {
			names[made.Name] = true
			kept = append(kept, made)
		}
	}
	return kept
}

func caseList(c corpus.Case) []corpus.Case { return []corpus.Case{c} }
