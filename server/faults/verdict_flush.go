package faults

import (
	"bytes"
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// flushFaults: the connection ends while something of the last response is still to be sent.
var flushFaults = []Fault{
	{
		Name:      "vapor-close-truncates",
		Class:     "close-before-flush",
		Summary:   "The last response of a connection is cut off when it is large.",
		Mechanism: "Writing only queues, and closing does not wait for the queue.",
		URL:       "https://github.com/vapor/http/issues/308",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.5/sustain"},
		Opposite:  "icinga-close-hang",
		seams:     network(func(s *socket) net.Conn { return &forgetful{socket: s, sending: make(chan struct{}, 1)} }),
	},
	{
		Name:      "envoy-delayed-close-truncates",
		Class:     "close-before-flush",
		Summary:   "The last response of a connection is cut off when its client takes longer to read it than the server lingers.",
		Mechanism: "The timer of the close starts when all is queued, and not when all is sent.",
		URL:       "https://github.com/envoyproxy/envoy/issues/6392",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.5/sustain"},
		Opposite:  "icinga-close-hang",
		seams:     network(func(s *socket) net.Conn { return &queueing{socket: s} }),
	},
	{
		Name:      "tina4-eagain-truncate",
		Class:     "close-before-flush",
		Summary:   "A response that is larger than the buffer of the socket is cut off.",
		Mechanism: "That the socket takes nothing now is taken for the end of the connection.",
		URL:       "https://github.com/tina4stack/tina4-php/issues/118",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.5/sustain", "9112/9.6/staged-close"},
		Opposite:  "hummingbird-pipelining-close-detect",
		seams:     network(func(s *socket) net.Conn { return &impatient{socket: s} }),
	},
}

// sendBuffer is what a socket takes at once.
const sendBuffer = 256 << 10

// room counts what is sent of one response.
type room struct{ sent int }

// fits tells whether the socket takes all of p at once.
func (r *room) fits(p []byte) bool {
	if bytes.HasPrefix(p, []byte("HTTP/1.1 ")) {
		r.sent = 0 // the one before has had its time
	}
	r.sent += len(p)
	return r.sent <= sendBuffer
}

// impatient takes a socket that is full for one that is closed.
type impatient struct {
	*socket
	room room
}

func (i *impatient) Write(p []byte) (int, error) {
	if !i.room.fits(p) {
		return 0, syscall.EPIPE
	}
	return i.socket.Write(p)
}

// forgetful sends what the socket does not take at once when nothing more is written for
// a moment, and forgets it when the connection ends before.
type forgetful struct {
	*socket
	sending chan struct{} // held by who uses what follows
	room    room
	queue   []byte
	later   alarm
}

// turn is how soon the queue has its turn.
const turn = 50 * time.Millisecond

func (f *forgetful) Write(p []byte) (int, error) {
	f.sending <- struct{}{}
	defer func() { <-f.sending }()
	f.later.set(turn, f.flush)
	if !f.room.fits(p) || len(f.queue) > 0 {
		f.queue = append(f.queue, p...)
		return len(p), nil
	}
	return f.socket.Write(p)
}

// flush may fail: the next Write tells it.
func (f *forgetful) flush() {
	f.sending <- struct{}{}
	defer func() { <-f.sending }()
	f.socket.Write(f.queue)
	f.queue = nil
}

// CloseWrite does not look at the queue.
func (f *forgetful) CloseWrite() error {
	f.later.stop()
	return f.socket.CloseWrite()
}

// Close ends what waits, too.
func (f *forgetful) Close() error {
	f.later.stop()
	return f.socket.Close()
}

// queueing keeps what the socket does not take, and never blocks who writes.
type queueing struct {
	*socket
	mu    sync.Mutex
	queue []byte
	busy  bool // somebody sends the queue
	ended bool // and FIN is to follow
	later alarm
}

// delayedClose is how long FIN waits for the queue.
const delayedClose = time.Second

func (q *queueing) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.busy {
		q.queue = append(q.queue, p...)
		return len(p), nil
	}
	n, err := q.attempt(p)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err
	}
	q.queue, q.busy = append(q.queue, p[n:]...), true
	go q.flush()
	return len(p), nil
}

// attempt writes what the socket takes at once.
func (q *queueing) attempt(p []byte) (int, error) {
	if err := q.SetWriteDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return 0, err
	}
	n, err := q.socket.Write(p)
	return n, errors.Join(err, q.SetWriteDeadline(time.Time{}))
}

// flush sends the queue until it is empty, or nobody takes it any more.
func (q *queueing) flush() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.queue) > 0 {
		out := q.queue
		q.queue = nil
		q.mu.Unlock()
		_, err := q.socket.Write(out)
		q.mu.Lock()
		if err != nil {
			return // it stays busy: what is written now goes nowhere
		}
	}
	q.busy = false
	if q.ended {
		q.finish()
	}
}

func (q *queueing) CloseWrite() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.busy {
		q.ended = true
		q.later.set(delayedClose, q.finish)
		return nil
	}
	return q.socket.CloseWrite()
}

// finish may fail where the client has gone.
func (q *queueing) finish() { q.socket.CloseWrite() }

// Close ends what waits, too.
func (q *queueing) Close() error {
	q.later.stop()
	return q.socket.Close()
}
