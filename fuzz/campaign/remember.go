package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Coverage is one entry of that kind: what came to it since the entry before. Entries add
// up, those of different campaigns too.
type Coverage struct {
	Seed       uint64    `json:"seed"` // of a shard: its own
	Next       uint64    `json:"next"` // number of the first conversation that was not begun
	Executions uint64    `json:"executions"`
	Rules      []int     `json:"rules"`    // rows of the table that a judge has followed
	Features   []feature `json:"features"` // seen for the first time
	// Shown is all that the server showed in each conversation that came to the corpus, by its name there.
	Shown map[string][]feature `json:"shown,omitempty"`
	Until time.Time            `json:"until"`
}

// ReadCoverage reads an entry of that kind.
func ReadCoverage(data []byte) (entry Coverage, err error) {
	if err := json.Unmarshal(data, &entry); err != nil {
		return entry, fmt.Errorf("reading the coverage: %w", err)
	}
	return entry, nil
}

// put stores an entry of this campaign's, which it need not look at again.
func (c *Campaign) put(ctx context.Context, kind string, data []byte) (string, error) {
	c.mu.Lock()
	c.read[kind+"/"+nameOf(data)] = true
	c.mu.Unlock()
	return c.config.Store.Put(ctx, kind, data)
}

// remember keeps a conversation that showed something new, and with it all that was seen.
func (c *Campaign) remember(ctx context.Context, p Planned, rules map[int]bool, fresh, seen []feature) error {
	name, err := c.put(ctx, KindCorpus, p.Conversation.Encode())
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keeping conversation %d: %w", p.Number, err)
	}
	slices.Sort(seen)
	seen = slices.Compact(seen)
	c.mu.Lock()
	defer c.mu.Unlock()
	for r := range rules {
		c.rules[r] = true
	}
	c.pending = append(c.pending, fresh...)
	c.shown[name] = seen
	c.status.Corpus++
	c.status.Novel += len(fresh)
	c.status.LastNew = time.Now()
	return nil
}

// keepEvery is how much of a campaign's coverage is lost at most when it is killed.
const keepEvery = 10 * time.Second

// keep stores the coverage now and then.
func (c *Campaign) keep(ctx context.Context) error {
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := c.save(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

// save stores what is covered since the last time.
func (c *Campaign) save(ctx context.Context) error {
	c.mu.Lock()
	if c.status.Executions == c.saved {
		c.mu.Unlock()
		return nil
	}
	entry := Coverage{
		Seed: c.config.Seed, Next: c.source.Position(), Executions: c.status.Executions - c.saved,
		Features: c.pending, Shown: c.shown, Until: time.Now().UTC(),
	}
	for r := range c.rules {
		entry.Rules = append(entry.Rules, r)
	}
	c.saved, c.pending, c.shown = c.status.Executions, nil, map[string][]feature{}
	c.mu.Unlock()
	data, err := json.Marshal(entry)
	if err != nil {
		return fmt.Errorf("writing the coverage: %w", err)
	}
	if _, err := c.put(ctx, KindCoverage, data); err != nil {
		return fmt.Errorf("storing the coverage: %w", err)
	}
	return nil
}

// Findings returns all that are known, those of other campaigns in the same store included.
func (c *Campaign) Findings() (all []Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.known {
		all = append(all, *f)
	}
	return all
}
