package campaign

import (
	"slices"
	"sync"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// flight is a conversation while it is held, and for a while afterwards.
type flight struct {
	Planned
	epoch uint64 // how often the target had been started again
	began time.Time

	mu    sync.Mutex
	ended time.Time // zero: it is in flight
	local []string  // addresses that it came from
}

type flightKey struct{}

func (f *flight) from(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.local = append(f.local, address)
}

// over tells when the flight ended; zero: it has not.
func (f *flight) over() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ended
}

func (f *flight) used(address string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.local, address)
}

// remembered is how many conversations are remembered to say which of them did something to the target.
const remembered = 8192

// recent is the last conversations. It is safe for concurrent use.
type recent struct {
	mu   sync.Mutex
	ring []*flight
	next int
}

func newRecent() *recent { return &recent{ring: make([]*flight, 0, remembered)} }

func (r *recent) begin(p Planned, epoch uint64) *flight {
	f := &flight{Planned: p, epoch: epoch, began: time.Now()}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ring) < remembered {
		r.ring = append(r.ring, f)
		return f
	}
	r.ring[r.next] = f
	r.next = (r.next + 1) % remembered
	return f
}

func (r *recent) end(f *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = time.Now()
}

// since returns the flights that were not over at a moment, the last begun first.
func (r *recent) since(moment time.Time) (all []*flight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.ring {
		if over := f.over(); over.IsZero() || over.After(moment) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b *flight) int { return b.began.Compare(a.began) })
	return all
}

// from returns the flight that used an address of ours last.
func (r *recent) from(address string) (last *flight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.ring {
		if f.used(address) && (last == nil || f.began.After(last.began)) {
			last = f
		}
	}
	return last
}

func conversations(flights []*flight) (all []gen.Conversation) {
	for _, f := range flights {
		all = append(all, f.Conversation)
	}
	return all
}
