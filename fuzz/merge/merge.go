package merge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Source is a store to gather from, and a name for it that a person knows.
type Source struct {
	Name  string
	Store campaign.Store
}

// atOnce is how many entries are read or written at the same time.
const atOnce = 8

// Into gathers sources into a store. An entry that is damaged is left out and named in the result.
func Into(ctx context.Context, into campaign.Store, sources []Source) (*Result, error) {
	there, err := readAll(ctx, "the store", into)
	if err != nil {
		return nil, err
	}
	result := newResult(there)
	all := newGathered()
	all.add(there)
	var offered []*contents
	for _, s := range sources {
		c, err := readAll(ctx, s.Name, s.Store)
		if err != nil {
			return nil, err
		}
		result.source(s.Name, c)
		all.add(c)
		offered = append(offered, c)
	}
	conversations := there.lacks(offered)
	var corpus [][]byte
	for _, name := range fewest(conversations, all.shown, there.corpus) {
		corpus = append(corpus, conversations[name])
	}
	result.Corpus.Offered, result.Corpus.Added = len(conversations), len(corpus)
	result.conclude(all, there)
	findings, coverage := all.missing(there, offered)
	// In this order, whoever stops in between leaves no coverage of a conversation that is not there.
	for _, w := range []struct {
		kind    string
		entries [][]byte
	}{{campaign.KindFinding, findings}, {campaign.KindCorpus, corpus}, {campaign.KindCoverage, coverage}} {
		if err := writeAll(ctx, into, w.kind, w.entries); err != nil {
			return nil, err
		}
	}
	return result, nil
}

// contents is a store that was read.
type contents struct {
	findings map[string]campaign.Finding
	corpus   map[string][]byte
	coverage map[string][]byte
	entries  map[string]campaign.Coverage
	damaged  []string
}

func readAll(ctx context.Context, name string, s campaign.Store) (*contents, error) {
	c := &contents{
		findings: map[string]campaign.Finding{}, corpus: map[string][]byte{},
		coverage: map[string][]byte{}, entries: map[string]campaign.Coverage{},
	}
	for _, kind := range campaign.Kinds() {
		if err := c.readKind(ctx, s, kind); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	slices.Sort(c.damaged)
	return c, nil
}

func (c *contents) readKind(ctx context.Context, s campaign.Store, kind string) error {
	names, err := s.List(ctx, kind)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range names {
		group.Go(func() error {
			data, err := s.Get(ctx, kind, name)
			if err != nil && !errors.Is(err, campaign.ErrDamaged) {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				err = c.take(kind, name, data)
			}
			if err != nil {
				c.damaged = append(c.damaged, err.Error())
			}
			return nil
		})
	}
	return group.Wait()
}

// take reads an entry.
func (c *contents) take(kind, name string, data []byte) error {
	switch kind {
	case campaign.KindCorpus:
		c.corpus[name] = data
	case campaign.KindFinding:
		f, err := campaign.ReadFinding(data)
		if err != nil {
			return fmt.Errorf("%s %s: %w", kind, name, err)
		}
		f.Name = name
		c.findings[name] = f
	case campaign.KindCoverage:
		entry, err := campaign.ReadCoverage(data)
		if err != nil {
			return fmt.Errorf("%s %s: %w", kind, name, err)
		}
		c.coverage[name], c.entries[name] = data, entry
	}
	return nil
}

func writeAll(ctx context.Context, into campaign.Store, kind string, entries [][]byte) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, data := range entries {
		group.Go(func() error {
			_, err := into.Put(ctx, kind, data)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("writing each %s: %w", kind, err)
	}
	return nil
}

// gathered is all stores together.
type gathered struct {
	findings map[campaign.Key]campaign.Finding // the best of each key
	coverage map[string]campaign.Coverage
	shown    map[string]features // by each conversation, as far as is known
}

func newGathered() *gathered {
	return &gathered{
		findings: map[campaign.Key]campaign.Finding{}, coverage: map[string]campaign.Coverage{}, shown: map[string]features{},
	}
}

func (g *gathered) add(c *contents) {
	for _, f := range c.findings {
		if best, known := g.findings[f.Key]; !known || better(f, best) < 0 {
			g.findings[f.Key] = f
		}
	}
	for name, entry := range c.entries {
		if _, known := g.coverage[name]; known {
			continue
		}
		g.coverage[name] = entry
		for conversation, seen := range entry.Shown {
			if g.shown[conversation] == nil {
				g.shown[conversation] = features{}
			}
			for _, f := range seen {
				g.shown[conversation][uint64(f)] = true
			}
		}
	}
}

// better orders findings of one key: what every replay showed first, then what is shorter.
func better(a, b campaign.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Shown*max(a.Plays, 1), a.Shown*max(b.Plays, 1)),
		cmp.Compare(len(a.Text), len(b.Text)),
		cmp.Compare(a.Name, b.Name),
	)
}

// lacks returns the conversations that others have.
func (c *contents) lacks(others []*contents) map[string][]byte {
	conversations := map[string][]byte{}
	for _, o := range others {
		for name, data := range o.corpus {
			if _, has := c.corpus[name]; !has {
				conversations[name] = data
			}
		}
	}
	return conversations
}

// missing returns findings of which a store has no like, and all coverage that it has not.
func (g *gathered) missing(there *contents, offered []*contents) (findings, coverage [][]byte) {
	known := keys(there)
	for key, f := range g.findings {
		if !known[key] {
			findings = append(findings, f.Text)
		}
	}
	have := maps.Clone(there.coverage)
	for _, c := range offered {
		for name, data := range c.coverage {
			if have[name] == nil {
				have[name] = data // another source may have it as well
				coverage = append(coverage, data)
			}
		}
	}
	return findings, coverage
}

func keys(c *contents) map[campaign.Key]bool {
	all := map[campaign.Key]bool{}
	for _, f := range c.findings {
		all[f.Key] = true
	}
	return all
}
