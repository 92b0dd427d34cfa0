package lean

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/internal/nowait"
	"github.com/hangup-http/hangup/model/trace"
)

// over tells that going on can add nothing.
func (t *talk) over() bool {
	if t.mode != connecting && t.loop.now >= t.limit && t.result.Cut == "" {
		t.result.Cut = "the target did not come to rest"
	}
	return t.result.Cut != "" || t.judge.Broken()
}

// advance goes on as far as it can without waiting.
func (t *talk) advance() {
	if t.mode == connecting {
		t.dialAgain()
		return
	}
	for {
		if t.over() {
			t.loop.finish(t)
			return
		}
		switch t.mode {
		case ready:
			t.next()
		case writing:
			if !t.write() {
				return
			}
		case pausing:
			if t.loop.now < t.end {
				t.loop.sleep(t, t.end)
				return
			}
			t.mode = ready
		case awaiting, settling, concluding, resting:
			if !t.rested() {
				return
			}
			if t.mode == resting {
				t.loop.finish(t)
				return
			}
			if t.mode == settling && !t.over() {
				t.leave()
				t.open()
				return
			}
			t.mode = map[mode]mode{awaiting: ready, settling: ready, concluding: resting}[t.mode]
		}
		if t.mode == connecting {
			return
		}
	}
}

// dialAgain is called when the time to connect is over, or when a queue that was full may have room.
func (t *talk) dialAgain() {
	if t.fd >= 0 {
		t.unreachable(unix.ETIMEDOUT)
		return
	}
	t.open()
}

// rested tells whether the wait of this mode is over, and sleeps if it is not.
func (t *talk) rested() bool {
	if t.ended || t.left {
		return true
	}
	enough := t.loop.Budgets.Settle
	if t.mode == awaiting || t.mode == concluding {
		debt, owed := t.judge.Owed()
		if !owed {
			return true
		}
		enough = debt.Budget + t.loop.Budgets.Patience
	}
	silence := t.loop.now - t.began - t.last
	if silence < enough {
		t.loop.sleep(t, min(t.began+t.last+enough, t.limit))
		return false
	}
	if t.silence < enough {
		t.record(trace.Record{Kind: trace.Waited, For: silence})
	}
	return true
}

// next takes the next step.
func (t *talk) next() {
	if t.step == len(t.script.Steps) {
		t.resume()
		t.mode = concluding
		return
	}
	s := t.script.Steps[t.step]
	t.step++
	switch s.Kind {
	case corpus.Send:
		t.send(s)
	case corpus.Pause:
		t.mode, t.end = pausing, t.loop.now+s.For
	case corpus.Await:
		t.mode = awaiting
	case corpus.HalfClose:
		if !t.left && !t.mute && !t.reset {
			t.mute = true
			t.record(trace.Record{Kind: trace.HalfClosed})
			_ = unix.Shutdown(t.fd, unix.SHUT_WR) // fails only when there is nothing left to close
		}
	case corpus.Close, corpus.Reset:
		t.depart(s.Kind == corpus.Reset)
	case corpus.StopReading:
		if !t.stopped && !t.left && !t.ended {
			t.record(trace.Record{Kind: trace.ReadStopped})
		}
		t.stopped = true
	case corpus.ResumeReading:
		t.resume()
	case corpus.Connect:
		t.mode = settling
	}
}

func (t *talk) resume() {
	if !t.stopped {
		return
	}
	t.stopped = false
	if !t.left && !t.ended {
		t.record(trace.Record{Kind: trace.ReadResumed})
		t.read(true)
	}
}

// depart closes both directions.
func (t *talk) depart(reset bool) {
	if t.left {
		return
	}
	if !t.reset {
		t.record(trace.Record{Kind: trace.Aborted})
	}
	t.left = true
	t.gentle = !reset
	t.leave()
}

// send records what is going to be written, so that no answer can precede it, and writes it.
func (t *talk) send(s gen.Step) {
	if t.left || t.mute || t.reset {
		return
	}
	var uses []trace.Use
	for _, m := range t.script.Marks {
		if !m.Host && m.At >= s.From && m.At < s.To {
			uses = append(uses, trace.Use{Offset: m.At - s.From, Handler: m.Handler, Arg: m.Arg})
		}
	}
	t.rest = t.script.Octets[s.From:s.To]
	t.record(trace.Record{Kind: trace.Sent, Data: t.rest, Uses: uses})
	t.mode, t.end = writing, t.loop.now+t.patience()
}

// patience is how long a write may take.
func (t *talk) patience() time.Duration {
	d := t.loop.Budgets.Answer
	if debt, owed := t.judge.Owed(); owed {
		d = debt.Budget
	}
	return d + t.loop.Budgets.Patience
}

// write goes on writing; false: it has to wait.
func (t *talk) write() bool {
	for len(t.rest) > 0 {
		n, err := nowait.Send(t.fd, t.rest, false)
		switch {
		case err == nil:
			t.rest = t.rest[n:]
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN) && t.loop.now < t.end:
			t.loop.sleep(t, min(t.end, t.limit))
			return false
		default:
			t.refuse(err)
			t.rest = nil
		}
	}
	t.mode = ready
	return true
}

// refuse notes that a write has failed. What the server had sent before is read first: a reset must
// not hide the answer that came before it.
func (t *talk) refuse(err error) {
	t.mute = true
	if !isReset(err) {
		return
	}
	t.refused = errors.Is(err, unix.ECONNRESET)
	if !t.stopped {
		t.read(true)
	}
	if !t.reset && t.result.Cut == "" {
		t.ended, t.reset = true, true
		t.record(trace.Record{Kind: trace.RST})
	}
}
