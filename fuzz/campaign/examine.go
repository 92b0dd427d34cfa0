package campaign

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
)

const (
	examinersAtOnce = 4
	maxSuspects     = 256 // waiting; what comes when they wait is found again later
	maxExamined     = 3   // times that one key is examined in vain
	maxAlike        = 6   // findings of one rule and state: behind them it is no news

	shrinkTries    = 400
	shrinkAhead    = 16 // candidates that are played at once
	shrinkTime     = 10 * time.Second
	shrinkPatience = 2 // a candidate gets so many times what the slowest took that shows the same, and
	shrinkRest     = 50 * time.Millisecond
	rateTries      = 10 // replays of a flaky finding in all
	calmer         = 2  // while a suspect is made smaller, there are so many times fewer conversations in flight,
	calm           = 8  // and while it is confirmed
)

// suspect is a conversation that showed something at first sight.
type suspect struct {
	Planned
	key Key
}

// load is what findings are alike in.
type load struct{ rule, state string }

func (k Key) load() load { return load{k.Rule, k.State} }

// suspect queues a suspect, unless its like was examined or is waiting.
func (c *Campaign) suspect(s suspect) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[s.key] != nil || c.raw[s.key] >= maxExamined || c.loads[s.key.load()] >= maxAlike || len(c.queue) == cap(c.queue) {
		return
	}
	c.raw[s.key] += maxExamined // until it is settled
	c.queue <- s                // there is room: only this function sends, and it holds the lock
}

// vain ends the examination of a suspect that came to nothing. It may come again, a few times.
func (c *Campaign) vain(s suspect) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status.Unrepeated++
	c.raw[s.key] -= maxExamined - 1
}

func (c *Campaign) examineAll(ctx context.Context) error {
	for s := range c.queue {
		if ctx.Err() != nil {
			continue // so that the queue empties
		}
		if err := c.examine(ctx, s); err != nil && ctx.Err() == nil {
			return fmt.Errorf("examining conversation %d: %w", s.Number, err)
		}
	}
	return nil
}

// examine plays a suspect again, makes it smaller, confirms what is left, and reports it.
func (c *Campaign) examine(ctx context.Context, s suspect) error {
	again, err := c.repeats(ctx, s)
	if err != nil || !again {
		c.vain(s)
		return err
	}
	small := c.shrunk(ctx, s)
	key, _, err := c.look(ctx, c.quick, c.made(small))
	if err != nil {
		return err
	}
	if key == (Key{}) { // a flaky one
		key, small = s.key, s.Conversation
	}
	if c.isKnown(key) {
		c.tally(func(s *Status) { s.Duplicates++ })
		return nil
	}
	f := Finding{Key: key, Seed: c.config.Seed, Number: s.Number, Conversation: []string{fmt.Sprint(small)}}
	played, err := c.confirm(ctx, &f, c.made(small))
	if err != nil {
		return err
	}
	if f.Shown == 0 {
		c.vain(s)
		return nil
	}
	f.describe(played)
	if err := f.write(caseList(f.caseOf(small, c.has)), &played); err != nil {
		return err
	}
	return c.report(ctx, &f)
}

// look plays a conversation once, and returns the key of what it shows.
func (c *Campaign) look(ctx context.Context, p *play.Player, made corpus.Case) (Key, play.Played, error) {
	for {
		c.up.RLock()
		epoch := c.nowEpoch()
		played, err := p.Play(ctx, made)
		c.up.RUnlock()
		switch {
		case err == nil:
			key, _ := c.keyOf(played.Report, reactions(played.Trace, statesOf(played.Report.Steps), p.Budgets))
			return key, played, nil
		case !errors.Is(err, play.ErrUnreachable) || ctx.Err() != nil:
			return Key{}, played, err
		}
		c.alarm(epoch)
		c.gate.changes(ctx, alarmRest)
	}
}

func (c *Campaign) nowEpoch() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// alike tells whether two keys are of the same rule, broken in the same state.
func alike(a, b Key) bool { return a.Rule == b.Rule && a.State == b.State }

// repeats tells whether a suspect shows the same again, in one of a few plays.
func (c *Campaign) repeats(ctx context.Context, s suspect) (bool, error) {
	for range c.config.Confirm + 1 {
		key, _, err := c.look(ctx, c.quick, c.made(s.Conversation))
		if err != nil || alike(key, s.key) {
			return err == nil, err
		}
	}
	return false, nil
}

// shrunk is the smallest conversation that was found to show the same. What takes much longer than to show it
// is not waited for: it is a silence, nearly always.
func (c *Campaign) shrunk(ctx context.Context, s suspect) gen.Conversation {
	defer c.gate.squeeze(max(c.config.Connections/calmer, 1))()
	deadline := time.Now().Add(shrinkTime)
	var slowest atomic.Int64 // of those that show it
	return shrink.Ahead(ctx, s.Conversation, shrinkTries, shrinkAhead, func(ctx context.Context, smaller gen.Conversation) bool {
		began := time.Now()
		made := c.made(smaller)
		if began.After(deadline) || ctx.Err() != nil || len(made.Steps) == 0 {
			return false
		}
		if longest := time.Duration(slowest.Load()); longest > 0 {
			patient, done := context.WithTimeout(ctx, shrinkRest+shrinkPatience*longest)
			defer done()
			ctx = patient
		}
		key, _, err := c.look(ctx, c.quick, made)
		shows := err == nil && alike(key, s.key)
		if shows {
			slowest.Store(max(slowest.Load(), int64(time.Since(began))))
		}
		return shows
	})
}

func (c *Campaign) isKnown(k Key) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[k] != nil
}

// confirm replays what is left of a finding with all patience while the target is less busy, and rates it.
func (c *Campaign) confirm(ctx context.Context, f *Finding, made corpus.Case) (shown play.Played, err error) {
	defer c.gate.squeeze(max(c.config.Connections/calm, 1))()
	mildest := model.Violation
	for f.Plays < c.config.Confirm || f.Flaky() && f.Plays < rateTries {
		key, played, err := c.look(ctx, c.full, made)
		if err != nil {
			return shown, err
		}
		f.Plays++
		if alike(key, f.Key) {
			f.Shown++
			f.Key = key
			shown = played
			mildest = min(mildest, played.Report.Findings[0].Verdict)
		}
		if f.Shown == 0 && f.Plays > c.config.Confirm {
			break
		}
	}
	f.Verdict = mildest.String()
	return shown, nil
}

// describe fills in what the play that shows a finding says of it.
func (f *Finding) describe(played play.Played) {
	worst := played.Report.Findings[0]
	f.Address, f.Expected, f.Observed = worst.Requirement.Address, worst.Expected, worst.Observed
}

// report stores a finding and then tells of it, unless it is known.
func (c *Campaign) report(ctx context.Context, f *Finding) error {
	c.telling.Lock()
	defer c.telling.Unlock()
	c.takeOver(ctx, KindFinding) // another shard may have been faster
	if c.isKnown(f.Key) {
		c.tally(func(s *Status) { s.Duplicates++ })
		return nil
	}
	name, err := c.put(ctx, KindFinding, f.Text)
	if err != nil {
		return fmt.Errorf("storing a finding: %w", err)
	}
	f.Name = name
	c.take(f)
	if c.config.Found != nil {
		c.config.Found(*f)
	}
	return nil
}

// take counts a finding that is stored.
func (c *Campaign) take(f *Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[f.Key] = f
	c.loads[f.Key.load()]++
	state := f.Key.State
	if state == "" {
		state = "health"
	}
	c.status.Findings[state]++
	if f.Flaky() {
		c.status.Flaky++
	}
}

// Rating says how sure a finding is.
func (f *Finding) Rating() string {
	switch {
	case f.Unknown():
		return "not shown again"
	case f.Flaky():
		return fmt.Sprintf("flaky, %d of %d replays", f.Shown, f.Plays)
	}
	return fmt.Sprintf("%d of %d replays", f.Shown, f.Plays)
}

// String is one line for a person.
func (f *Finding) String() string {
	parts := []string{strings.ToUpper(f.Verdict), f.Key.Rule}
	if f.Key.State != "" {
		parts = append(parts, fmt.Sprintf("(%s, behind %s: %s)", f.Key.State, f.Key.Event, f.Key.Reaction))
	}
	return strings.Join(parts, " ") + ", " + f.Rating()
}
