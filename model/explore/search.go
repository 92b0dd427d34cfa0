package explore

import (
	"context"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/hangup-http/hangup/model"
)

// visited is a set of configurations: open addressing, no deletion. Workers add to it at
// the same time; it grows only while they rest. The high bits of the hash are the place, so
// that growing goes through the memory from one end to the other.
type visited struct {
	slots []uint64 // configuration + 1; 0 is free
	mask  uint64
	shift int
	count atomic.Int64
}

// newVisited returns an empty set with so many slots, a power of two.
func newVisited(size int) *visited {
	return &visited{slots: make([]uint64, size), mask: uint64(size - 1), shift: 65 - bits.Len(uint(size))}
}

func hash(c Config) uint64 {
	h := uint64(c) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	return h * 0xd6e8feb86659fd93
}

// add tells whether the configuration is new.
func (v *visited) add(c Config, h uint64) bool {
	key := uint64(c) + 1
	for i := h >> v.shift; ; i = (i + 1) & v.mask {
		switch old := atomic.LoadUint64(&v.slots[i]); old {
		case key:
			return false
		case 0:
			if atomic.CompareAndSwapUint64(&v.slots[i], 0, key) {
				return true
			}
			if atomic.LoadUint64(&v.slots[i]) == key {
				return false
			}
		}
	}
}

// slot returns where the configuration is, which must have been visited.
func (v *visited) slot(c Config) uint32 {
	key := uint64(c) + 1
	for i := hash(c) >> v.shift; ; i = (i + 1) & v.mask {
		if v.slots[i] == key {
			return uint32(i)
		}
	}
}

// at returns the configuration in a slot.
func (v *visited) at(slot uint32) (Config, bool) {
	key := v.slots[slot]
	return Config(key - 1), key != 0
}

// full tells that it has to grow before more batches are taken.
func (v *visited) full() bool { return uint64(v.count.Load())*10 > (v.mask+1)*7 }

func (v *visited) grow() {
	old := v.slots
	v.slots = make([]uint64, 2*len(old))
	v.mask = uint64(len(v.slots) - 1)
	v.shift--
	for _, key := range old {
		if key == 0 {
			continue
		}
		i := hash(Config(key-1)) >> v.shift
		for v.slots[i] != 0 {
			i = (i + 1) & v.mask
		}
		v.slots[i] = key
	}
}

// batch is how many configurations a worker takes at a time; those that follow from them
// are looked up together, so that the memory answers several at once.
const (
	batch      = 256
	smallTable = 1 << 17
)

// search is one breadth-first search.
type search struct {
	sys     *system
	laws    laws
	seen    *visited
	front   []Config
	taken   atomic.Int64 // of front
	workers []worker
	depth   int
	cancel  context.Context
}

// worker is what one goroutine of a search keeps.
type worker struct {
	next        []Config
	found       []Config
	recent      [1 << 15]Config // by hash: a configuration found not long ago, which need not be looked up again
	hashes      []uint64
	transitions int64
	used        []bool // by rule: it was followed
	made        []bool // by move: it was made
	breaches    []breach
	depth       int      // of the front
	_           [64]byte // keeps workers off each other's cache lines
}

// run visits everything that can be reached. It returns the context's error when it was
// cut short; what was found until then stands.
func (s *search) run(progress func(configurations int64, depth int)) error {
	start := Pack(model.Idle, 0, Between, NoHandler, 0)
	s.seen.add(start, hash(start))
	s.seen.count.Store(1)
	s.front = []Config{start}
	for len(s.front) > 0 {
		s.taken.Store(0)
		for s.taken.Load() < int64(len(s.front)) {
			if err := s.cancel.Err(); err != nil {
				return err
			}
			for s.seen.full() {
				s.seen.grow()
			}
			s.level()
		}
		s.front = s.front[:0]
		for i := range s.workers {
			w := &s.workers[i]
			s.front = append(s.front, w.next...)
			w.next = w.next[:0]
		}
		if progress != nil {
			progress(s.seen.count.Load(), s.depth)
		}
		if len(s.front) > 0 {
			s.depth++
		}
	}
	return nil
}

// level lets the workers take batches until the front is done or the table is full.
func (s *search) level() {
	if len(s.front) < 4*batch || len(s.workers) == 1 {
		s.work(&s.workers[0])
		return
	}
	var all sync.WaitGroup
	for i := range s.workers {
		all.Go(func() { s.work(&s.workers[i]) })
	}
	all.Wait()
}

func (s *search) work(w *worker) {
	w.depth = s.depth
	for !s.seen.full() && s.cancel.Err() == nil {
		end := s.taken.Add(batch)
		begin := end - batch
		if begin >= int64(len(s.front)) {
			s.taken.Store(int64(len(s.front)))
			return
		}
		w.found, w.hashes = w.found[:0], w.hashes[:0]
		for _, c := range s.front[begin:min(end, int64(len(s.front)))] {
			s.expand(w, c)
		}
		s.collect(w)
	}
}

// expand makes every move that is open.
func (s *search) expand(w *worker, c Config) {
	moves := s.sys.enabled(c)
	acts := c.State() == model.Closed
	for _, m := range moves {
		if !m.open(c) {
			continue
		}
		next, e := s.sys.along(c, m)
		if e == nil || e.forbids {
			if e == nil || !m.move.Free {
				w.report(breach{config: c, move: m.move, rule: e.row(), law: lawOfTable})
			}
			continue
		}
		acts = acts || m.acts
		w.transitions++
		w.used[e.id], w.made[m.index] = true, true
		if e.does&s.laws.watched != 0 {
			s.laws.step(w, c, m.move, e.rule)
		}
		if next == c {
			continue
		}
		h := hash(next)
		if recent := &w.recent[h%uint64(len(w.recent))]; *recent != next {
			*recent = next
			w.found, w.hashes = append(w.found, next), append(w.hashes, h)
		}
	}
	if !acts {
		w.report(breach{config: c, law: lawOfDeadEnd})
	}
}

// collect adds what was found. The first loop only asks the memory for the slots.
func (s *search) collect(w *worker) {
	var touched uint64
	for _, h := range w.hashes {
		touched |= atomic.LoadUint64(&s.seen.slots[h>>s.seen.shift])
	}
	added := int64(0)
	for i, c := range w.found {
		if s.seen.add(c, w.hashes[i]) {
			added++
			w.next = append(w.next, c)
			s.laws.config(w, c)
		}
	}
	if touched == 1 { // never: it keeps the first loop from being optimised away
		added = 0
	}
	s.seen.count.Add(added)
}
