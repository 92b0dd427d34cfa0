package campaign

import (
	"context"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// resume reads what earlier campaigns have left, and goes on where one of the same seed was. What can not be
// read is an error: here it is still easy to do something about it.
func (c *Campaign) resume(ctx context.Context) error {
	l := c.lookout()
	c.source = newSource(c.config.Seed, 0, c.config.Shard)
	for _, kind := range l.order() {
		names, err := c.unread(ctx, kind)
		if err != nil {
			return fmt.Errorf("resuming: %w", err)
		}
		for _, name := range names {
			if err := l.take(ctx, kind, name); err != nil {
				return fmt.Errorf("resuming from %s %s: %w", kind, name, err)
			}
		}
	}
	c.source.skip(l.first)
	return nil
}

// lookNowAndThen takes over what other campaigns put in the store.
func (c *Campaign) lookNowAndThen(ctx context.Context) error {
	ticker := time.NewTicker(c.config.LookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			c.telling.Lock()
			c.takeOver(ctx, c.lookout().order()...)
			c.telling.Unlock()
		}
	}
}

// takeOver takes over entries that came to the store since the last look. What can not be read is told once: another campaign's
// trouble is no reason to end this one. c.telling is held.
func (c *Campaign) takeOver(ctx context.Context, kinds ...string) {
	l := c.lookout()
	for _, kind := range kinds {
		names, err := c.unread(ctx, kind)
		for _, name := range names {
			if failed := l.take(ctx, kind, name); failed != nil {
				err = failed
			}
		}
		if err != nil && ctx.Err() == nil && c.config.Told != nil {
			c.config.Told(fmt.Sprintf("looking at what others have stored: %v", err))
		}
	}
}

// unread names the entries of a kind that were not looked at. They count as read from now on.
func (c *Campaign) unread(ctx context.Context, kind string) (names []string, err error) {
	all, err := c.config.Store.List(ctx, kind)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range all {
		if key := kind + "/" + name; !c.read[key] {
			c.read[key] = true
			names = append(names, name)
		}
	}
	return names, nil
}

// lookout is one look at the store.
type lookout struct {
	*Campaign
	shown map[string][]feature // by conversations in the corpus
	first uint64               // conversations of this seed that were begun
}

func (c *Campaign) lookout() *lookout { return &lookout{c, map[string][]feature{}, 0} }

// order is that in which kinds are read: coverage tells what the corpus shows.
func (l *lookout) order() []string { return []string{KindFinding, KindCoverage, KindCorpus} }

// take takes over an entry.
func (l *lookout) take(ctx context.Context, kind, name string) error {
	if kind == KindCorpus && l.config.SeedAlone {
		return nil
	}
	data, err := l.config.Store.Get(ctx, kind, name)
	if err != nil {
		return err
	}
	switch kind {
	case KindCoverage:
		return l.coverage(data)
	case KindCorpus:
		l.source.adopt(gen.Decode(data), l.shown[name])
		l.tally(func(s *Status) { s.Corpus++ })
	case KindFinding:
		return l.finding(name, data)
	}
	return nil
}

func (l *lookout) coverage(data []byte) error {
	entry, err := ReadCoverage(data)
	if err != nil {
		return err
	}
	for name, features := range entry.Shown {
		l.shown[name] = features
	}
	l.source.recall(entry.Features)
	l.mu.Lock()
	defer l.mu.Unlock()
	if entry.Seed == l.config.Seed {
		l.first = max(l.first, entry.Next)
	}
	l.status.Before += entry.Executions
	for _, r := range entry.Rules {
		l.rules[r] = true
	}
	return nil
}

func (l *lookout) finding(name string, data []byte) error {
	f, err := ReadFinding(data)
	if err != nil {
		return err
	}
	f.Name = name
	if !l.isKnown(f.Key) {
		l.Campaign.take(&f)
		l.tally(func(s *Status) { s.Earlier++ })
	}
	return nil
}
