package play

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model/trace"
)

// segment is the most that one write takes, so that an early answer is noticed
// while a large request is being sent.
const segment = 64 << 10

// run follows the script, then waits for what is still owed.
func (s *session) run(ctx context.Context, c corpus.Case) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	for i := range c.Steps {
		st := s.status()
		if st.broken || st.flooded || ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.step(ctx, c, &c.Steps[i]); err != nil {
			return err
		}
	}
	s.gate.open()
	s.await(ctx, func(status) bool { return false })
	s.settle(ctx)
	return ctx.Err()
}

func (s *session) step(ctx context.Context, c corpus.Case, step *corpus.Step) error {
	switch step.Kind {
	case corpus.Send:
		s.send(step.Pieces, c.Split)
	case corpus.Pause:
		s.sleep(ctx, step.Duration)
	case corpus.Await:
		s.await(ctx, func(status) bool { return false })
	case corpus.AwaitStart:
		before := s.status()
		s.await(ctx, func(st status) bool { return st.answers > before.answers || st.begun && !before.begun })
	case corpus.AwaitClose:
		s.awaitClose(ctx)
	case corpus.HalfClose:
		s.halfClose()
	case corpus.Close:
		s.leave(false)
	case corpus.Reset:
		s.leave(true)
	case corpus.StopReading:
		s.record(s.conn, trace.Record{Kind: trace.ReadStopped})
		s.gate.set(true)
	case corpus.ResumeReading:
		s.record(s.conn, trace.Record{Kind: trace.ReadResumed})
		s.gate.open()
	case corpus.Connect:
		s.gate.open()
		s.settle(ctx)
		s.disconnect()
		return s.connect(ctx)
	}
	return nil
}

// send writes the pieces in one segment, or octet by octet. The record comes before
// the write, so that no answer can come before its request.
func (s *session) send(pieces []corpus.Piece, split corpus.Split) {
	data, uses := s.expand(pieces)
	size := segment
	if split == corpus.EveryByte {
		size = 1
	}
	for at := 0; at < len(data); at += size {
		end := min(at+size, len(data))
		r := trace.Record{Kind: trace.Sent, Data: data[at:end]}
		for _, u := range uses {
			if u.Offset >= at && u.Offset < end {
				u.Offset -= at
				r.Uses = append(r.Uses, u)
			}
		}
		s.record(s.conn, r)
		if !s.write(data[at:end]) {
			return
		}
	}
}

// write tells whether the next write makes sense.
func (s *session) write(data []byte) bool {
	budgets := s.player.Budgets
	conn := s.conn
	if conn == nil {
		return false
	}
	_ = conn.SetWriteDeadline(time.Now().Add(budgets.Answer + budgets.Patience))
	_, err := conn.Write(data)
	switch {
	case err == nil:
		return true
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		// The reader may still find octets that came before the reset; it records the reset then.
	case errors.Is(err, os.ErrDeadlineExceeded):
		// A peer that does not read: what it owes is judged without the rest.
	}
	return false
}

// expand fills in the placeholders.
func (s *session) expand(pieces []corpus.Piece) (data []byte, uses []trace.Use) {
	target := s.player.Target
	for _, p := range pieces {
		switch {
		case p.Host:
			data = append(data, target.host()...)
		case p.Data == nil:
			uses = append(uses, trace.Use{Offset: len(data), Handler: p.Handler, Arg: p.Arg})
			data = append(data, target.Profile.Path(p.Handler, p.Arg, s.key)...)
		default:
			data = append(data, bytes.Repeat(p.Data, max(p.Repeat, 1))...)
		}
	}
	return data, uses
}

// halfClose sends FIN and leaves the other direction open.
func (s *session) halfClose() {
	if conn, ok := s.conn.(interface{ CloseWrite() error }); ok {
		s.record(s.conn, trace.Record{Kind: trace.HalfClosed})
		_ = conn.CloseWrite() // the reader sees what became of the connection
	}
}

// leave closes both directions.
func (s *session) leave(reset bool) {
	conn := s.conn
	if conn == nil {
		return
	}
	kind := trace.Aborted
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		kind = trace.ClosedIncompletely
		if reset {
			conn = secure.NetConn()
		}
	}
	s.record(s.conn, trace.Record{Kind: kind})
	if reset {
		abort(conn)
	}
	s.disconnect()
}

// abort makes the close that follows a reset.
func abort(conn net.Conn) {
	switch conn := conn.(type) {
	case *net.TCPConn:
		_ = conn.SetLinger(0)
		_ = conn.Close()
	case interface{ Reset() error }:
		_ = conn.Reset()
	}
}

// sleep lets time pass; what comes meanwhile is recorded.
func (s *session) sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// await waits until nothing is owed any more or until says so; when a budget and the
// patience behind it are over, it records the silence.
func (s *session) await(ctx context.Context, until func(status) bool) {
	for {
		st := s.status()
		if !st.owed || st.over || st.broken || st.flooded || s.conn == nil || until(st) {
			return
		}
		if !s.waitUntil(ctx, st.last+st.debt.Budget+s.player.Budgets.Patience) {
			return
		}
	}
}

// awaitClose waits for the server's FIN, whether it is owed or not.
func (s *session) awaitClose(ctx context.Context) {
	for {
		st := s.status()
		if st.over || st.broken || st.flooded || s.conn == nil {
			return
		}
		if !s.waitUntil(ctx, st.last+s.player.Budgets.Close+s.player.Budgets.Patience) {
			return
		}
	}
}

// settle gives octets that nobody asked for the time to show.
func (s *session) settle(ctx context.Context) {
	for {
		st := s.status()
		if st.over || st.broken || st.flooded || s.conn == nil {
			return
		}
		if !s.waitUntil(ctx, max(st.last, time.Since(s.start)-s.player.Budgets.Settle)+s.player.Budgets.Settle) {
			return
		}
	}
}

// waitUntil waits for the next record. When the moment comes first, it records the
// silence and returns false.
func (s *session) waitUntil(ctx context.Context, moment time.Duration) bool {
	timer := time.NewTimer(moment - time.Since(s.start))
	defer timer.Stop()
	select {
	case <-s.changed:
		return true
	case <-ctx.Done():
		return false
	case <-timer.C:
	}
	s.mu.Lock()
	silence := time.Since(s.start) - s.last
	s.mu.Unlock()
	s.record(nil, trace.Record{Kind: trace.Waited, For: silence})
	// The record is our own: it is not news.
	select {
	case <-s.changed:
	default:
	}
	return false
}
