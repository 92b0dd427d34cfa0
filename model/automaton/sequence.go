package automaton

import "github.com/hangup-http/hangup/model"

// Sequence is several inputs that are taken in one step. The zero value is empty.
type Sequence struct {
	inputs []model.Input
	hash   uint64
}

// Reset empties the sequence.
func (q *Sequence) Reset() { q.inputs, q.hash = q.inputs[:0], 0 }

// Len is how many inputs there are.
func (q *Sequence) Len() int { return len(q.inputs) }

// Add appends an input.
func (q *Sequence) Add(in model.Input) {
	q.inputs = append(q.inputs, in)
	q.hash = mix(q.hash ^ pack(in))
}

// key is that of the step from a state; its high bits are as good as the low ones.
func (q *Sequence) key(s State) uint64 { return mix(q.hash ^ uint64(s+1)<<32) }

func pack(in model.Input) uint64 {
	packed := uint64(in.Event)<<32 | uint64(in.Trait)<<24 | uint64(in.Handler)<<16 | uint64(in.Status)<<8 | 1
	if in.Safe {
		packed |= 2
	}
	return packed
}

// mix is a permutation of 64 bits: the end of SplitMix64 (Steele and others, OOPSLA 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
