package capable

import (
	"net/http"
	"strconv"
	"sync"
)

// counters remembers how often the handler ran for each key.
type counters struct {
	limit int

	mu    sync.Mutex
	runs  map[string]int
	order []string // keys, oldest first
}

func newCounters(limit int) *counters {
	return &counters{limit: limit, runs: make(map[string]int)}
}

// serve counts before it answers: a run counts even when its response is lost,
// which is how "processed" is told from "answered".
func (c *counters) serve(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Query().Get("key")
	if key == "" || len(key) > MaxKey {
		http.Error(w, "key must have 1 to "+strconv.Itoa(MaxKey)+" octets", http.StatusBadRequest)
		return
	}
	text(w, strconv.Itoa(c.increment(key)))
}

func (c *counters) increment(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.runs[key]; !known {
		if len(c.order) == c.limit {
			delete(c.runs, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, key)
	}
	c.runs[key]++
	return c.runs[key]
}
