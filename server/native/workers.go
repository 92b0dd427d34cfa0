//go:build linux

package native

import (
	"sync"
	"time"
)

// workerRest is how long a worker waits for more before it ends.
const workerRest = 10 * time.Second

// workers are goroutines for handlers that may wait. The one that has become free last
// is taken first, so that few of them stay.
type workers struct {
	mu      sync.Mutex
	free    []*worker
	stopped bool
}

type worker struct {
	next  chan *polled // nil is sent, or it is closed, to end it
	since time.Time
}

// run gives a connection to a worker.
func (ws *workers) run(p *polled) {
	ws.mu.Lock()
	n := len(ws.free)
	if n == 0 {
		ws.mu.Unlock()
		w := &worker{next: make(chan *polled, 1)}
		p.srv.serving.Add(1)
		go ws.work(w, p)
		return
	}
	w := ws.free[n-1]
	ws.free[n-1] = nil
	ws.free = ws.free[:n-1]
	ws.mu.Unlock()
	w.next <- p
}

// work runs what is given to the worker. Where a handler has taken the connection
// over, nobody waits for its goroutine any more.
func (ws *workers) work(w *worker, p *polled) {
	serving := &p.srv.serving
	for ; p != nil; p = <-w.next {
		if hijacked := p.work(); hijacked {
			return
		}
		if !ws.rest(w) {
			break
		}
	}
	serving.Done()
}

// rest makes a worker free, and ends those that have been so for long. False when all are to end.
func (ws *workers) rest(w *worker) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.stopped {
		return false
	}
	w.since = time.Now()
	ws.free = append(ws.free, w)
	for len(ws.free) > 1 && w.since.Sub(ws.free[0].since) > workerRest {
		close(ws.free[0].next)
		ws.free = ws.free[1:]
	}
	return true
}

// stop ends the free workers now, and the others when they have done their work.
func (ws *workers) stop() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.stopped = true
	for _, w := range ws.free {
		close(w.next)
	}
	ws.free = nil
}
