package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sethvargo/go-retry"
	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

const (
	roundEvery  = 20 * time.Second // between looks at what others have put in the shared store, and a fifth more or less
	firstRest   = time.Second      // before the shared store is tried again, then twice as long each time
	longestRest = time.Minute
	atOnce      = 8 // entries on their way

	freshness = 2 * time.Second // that may be spent on learning what others have just found
)

// Mirror is a store that is there twice: what is put is in the local one when Put returns, and comes to the shared one
// in the background. What others put in the shared one comes to the local one now and then. An entry that one of the two does not have,
// because a process was killed or the store was away, is made up for by whichever mirror of the same local store looks next.
//
// Get knows the local store only, and so does List, but for findings: whoever lists them is about to tell somebody
// what is new, and two seconds are spent on asking the shared store. A Mirror is safe for concurrent use.
type Mirror struct {
	campaign.Store // the local one
	shared         campaign.Store
	told           func(string)

	wake  chan struct{}
	first chan struct{}
	stop  context.CancelFunc
	ended chan struct{}

	mu      sync.Mutex
	away    bool
	queue   []item        // put, and not in the shared store
	damaged map[item]bool // told already
}

type item struct{ kind, name string }

// StartMirror keeps both stores the same until it is closed. told is called from one goroutine with what a person
// wants to know: that the shared store is away, that it is back, that an entry is damaged.
func StartMirror(local, shared campaign.Store, told func(string)) *Mirror {
	ctx, stop := context.WithCancel(context.Background())
	m := &Mirror{
		Store: local, shared: shared, told: told, stop: stop, damaged: map[item]bool{},
		wake: make(chan struct{}, 1), first: make(chan struct{}), ended: make(chan struct{}),
	}
	go m.run(ctx)
	return m
}

// First is closed when both stores were compared for the first time, or could not be.
func (m *Mirror) First() <-chan struct{} { return m.first }

// Put stores in the local store, and has the entry sent to the shared one.
func (m *Mirror) Put(ctx context.Context, kind string, data []byte) (string, error) {
	name, err := m.Store.Put(ctx, kind, data)
	if err != nil {
		return name, err
	}
	m.mu.Lock()
	m.queue = append(m.queue, item{kind, name})
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return name, nil
}

// List names what is in the local store.
func (m *Mirror) List(ctx context.Context, kind string) ([]string, error) {
	if kind == campaign.KindFinding && !m.isAway() {
		m.freshen(ctx)
	}
	return m.Store.List(ctx, kind)
}

// freshen fetches findings, if that can be had quickly. If not, a round does it later, and tells why it can not.
func (m *Mirror) freshen(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, freshness)
	defer cancel()
	if here, there, err := m.both(ctx, campaign.KindFinding); err == nil {
		_ = m.each(ctx, campaign.KindFinding, there, here, m.pull)
	}
}

func (m *Mirror) isAway() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away
}

func (m *Mirror) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

// run compares, then sends what is put, and compares again; while the shared store is away it waits longer and longer.
func (m *Mirror) run(ctx context.Context) {
	defer close(m.ended)
	var compare <-chan time.Time
	err := m.round(ctx)
	close(m.first)
	for ctx.Err() == nil {
		if err != nil {
			if err = m.again(ctx, err); err != nil {
				return
			}
		}
		if compare == nil {
			pause, _ := retry.WithJitterPercent(20, retry.NewConstant(roundEvery)).Next()
			compare = time.After(pause)
		}
		select {
		case <-ctx.Done():
			return
		case <-compare:
			compare, err = nil, m.round(ctx)
		case <-m.wake:
			err = m.send(ctx)
		}
	}
}

// again tries until the shared store is back, or ctx ends.
func (m *Mirror) again(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m.setAway(true)
	m.told(fmt.Sprintf("the shared store is away (%v); all is kept here and sent when it is back", err))
	rest := retry.WithJitterPercent(20, retry.WithCappedDuration(longestRest, retry.NewExponential(firstRest)))
	for {
		pause, _ := rest.Next()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		if m.round(ctx) == nil {
			m.setAway(false)
			m.told("the shared store is back")
			return nil
		}
	}
}

// round compares both stores, sends what the shared one lacks and fetches what the local one lacks.
func (m *Mirror) round(ctx context.Context) error {
	m.mu.Lock()
	m.queue = nil // all that was put before is in the local store, and will be seen there
	m.mu.Unlock()
	for _, kind := range campaign.Kinds() {
		here, there, err := m.both(ctx, kind)
		if err != nil {
			return err
		}
		if err := m.each(ctx, kind, here, there, m.push); err != nil {
			return err
		}
		if err := m.each(ctx, kind, there, here, m.pull); err != nil {
			return err
		}
	}
	return nil
}

// both lists a kind in both stores.
func (m *Mirror) both(ctx context.Context, kind string) (here, there []string, err error) {
	if there, err = m.shared.List(ctx, kind); err != nil {
		return nil, nil, fmt.Errorf("comparing with the shared store: %w", err)
	}
	if here, err = m.Store.List(ctx, kind); err != nil {
		return nil, nil, fmt.Errorf("comparing with the shared store: %w", err)
	}
	return here, there, nil
}

// each moves the entries that are in from and not in to.
func (m *Mirror) each(ctx context.Context, kind string, from, to []string, move func(context.Context, item) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range without(from, to) {
		group.Go(func() error { return move(ctx, item{kind, name}) })
	}
	return group.Wait()
}

// without returns the names that some has and others does not.
func without(some, others []string) (rest []string) {
	has := make(map[string]bool, len(others))
	for _, name := range others {
		has[name] = true
	}
	for _, name := range some {
		if !has[name] {
			rest = append(rest, name)
		}
	}
	return rest
}

// send takes what was put to the shared store.
func (m *Mirror) send(ctx context.Context) error {
	m.mu.Lock()
	queue := m.queue
	m.queue = nil
	m.mu.Unlock()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, i := range queue {
		group.Go(func() error { return m.push(ctx, i) })
	}
	return group.Wait() // what did not come there is seen in the next round
}

func (m *Mirror) push(ctx context.Context, i item) error { return m.move(ctx, m.Store, m.shared, i) }

func (m *Mirror) pull(ctx context.Context, i item) error { return m.move(ctx, m.shared, m.Store, i) }

func (m *Mirror) move(ctx context.Context, from, to campaign.Store, i item) error {
	data, err := from.Get(ctx, i.kind, i.name)
	if errors.Is(err, campaign.ErrDamaged) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.damaged[i] {
			m.damaged[i] = true
			m.told(err.Error())
		}
		return nil // the others are worth having
	}
	if err == nil {
		_, err = to.Put(ctx, i.kind, data)
	}
	if err != nil {
		return fmt.Errorf("moving a %s: %w", i.kind, err)
	}
	return nil
}

// Close sends what is left, for as long as ctx lasts, and stops. Neither store is closed. When entries did not reach the
// shared store, the error says how many; they are in the local one.
func (m *Mirror) Close(ctx context.Context) error {
	m.stop()
	<-m.ended
	failed := m.round(ctx)
	if failed == nil {
		return nil
	}
	left := 0
	for _, kind := range campaign.Kinds() {
		here, there, err := m.both(ctx, kind)
		if err != nil {
			return fmt.Errorf("what the shared store lacks is not known, and all of it is kept here: %w", failed)
		}
		left += len(without(here, there))
	}
	return fmt.Errorf("%d entries are not in the shared store yet, and are kept here: %w", left, failed)
}
