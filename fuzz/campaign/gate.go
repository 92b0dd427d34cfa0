package campaign

import (
	"context"
	"sync"
	"time"
)

// gate bounds how many conversations are in flight. Whoever needs a server that is less
// busy, or not at all, squeezes it for a while.
type gate struct {
	mu       sync.Mutex
	changed  sync.Cond
	inFlight int
	most     int
	squeezes map[int]int // by number: how many may be in flight as long as it lasts
	next     int
}

func newGate(most int) *gate {
	g := &gate{most: most, squeezes: map[int]int{}}
	g.changed.L = &g.mu
	return g
}

// tryEnter takes a place, if there is one.
func (g *gate) tryEnter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inFlight >= g.limit() {
		return false
	}
	g.inFlight++
	return true
}

// changes waits until somebody has left or a squeeze has ended, for a while at most.
func (g *gate) changes(ctx context.Context, most time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	defer context.AfterFunc(ctx, g.wake)()
	g.mu.Lock()
	defer g.mu.Unlock()
	if ctx.Err() == nil {
		g.changed.Wait()
	}
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	g.changed.Broadcast()
}

func (g *gate) wake() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.changed.Broadcast()
}

// limit is the tightest squeeze. The lock is held.
func (g *gate) limit() int {
	limit := g.most
	for _, n := range g.squeezes {
		limit = min(limit, n)
	}
	return limit
}

// squeeze lets no more than n be in flight from now on, and returns what ends it.
func (g *gate) squeeze(n int) (release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := g.next
	g.next++
	g.squeezes[id] = n
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.squeezes, id)
		g.changed.Broadcast()
	}
}

// drained waits until no more are in flight than the gate lets through now.
func (g *gate) drained(ctx context.Context) {
	defer context.AfterFunc(ctx, g.wake)()
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.inFlight > g.limit() && ctx.Err() == nil {
		g.changed.Wait()
	}
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.inFlight
}
