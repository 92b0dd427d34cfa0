package automaton

// steps is a hash table of the steps taken before, with open addressing.
type steps struct {
	slots []step
	shift uint8 // of the key
	n     int
}

// step is a slot.
type step struct {
	key  uint64
	next State // plus one; 0 where the slot is free
}

const firstSteps = 12 // bits

func newSteps() steps { return steps{slots: make([]step, 1<<firstSteps), shift: 64 - firstSteps} }

func (t *steps) find(key uint64) (State, bool) {
	mask := uint64(len(t.slots) - 1)
	for i := key >> t.shift; ; i++ {
		switch slot := &t.slots[i&mask]; {
		case slot.next == 0:
			return 0, false
		case slot.key == key:
			return slot.next - 1, true
		}
	}
}

func (t *steps) add(key uint64, next State) {
	if 2*t.n >= len(t.slots) {
		t.grow()
	}
	t.put(step{key, next + 1})
	t.n++
}

func (t *steps) put(s step) {
	mask := uint64(len(t.slots) - 1)
	i := s.key >> t.shift
	for t.slots[i&mask].next != 0 {
		i++
	}
	t.slots[i&mask] = s
}

func (t *steps) grow() {
	old := t.slots
	t.slots = make([]step, 2*len(old))
	t.shift--
	for _, s := range old {
		if s.next != 0 {
			t.put(s)
		}
	}
}
