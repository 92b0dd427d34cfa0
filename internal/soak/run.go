package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Config says what to do.
type Config struct {
	Dial        func(ctx context.Context) (net.Conn, error)
	First       uint64 // number of the first conversation
	Connections uint64
	Parallel    int
	Seed        uint64
	Progress    func(done uint64) // called now and then; may be nil
}

// Report is what came of it.
type Report struct {
	Held   map[string]uint64 // conversations by behaviour
	Errors []error           // with the number of the conversation; the first hundred
	Failed uint64            // how many there were
}

// Total is how many conversations were held.
func (r *Report) Total() (n uint64) {
	for _, held := range r.Held {
		n += held
	}
	return n
}

// Run holds the conversations, so many at once, until they are done or ctx ends.
func Run(ctx context.Context, cfg Config) *Report {
	r := &Report{Held: make(map[string]uint64)}
	var mu sync.Mutex
	var next, done atomic.Uint64
	var working sync.WaitGroup
	for range cfg.Parallel {
		working.Go(func() {
			for ctx.Err() == nil {
				n := next.Add(1) - 1
				if n >= cfg.Connections {
					return
				}
				name, err := hold(ctx, cfg, cfg.First+n)
				mu.Lock()
				r.note(name, err)
				mu.Unlock()
				if d := done.Add(1); cfg.Progress != nil && d%5000 == 0 {
					cfg.Progress(d)
				}
			}
		})
	}
	working.Wait()
	return r
}

func (r *Report) note(name string, err error) {
	r.Held[name]++
	if err == nil {
		return
	}
	if r.Failed++; len(r.Errors) < 100 {
		r.Errors = append(r.Errors, err)
	}
}

// hold holds one conversation.
func hold(ctx context.Context, cfg Config, number uint64) (string, error) {
	rng := rand.New(rand.NewPCG(cfg.Seed, number))
	b := pick(rng)
	nc, err := cfg.Dial(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return b.name, nil // it was interrupted
		}
		return b.name, fmt.Errorf("conversation %d: %w", number, err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(time.Minute))
	c := &client{Conn: nc, rng: rng, number: number}
	err = b.hold(c)
	if c.abrupt {
		reset(nc)
	}
	if err == nil || errors.Is(err, net.ErrClosed) || ctx.Err() != nil {
		return b.name, nil
	}
	return b.name, fmt.Errorf("conversation %d (%s): %w", number, b.name, err)
}

// behaviour is a way to be a client.
type behaviour struct {
	name   string
	weight int
	hold   func(*client) error
}

func pick(rng *rand.Rand) behaviour {
	n := rng.IntN(total)
	i := slices.IndexFunc(behaviours, func(b behaviour) bool {
		n -= b.weight
		return n < 0
	})
	return behaviours[i]
}

var total = func() (sum int) {
	for _, b := range behaviours {
		sum += b.weight
	}
	return sum
}()

// reset makes closing a reset: what was sent and not taken is lost.
func reset(nc net.Conn) {
	if t, ok := nc.(interface{ NetConn() net.Conn }); ok {
		nc = t.NetConn()
	}
	if t, ok := nc.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // it may be closed already
	}
}
