package merge

import (
	"container/heap"
	"maps"
	"slices"
)

// features are what a server showed, as package campaign tells them apart: a reaction, and a rule with the reaction
// that it was followed at.
type features map[uint64]bool

// fewest picks from conversations those that, with the ones in has, still show all that all of them showed: each
// time the one that adds most, the shorter of two that add the same. One of which it is not known what it showed is always
// picked.
func fewest(conversations map[string][]byte, shown map[string]features, has map[string][]byte) (names []string) {
	covered := features{}
	for name := range has {
		maps.Copy(covered, shown[name])
	}
	q := &queue{}
	for name, data := range conversations {
		if shown[name] == nil {
			names = append(names, name)
			continue
		}
		*q = append(*q, candidate{name, len(data), len(shown[name])})
	}
	heap.Init(q)
	for q.Len() > 0 {
		best := &(*q)[0]
		// What one adds only becomes less, so that the first whose number is still right adds most.
		if adds := count(shown[best.name], covered); adds != best.adds {
			best.adds = adds
			heap.Fix(q, 0)
			continue
		}
		if best.adds == 0 {
			break
		}
		names = append(names, best.name)
		maps.Copy(covered, shown[best.name])
		heap.Pop(q)
	}
	slices.Sort(names)
	return names
}

// count is how much of some is not covered.
func count(some, covered features) (n int) {
	for f := range some {
		if !covered[f] {
			n++
		}
	}
	return n
}

// candidate is a conversation, and how much it added when that was counted last.
type candidate struct {
	name   string
	length int
	adds   int
}

type queue []candidate

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(c any)   { *q = append(*q, c.(candidate)) }

func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	if a.adds != b.adds {
		return a.adds > b.adds
	}
	if a.length != b.length {
		return a.length < b.length
	}
	return a.name < b.name
}

func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
