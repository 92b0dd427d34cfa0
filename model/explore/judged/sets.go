package judged

import "github.com/hangup-http/hangup/model"

// sets gives every judge that was seen a number: that of its canonical form.
type sets struct {
	canon  *model.Canon
	words  []uint64 // the forms, one behind the other
	starts []uint32 // where each begins; one more at the end
	ids    map[uint64]uint32
	buf    []uint64
}

func newSets(t *model.Table) *sets {
	return &sets{canon: model.NewCanon(t), starts: []uint32{0}, ids: map[uint64]uint32{}}
}

// intern returns the number of the judge's form, and whether it is new.
func (s *sets) intern(j *model.Judge) (id uint32, isNew bool) {
	s.buf = s.canon.Append(s.buf[:0], j)
	for h := hash(s.buf); ; h++ {
		id, known := s.ids[h]
		switch {
		case !known:
			id = uint32(len(s.starts) - 1)
			s.ids[h] = id
			s.words = append(s.words, s.buf...)
			s.starts = append(s.starts, uint32(len(s.words)))
			return id, true
		case equal(s.form(id), s.buf):
			return id, false
		}
	}
}

func (s *sets) form(id uint32) []uint64 { return s.words[s.starts[id]:s.starts[id+1]] }

func (s *sets) restore(j *model.Judge, id uint32) { s.canon.Restore(j, s.form(id)) }

func (s *sets) len() int { return len(s.starts) - 1 }

func equal(a, b []uint64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// hash mixes the words; every bit of a word reaches every bit of the hash.
func hash(words []uint64) uint64 {
	h := uint64(len(words))
	for _, w := range words {
		h = (h ^ w) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 32
	}
	return h
}
