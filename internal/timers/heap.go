package timers

// entry stands in the heap for one owner.
type entry struct {
	at    Time
	alarm Alarm
}

const (
	// arity is the number of children of an entry: with four, which lie side by
	// side, the heap is half as high as with two.
	arity = 4

	// pageLen entries and the header of the allocator (8 octets) fill a size class
	// of 12 KiB; one more would cost a tenth.
	pageLen = 511
)

// heap keeps the entries so that none comes before its parent, and tells each
// timer its index. It lies in pages, so that it never copies all to grow, has no
// spare capacity to speak of, and gives memory back.
type heap struct {
	pages []*[pageLen]entry
	n     int
}

func (h *heap) at(i int) *entry {
	return &h.pages[i/pageLen][i%pageLen]
}

// first returns the earliest entry; there must be one.
func (h *heap) first() *entry {
	return h.at(0)
}

// put sets down e at i and tells its timer.
func (h *heap) put(i int, e entry) {
	*h.at(i) = e
	e.alarm.Timer().index = int32(i)
}

// push adds e.
func (h *heap) push(e entry) {
	if h.n == len(h.pages)*pageLen {
		h.pages = append(h.pages, new([pageLen]entry))
	}
	h.n++
	h.up(h.n-1, e)
}

// remove takes out the entry at i.
func (h *heap) remove(i int) {
	h.n--
	last := *h.at(h.n)
	*h.at(h.n) = entry{} // holds its owner no longer
	if spare := (h.n+pageLen-1)/pageLen + 1; spare < len(h.pages) {
		h.pages[spare] = nil
		h.pages = h.pages[:spare] // one empty page stays, against going to and fro
	}
	if i == h.n {
		return
	}
	if i > 0 && last.at < h.at((i-1)/arity).at {
		h.up(i, last)
	} else {
		h.down(i, last)
	}
}

// earlier moves the entry at i to an earlier time.
func (h *heap) earlier(i int, at Time) {
	h.up(i, entry{at, h.at(i).alarm})
}

// later moves the entry at i to a later time.
func (h *heap) later(i int, at Time) {
	h.down(i, entry{at, h.at(i).alarm})
}

// up sets down e at i, or at an ancestor that comes later.
func (h *heap) up(i int, e entry) {
	for i > 0 {
		parent := (i - 1) / arity
		if h.at(parent).at <= e.at {
			break
		}
		h.put(i, *h.at(parent))
		i = parent
	}
	h.put(i, e)
}

// down sets down e at i, or at a descendant that comes earlier.
func (h *heap) down(i int, e entry) {
	for {
		child := h.earliest(i*arity+1, i*arity+1+arity)
		if child < 0 || h.at(child).at >= e.at {
			break
		}
		h.put(i, *h.at(child))
		i = child
	}
	h.put(i, e)
}

// earliest returns the index of the earliest entry from from up to to, or -1 if
// there is none.
func (h *heap) earliest(from, to int) int {
	best := -1
	for i := from; i < min(to, h.n); i++ {
		if best < 0 || h.at(i).at < h.at(best).at {
			best = i
		}
	}
	return best
}
