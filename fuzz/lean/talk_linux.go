package lean

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/nowait"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// talk is one conversation. Its steps mean what they mean to a play.Player: see package play.
type talk struct {
	loop   *loop
	result Result
	key    string
	names  *gen.Names
	script gen.Script
	judge  *trace.Judge

	place int           // in the heap of timers; -1: not there
	wake  time.Duration // on the clock of the loop
	began time.Duration // the same
	limit time.Duration // the same: then it is cut short
	own   time.Duration // what its pauses and slow handlers take

	records []trace.Record
	states  []model.States
	octets  []byte // what was received
	last    time.Duration
	silence time.Duration
	allowed int

	mode mode
	step int           // the next one
	rest []byte        // of what is being written
	end  time.Duration // of the pause, or of the patience with a write, on the clock of the loop

	fd      int
	gentle  bool // to be closed without a reset
	stopped bool // the client does not read
	mute    bool // nothing can be written any more
	left    bool // the client has closed both directions
	ended   bool // the server's FIN or reset was seen
	reset   bool
	refused bool // a write met a reset
}

// mode is what a conversation waits for.
type mode uint8

const (
	connecting mode = iota
	ready           // for the next step
	writing
	pausing
	awaiting   // until nothing is owed
	settling   // for silence, before the next connection
	concluding // until nothing is owed, at the end
	resting    // for silence, at the end
)

const (
	dialTime  = 10 * time.Second
	gentleOne = 16 // in so many connections
)

func (t *talk) start(job Job) {
	l := t.loop
	t.key = newKey()
	job.Conversation.Render(&t.script, t.names)
	t.judge = trace.NewJudgeBy(l.Table, l.Budgets)
	t.result = Result{Job: job, Judge: t.judge, Local: t.result.Local[:0]}
	t.records, t.states, t.octets = t.records[:0], t.states[:0], t.octets[:0]
	t.began, t.last, t.silence, t.step, t.fd = l.now, 0, 0, 0, -1
	t.allowed = l.MaxReceive + len(t.script.Octets)
	t.own = 0
	for _, s := range t.script.Steps {
		t.own += s.For
	}
	for _, m := range t.script.Marks {
		switch m.Handler {
		case model.Slow:
			t.own += time.Duration(m.Arg) * time.Millisecond
		case model.Size:
			t.allowed += m.Arg
		}
	}
	t.open()
}

// open begins to open the next connection.
func (t *talk) open() {
	l := t.loop
	l.opened++
	t.mode, t.gentle = connecting, l.opened%gentleOne == 0
	t.stopped, t.mute, t.left, t.ended, t.reset, t.refused = false, false, false, false, false, false
	fd, err := l.address.dial()
	if errors.Is(err, unix.EAGAIN) { // the queue of a unix socket is full
		l.sleep(t, l.now+time.Millisecond)
		return
	}
	if err != nil {
		t.unreachable(err)
		return
	}
	t.fd = fd
	l.talks[int32(fd)] = t
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET, Fd: int32(fd)}
	if err := unix.EpollCtl(l.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		t.unreachable(os.NewSyscallError("epoll_ctl", err))
		return
	}
	l.sleep(t, l.now+dialTime)
}

// keeps is how many octets a talk keeps room for until the next conversation. With more, each of hundreds of talks
// would come to hold what the longest conversation took.
const keeps = 64 << 10

// lighten gives up what the conversation needed and the next one hardly will.
func (t *talk) lighten() {
	if cap(t.octets) > keeps {
		t.octets = nil
	}
	if cap(t.script.Octets) > keeps {
		t.script = gen.Script{}
	}
	clear(t.records) // they hold octets, too
	t.judge, t.result = nil, Result{Local: t.result.Local[:0]}
}

func (t *talk) unreachable(err error) {
	t.result.Err = fmt.Errorf("%w: %w", play.ErrUnreachable, err)
	t.loop.finish(t)
}

// failed is called when the connection could not be made, or was ended as soon as it was.
func (t *talk) failed() {
	code, err := unix.GetsockoptInt(t.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code == 0 {
		t.opened()
		return
	}
	t.unreachable(errors.Join(err, os.NewSyscallError("connect", unix.Errno(code))))
}

// opened goes on once the connection is there.
func (t *talk) opened() {
	l := t.loop
	if l.address.family != unix.AF_UNIX && len(t.script.Steps) > 1 {
		_ = unix.SetsockoptInt(t.fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) // segments leave when they are written
	}
	if t.gentle && l.address.family != unix.AF_UNIX {
		t.result.Local = append(t.result.Local, local(t.fd))
	}
	if len(t.records) == 0 {
		t.began = l.now
	}
	t.limit = l.now + l.Limit + t.own
	l.sleep(t, never)
	t.record(trace.Record{Kind: trace.Opened})
	t.mode = ready
	t.advance()
}

// event handles what the kernel tells of the connection.
func (t *talk) event(events uint32) {
	if t.mode == connecting {
		switch {
		case events&(unix.EPOLLERR|unix.EPOLLHUP) != 0:
			t.failed()
		case events&unix.EPOLLOUT != 0:
			t.opened()
		}
		return
	}
	if !t.stopped && events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		t.read(events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0)
	}
	t.advance()
}

// record stamps a record and hands it to the judge.
func (t *talk) record(r trace.Record) {
	r.At = t.loop.now - t.began
	t.records = append(t.records, r)
	t.judge.Add(r)
	t.states = append(t.states, t.judge.States())
	t.result.States = t.states
	t.silence = r.For
	if r.Kind != trace.Waited {
		t.last = r.At
	}
}

// read takes what has come; whole: up to the end of the connection, which has come too.
func (t *talk) read(whole bool) {
	for !t.ended && !t.left && t.result.Cut == "" {
		n, err := nowait.Read(t.fd, t.loop.buf)
		switch {
		case n > 0:
			t.received(t.loop.buf[:n])
			if n < len(t.loop.buf) && !whole {
				return
			}
		case err == nil && !t.refused:
			t.ended = true
			t.record(trace.Record{Kind: trace.FIN})
		case errors.Is(err, unix.EAGAIN):
			return
		case errors.Is(err, unix.EINTR):
		default:
			t.ended, t.reset = true, true
			t.record(trace.Record{Kind: trace.RST})
		}
	}
}

func (t *talk) received(data []byte) {
	if t.allowed -= len(data); t.allowed < 0 {
		t.result.Cut = "the target sends without end"
		return
	}
	from := len(t.octets)
	t.octets = append(t.octets, data...)
	t.record(trace.Record{Kind: trace.Received, Data: t.octets[from:len(t.octets):len(t.octets)]})
}

// leave closes the connection without a record.
func (t *talk) leave() {
	if t.fd < 0 {
		return
	}
	delete(t.loop.talks, int32(t.fd))
	if !t.gentle && t.loop.address.family != unix.AF_UNIX {
		_ = nowait.Linger(t.fd)
	}
	nowait.Close(t.fd)
	t.fd = -1
}
