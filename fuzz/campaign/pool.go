package campaign

import (
	"math/rand/v2"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// poolSize bounds how many conversations are bred from.
const poolSize = 4096

// featureLimit bounds how many features are told apart.
const featureLimit = 1 << 20

// pool is the conversations that showed something new, and how rare what they show is.
// It is not safe for concurrent use.
type pool struct {
	entries []entry
	counts  map[feature]uint32 // how often each feature was seen
}

type entry struct {
	conversation gen.Conversation
	features     []feature
	chosen       float64 // how often it was bred from
}

func newPool() *pool { return &pool{counts: map[feature]uint32{}} }

// count notes what was seen, and returns what was not seen before.
func (p *pool) count(seen []feature) (fresh []feature) {
	for _, f := range seen {
		n, known := p.counts[f]
		if !known {
			if len(p.counts) == featureLimit {
				continue
			}
			fresh = append(fresh, f)
		}
		if n < 1<<31 {
			p.counts[f] = n + 1
		}
	}
	return fresh
}

// add has a conversation bred from. When the pool is full, the one with least energy among a
// few makes room.
func (p *pool) add(r *rand.Rand, c gen.Conversation, fresh []feature) {
	e := entry{conversation: c, features: fresh}
	if len(p.entries) < poolSize {
		p.entries = append(p.entries, e)
		return
	}
	worst := r.IntN(poolSize)
	for range 8 {
		if i := r.IntN(poolSize); p.energy(i) < p.energy(worst) {
			worst = i
		}
	}
	p.entries[worst] = e
}

// energy of an entry: high where what it was first to show is still rare, less each time it
// was bred from.
func (p *pool) energy(i int) (sum float64) {
	e := &p.entries[i]
	for _, f := range e.features {
		sum += 1 / float64(1+p.counts[f])
	}
	return (sum + 1e-6) / (1 + e.chosen)
}

// pick chooses one to breed from: the one with most energy among a few.
func (p *pool) pick(r *rand.Rand) (gen.Conversation, bool) {
	if len(p.entries) == 0 {
		return nil, false
	}
	best := r.IntN(len(p.entries))
	for range 3 {
		if i := r.IntN(len(p.entries)); p.energy(i) > p.energy(best) {
			best = i
		}
	}
	p.entries[best].chosen += 0.1
	return p.entries[best].conversation, true
}
