package play

import (
	"bytes"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model/trace"
)

// script follows the case to its end, and then waits for what is still owed and
// for what comes unasked.
func (s *session) script(c corpus.Case) error {
	if err := s.open(); err != nil {
		return err
	}
	for _, step := range c.Steps {
		if s.over() {
			break
		}
		if err := s.step(c, step); err != nil {
			return err
		}
	}
	s.resumeReading()
	s.await()
	s.settle()
	return s.failure()
}

// failure returns why the play could not go on to its end; a violation needs no end.
func (s *session) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.judge.Broken():
		return nil
	case s.cut != nil:
		return s.cut
	case s.ctx.Err() != nil:
		return s.interrupted(s.ctx.Err())
	}
	return nil
}

// over tells that playing on can add nothing.
func (s *session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isOver()
}

func (s *session) isOver() bool { return s.ctx.Err() != nil || s.judge.Broken() }

func (s *session) step(c corpus.Case, step corpus.Step) error {
	switch step.Kind {
	case corpus.Send:
		s.send(s.player.Target.expand(step.Pieces, s.key), c.Split)
	case corpus.Pause:
		s.pause(step.Duration)
	case corpus.Await:
		s.await()
	case corpus.AwaitStart:
		s.awaitStart()
	case corpus.AwaitClose:
		s.awaitClose()
	case corpus.HalfClose:
		return s.halfClose()
	case corpus.Close, corpus.Reset:
		s.depart(step.Kind == corpus.Reset)
	case corpus.StopReading:
		s.stopReading()
	case corpus.ResumeReading:
		s.resumeReading()
	case corpus.Connect:
		return s.reconnect(s.leave)
	case corpus.ConnectBeside:
		return s.reconnect(s.setAside)
	}
	return nil
}

// reconnect opens the next connection when this one is at rest, and is left one way or
// another.
func (s *session) reconnect(leave func()) error {
	s.settle()
	if s.over() {
		return nil
	}
	leave()
	return s.open()
}

// send writes a message, each piece recorded before it leaves, so that no answer
// can precede it. What the server sends meanwhile is read.
func (s *session) send(m message, split corpus.Split) {
	for last := byte(0); len(m.data) > 0; {
		part := m.cut(segment(split, last, m.data))
		last = part.data[len(part.data)-1]
		c, patience, may := s.announce(part)
		if !may {
			return
		}
		if err := c.write(part.data, patience); err != nil {
			s.refuse(c, err)
			return
		}
		if split == corpus.Boundaries && len(m.data) > 0 {
			s.pause(betweenSegments)
		}
	}
}

// betweenSegments is long enough for a server to read one segment before the next comes.
const betweenSegments = 10 * time.Millisecond

// segment returns how many octets of data leave in the next write; last is the one before.
func segment(split corpus.Split, last byte, data []byte) int {
	line := bytes.IndexByte(data, '\n') + 1
	switch {
	case split == corpus.EveryByte, split == corpus.Boundaries && last == '\n' && data[0] == '\r':
		return 1
	case split == corpus.Boundaries && line > 0:
		return min(line, maxWrite)
	}
	return maxWrite
}

// announce records what is going to be written, unless nothing can be.
func (s *session) announce(m message) (c *connection, patience time.Duration, may bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c = s.conn
	if s.isOver() || c.left || c.deaf || c.reset {
		return nil, 0, false
	}
	s.record(trace.Record{Kind: trace.Sent, Data: m.data, Uses: m.uses})
	return c, s.patience(s.budgets.Answer), true
}

// refuse notes that a write has failed. Where the server's end is gone, what it had
// sent before is read first: a reset must not hide the answer that came before it.
func (s *session) refuse(c *connection, err error) {
	s.mu.Lock()
	c.deaf = true
	s.mu.Unlock()
	if !isReset(err) {
		return
	}
	select {
	case <-c.done:
	case <-time.After(s.budgets.Settle):
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.left && !c.reset {
		c.ended, c.reset = true, true
		s.record(trace.Record{Kind: trace.RST})
	}
}

// patience returns how long after the last record to wait for what is owed, or for
// otherwise where nothing is. The lock is held.
func (s *session) patience(otherwise time.Duration) time.Duration {
	if debt, owed := s.judge.Owed(); owed {
		otherwise = debt.Budget
	}
	return otherwise + s.budgets.Patience
}

// wait waits for the next record, the end of the play, or d, and tells whether d is over.
func (s *session) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.changed:
	case <-s.ctx.Done():
	}
	return false
}

// pause does nothing for d. What comes is recorded.
func (s *session) pause(d time.Duration) {
	end := time.Now().Add(d)
	for !s.over() && !s.wait(time.Until(end)) {
	}
}

// until waits until done, or until nothing has come for as long as patience says;
// both are called with the lock held. The end of the connection ends it too. Silence
// is recorded, unless one as long already is.
func (s *session) until(done func() bool, patience func() time.Duration) {
	for {
		s.mu.Lock()
		if s.isOver() || s.conn.ended || s.conn.left || done() {
			s.mu.Unlock()
			return
		}
		enough := patience()
		silence := time.Since(s.start) - s.last
		if silence >= enough {
			if s.silence < enough {
				s.record(trace.Record{Kind: trace.Waited, For: silence})
			}
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		s.wait(enough - silence)
	}
}

func never() bool { return false }

// await waits until nothing is owed.
func (s *session) await() {
	s.until(func() bool {
		_, owed := s.judge.Owed()
		return !owed
	}, func() time.Duration { return s.patience(0) })
	s.mu.Lock()
	s.met = max(s.met, s.begun())
	s.mu.Unlock()
}

// awaitStart waits until one more response has begun than await steps have seen.
func (s *session) awaitStart() {
	s.until(
		func() bool { return s.begun() > s.met },
		func() time.Duration { return s.patience(s.budgets.Answer) },
	)
	s.mu.Lock()
	s.met = min(s.met+1, s.begun())
	s.mu.Unlock()
}

// awaitClose waits until the server has closed.
func (s *session) awaitClose() {
	s.until(never, func() time.Duration { return s.patience(s.budgets.Close) })
}

// settle waits for silence, so that what comes unasked is seen.
func (s *session) settle() {
	s.until(never, func() time.Duration { return s.budgets.Settle })
}

// begun counts the responses that have begun. The lock is held.
func (s *session) begun() int {
	complete, another := s.judge.Answers()
	if another {
		complete++
	}
	return complete
}

// halfClose sends FIN.
func (s *session) halfClose() error {
	s.mu.Lock()
	c := s.conn
	if c.left || c.deaf || c.reset {
		s.mu.Unlock()
		return nil
	}
	c.deaf = true
	s.record(trace.Record{Kind: trace.HalfClosed})
	s.mu.Unlock()
	if err := c.wire.closeWrite(); err != nil && !isGone(err) {
		return fmt.Errorf("half-closing: %w", err)
	}
	return nil
}

// depart closes both directions, or resets.
func (s *session) depart(reset bool) {
	s.mu.Lock()
	c := s.conn
	if c.left {
		s.mu.Unlock()
		return
	}
	kind := trace.Aborted
	if c.wire.secure != nil {
		kind = trace.ClosedIncompletely
	}
	if !c.reset {
		s.record(trace.Record{Kind: kind})
	}
	c.left = true
	close(c.gone)
	s.mu.Unlock()
	if reset {
		c.wire.reset()
	} else {
		_ = c.wire.Close() // with TLS, behind a closure alert; it may be gone already
	}
	s.leave()
}

// stopReading leaves what comes in the kernel's buffer.
func (s *session) stopReading() {
	c := s.conn
	if c.stops {
		return
	}
	c.stopReading()
	s.mu.Lock()
	defer s.mu.Unlock()
	c.stops = true
	if !c.left && !c.ended {
		s.record(trace.Record{Kind: trace.ReadStopped})
	}
}

// resumeReading undoes stopReading. Without that one it does nothing.
func (s *session) resumeReading() {
	s.mu.Lock()
	c := s.conn
	if c.stops && !c.left && !c.ended {
		s.record(trace.Record{Kind: trace.ReadResumed})
	}
	c.stops = false
	s.mu.Unlock()
	c.resumeReading()
}
