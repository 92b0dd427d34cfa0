package play

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/model/trace"
)

// session is one case being played. The script runs in one goroutine; each
// connection has another one that reads. Both record under mu.
type session struct {
	player *Player
	key    string // of the case's counter

	mu       sync.Mutex
	judge    *trace.Judge
	trace    *trace.Trace
	start    time.Time
	last     time.Duration // of the last record that is not a wait
	received int           // octets kept
	flooded  bool          // the server sent more than is kept
	over     bool          // the server has closed or reset the current connection
	changed  chan struct{} // a record was added

	conn    net.Conn
	reading sync.WaitGroup
	gate    *gate
}

// record adds one record, at this moment. Records of a connection that is gone are dropped.
func (s *session) record(conn net.Conn, r trace.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if conn != nil && conn != s.conn {
		return
	}
	r.At = time.Since(s.start)
	s.trace.Records = append(s.trace.Records, r)
	s.judge.Add(r)
	switch r.Kind {
	case trace.Opened:
		s.over = false
	case trace.FIN, trace.FINNoAlert, trace.RST:
		s.over = true
	}
	if r.Kind != trace.Waited {
		s.last = r.At
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// connect opens the first or the next connection.
func (s *session) connect(ctx context.Context) error {
	if err := s.player.Pace(ctx); err != nil {
		return err
	}
	conn, err := s.player.Target.dial(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.conn, s.gate = conn, newGate()
	s.mu.Unlock()
	s.record(conn, trace.Record{Kind: trace.Opened})
	s.reading.Add(1)
	go s.read(conn, s.gate)
	return nil
}

// disconnect ends the current connection without a record and waits for its reader.
func (s *session) disconnect() {
	s.mu.Lock()
	conn, gate := s.conn, s.gate
	s.conn = nil
	s.mu.Unlock()
	if conn == nil {
		return
	}
	gate.open()
	conn.Close()
	s.reading.Wait()
}

// read records what comes until the connection ends.
func (s *session) read(conn net.Conn, gate *gate) {
	defer s.reading.Done()
	buf := make([]byte, 64<<10)
	for {
		gate.wait()
		n, err := conn.Read(buf)
		if n > 0 && !s.keep(conn, buf[:n]) {
			return
		}
		if err != nil {
			if kind := ended(conn, err); kind != 0 {
				s.record(conn, trace.Record{Kind: kind})
			}
			return
		}
	}
}

// keep records octets, and tells whether to read on.
func (s *session) keep(conn net.Conn, data []byte) bool {
	s.mu.Lock()
	s.received += len(data)
	s.flooded = s.flooded || s.received > s.player.MaxReceive
	flooded := s.flooded
	s.mu.Unlock()
	if flooded {
		s.signal()
		return false
	}
	s.record(conn, trace.Record{Kind: trace.Received, Data: append([]byte(nil), data...)})
	return true
}

func (s *session) signal() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// ended tells how the server ended the connection; 0 when we did.
func ended(conn net.Conn, err error) trace.Kind {
	_, secure := conn.(*tls.Conn)
	switch {
	case errors.Is(err, net.ErrClosed):
		return 0
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return trace.RST
	case errors.Is(err, io.EOF):
		return trace.FIN
	case errors.Is(err, io.ErrUnexpectedEOF) && secure:
		return trace.FINNoAlert
	}
	return trace.RST // TLS alerts and whatever a transport in memory calls it
}

// status tells what the script has to know to go on.
type status struct {
	over, broken, flooded bool
	owed                  bool
	debt                  trace.Debt
	last                  time.Duration
	answers               int
	begun                 bool
}

func (s *session) status() status {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := status{over: s.over, broken: s.judge.Broken(), flooded: s.flooded, last: s.last}
	st.debt, st.owed = s.judge.Owed()
	st.answers, st.begun = s.judge.Answers()
	return st
}

// gate holds a reader back.
type gate struct {
	mu     sync.Mutex
	cond   *sync.Cond
	closed bool
}

func newGate() *gate {
	g := &gate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *gate) wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.closed {
		g.cond.Wait()
	}
}

func (g *gate) set(closed bool) {
	g.mu.Lock()
	g.closed = closed
	g.mu.Unlock()
	g.cond.Broadcast()
}

func (g *gate) open() { g.set(false) }
