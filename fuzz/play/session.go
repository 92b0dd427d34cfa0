package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model/trace"
)

// session is one play of a case. The goroutine that follows the script writes; one
// goroutine for each connection reads. Both record under one lock, so that the
// judge sees one sequence.
type session struct {
	player  *Player
	budgets trace.Budgets
	key     string
	ctx     context.Context // ends with the play, at the limit, or with the caller's
	cancel  context.CancelCauseFunc
	limit   time.Duration
	timer   *time.Timer // of the limit; nil until the first connection

	changed chan struct{} // holds a token when something was recorded

	mu      sync.Mutex
	start   time.Time
	trace   *trace.Trace
	judge   *trace.Judge
	last    time.Duration // of the last record that is no silence
	silence time.Duration // since then, as far as it is recorded
	allowed int           // octets that may still be received
	reads   int
	cut     error
	conn    *connection   // the current one, or the last
	aside   []*connection // left open, until the end of the case
	met     int           // responses that await steps have seen begin
}

// begin prepares a play; nothing is dialled yet.
func (p *Player) begin(ctx context.Context, c corpus.Case) *session {
	own, octets := demands(c)
	s := &session{
		player: p, budgets: p.Budgets, key: newKey(), limit: p.limit(c) + own,
		changed: make(chan struct{}, 1),
		trace:   &trace.Trace{Case: c.Name}, judge: p.judge(c),
		allowed: p.MaxReceive + octets,
	}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	return s
}

// end leaves all connections that are open, and waits for what reads from them.
func (s *session) end() {
	s.leave()
	for _, c := range s.aside {
		s.abandon(c)
		<-c.done
		c.forget()
	}
	if s.timer != nil {
		s.timer.Stop()
	}
	s.cancel(nil)
}

var errLimit = errors.New("the limit of a case is over")

// open dials the next connection and starts to read from it.
func (s *session) open() error {
	if s.timer != nil {
		s.timer.Stop()
	}
	if pace := s.player.Pace; pace != nil {
		if err := pace(s.ctx); err != nil {
			return s.interrupted(err)
		}
	}
	if s.timer == nil {
		s.timer = time.AfterFunc(s.limit, func() { s.cancel(errLimit) })
		s.start = time.Now()
	} else {
		s.timer.Reset(s.limit)
	}
	ctx, cancel := context.WithTimeout(s.ctx, max(dialTime, s.budgets.Answer+s.budgets.Patience))
	defer cancel()
	w, err := s.player.Target.dial(ctx)
	if err != nil {
		if s.ctx.Err() != nil {
			return s.interrupted(err)
		}
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	c := newConnection(w)
	s.mu.Lock()
	s.conn = c
	s.record(trace.Record{Kind: trace.Opened})
	s.mu.Unlock()
	c.forget = context.AfterFunc(s.ctx, func() { s.abandon(c) })
	go s.read(c)
	return nil
}

// interrupted says why the play ended before the script did.
func (s *session) interrupted(err error) error {
	switch cause := context.Cause(s.ctx); {
	case errors.Is(cause, errLimit):
		return &cutError{fmt.Sprintf("the target did not come to rest in %v", s.limit)}
	case cause != nil:
		return cause
	}
	return err
}

// record stamps a record and hands it to the judge. The lock is held.
func (s *session) record(r trace.Record) {
	r.At = time.Since(s.start)
	s.trace.Records = append(s.trace.Records, r)
	s.judge.Add(r)
	s.silence = r.For
	if r.Kind != trace.Waited {
		s.last = r.At
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// read records what the server sends until it ends the connection, or the script
// leaves it.
func (s *session) read(c *connection) {
	defer close(c.done)
	buf := make([]byte, maxWrite)
	for c.mayRead() {
		n, end := c.wire.listen(buf)
		if end == trace.FIN || end == trace.FINNoAlert {
			end = c.trueEnd(end)
		}
		if !s.hear(c, buf[:n], end) {
			return
		}
	}
}

// hear records one read, and tells whether there may be another one.
func (s *session) hear(c *connection, data []byte, end trace.Kind) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.left {
		return false
	}
	if len(data) > 0 {
		if s.allowed -= len(data); s.allowed < 0 || s.reads == maxReads {
			s.cut = &cutError{"the target sends without end"}
			s.cancel(s.cut)
			return false
		}
		s.reads++
		s.record(trace.Record{Kind: trace.Received, Data: bytes.Clone(data)})
	}
	if end == 0 {
		return true
	}
	c.ended = true
	c.reset = end == trace.RST
	s.record(trace.Record{Kind: end})
	return false
}

// leave closes the connection without a record, and waits for its reader.
func (s *session) leave() {
	c := s.conn
	if c == nil {
		return
	}
	s.abandon(c)
	<-c.done
	c.forget()
}

// setAside leaves the connection open; nothing of it is recorded any more.
func (s *session) setAside() {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.conn
	if !c.left {
		c.left = true
		close(c.gone)
	}
	s.aside = append(s.aside, c)
}

// abandon closes a connection; nothing of it is recorded any more.
func (s *session) abandon(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.left {
		c.left = true
		close(c.gone)
	}
	_ = c.wire.below.Close() // twice does no harm
}
