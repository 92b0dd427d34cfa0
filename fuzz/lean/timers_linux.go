package lean

import "time"

// timers is a heap of conversations by the time at which each wants to be looked at.
type timers []*talk

func (h timers) Len() int           { return len(h) }
func (h timers) Less(i, j int) bool { return h[i].wake < h[j].wake }
func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

func (h *timers) Push(x any) {
	t := x.(*talk)
	t.place = len(*h)
	*h = append(*h, t)
}

func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	*h = (*h)[:last]
	t.place = -1
	return t
}

// until is how long to wait for events, in whole milliseconds; -1: for ever.
func (h timers) until(now time.Duration) int {
	if len(h) == 0 {
		return -1
	}
	left := h[0].wake - now
	return int(max(0, (left+time.Millisecond-1)/time.Millisecond))
}
