package lean

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/nowait"
	"github.com/hangup-http/hangup/model"
)

// Supports tells whether Hold can talk to the target.
func Supports(t play.Target) bool {
	return t.TLS == nil && t.Dial == nil && (t.Network == "tcp" || t.Network == "unix")
}

// Hold holds the conversations that next supplies, and calls done with each when it has come
// to its end, on the goroutine that called Hold. It returns when next says that there are
// no more and all have ended; or, when ctx ends, without those that have not.
func Hold(ctx context.Context, c Config, next func() (Job, Supply), done func(*Result)) error {
	l, err := newLoop(ctx, c, done)
	if err != nil {
		return err
	}
	defer l.close()
	return l.run(next)
}

// loop is one thread of conversations.
type loop struct {
	Config
	ctx     context.Context
	done    func(*Result)
	address address
	epoll   int
	began   time.Time
	now     time.Duration
	talks   map[int32]*talk // by descriptor
	timers  timers
	flying  int
	free    []*talk
	buf     []byte
	events  []unix.EpollEvent
	opened  int
}

const (
	readAtOnce   = 64 << 10
	eventsAtOnce = 512
	moment       = 2 // milliseconds until a supply that said Later is asked again
	longestNap   = 100
)

func newLoop(ctx context.Context, c Config, done func(*Result)) (*loop, error) {
	if c.Table == nil {
		c.Table = model.Standard
	}
	a, err := resolve(c.Target)
	if err != nil {
		return nil, err
	}
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("making an event loop: %w", err)
	}
	return &loop{
		Config: c, ctx: ctx, done: done, address: a, epoll: epoll, began: time.Now(), talks: map[int32]*talk{},
		buf: make([]byte, readAtOnce), events: make([]unix.EpollEvent, eventsAtOnce),
	}, nil
}

func (l *loop) close() {
	for _, t := range l.talks {
		unix.Close(t.fd)
	}
	unix.Close(l.epoll)
}

func (l *loop) run(next func() (Job, Supply)) error {
	supply := Ready
	for l.ctx.Err() == nil {
		l.tick()
		for supply != Over && l.flying < l.InFlight {
			var job Job
			if job, supply = next(); supply != Ready {
				break
			}
			l.tick()
			l.begin(job)
		}
		if supply == Over && l.flying == 0 {
			return nil
		}
		if err := l.turn(supply); err != nil {
			return err
		}
	}
	return nil
}

func (l *loop) tick() { l.now = time.Since(l.began) }

// turn handles what has happened. Whose time has come is asked only when nothing else has
// come, so that no one is called silent whose answer was waiting here.
func (l *loop) turn(supply Supply) error {
	nap := min(uint(l.timers.until(l.now)), longestNap) // so that the end of ctx is seen
	if supply == Later {
		nap = min(nap, moment)
	}
	for {
		n, err := nowait.Events(l.epoll, l.events)
		if n == 0 && err == nil && nap > 0 {
			n, err = unix.EpollWait(l.epoll, l.events, int(nap))
		}
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("waiting for events: %w", err)
		}
		l.tick()
		for _, e := range l.events[:max(n, 0)] {
			if t := l.talks[e.Fd]; t != nil {
				l.tick()
				t.event(e.Events)
			}
		}
		if n < len(l.events) {
			break
		}
		nap = 0
	}
	for len(l.timers) > 0 && l.timers[0].wake <= l.now {
		t := l.timers[0]
		l.sleep(t, never)
		t.advance()
	}
	return nil
}

const never = time.Duration(-1)

// sleep has a conversation looked at when its time has come, or no more.
func (l *loop) sleep(t *talk, until time.Duration) {
	switch {
	case until == never && t.place >= 0:
		heap.Remove(&l.timers, t.place)
	case until == never:
	case t.place >= 0:
		t.wake = until
		heap.Fix(&l.timers, t.place)
	default:
		t.wake = until
		heap.Push(&l.timers, t)
	}
}

// begin takes up a conversation.
func (l *loop) begin(job Job) {
	var t *talk
	if n := len(l.free); n > 0 {
		t, l.free = l.free[n-1], l.free[:n-1]
	} else {
		t = &talk{loop: l, place: -1}
		t.names = names(l.Target, &t.key)
	}
	l.flying++
	t.start(job)
}

// finish hands a conversation over.
func (l *loop) finish(t *talk) {
	l.sleep(t, never)
	t.leave()
	t.result.Trace.Records = t.records
	l.done(&t.result)
	l.flying--
	t.lighten()
	l.free = append(l.free, t)
}
