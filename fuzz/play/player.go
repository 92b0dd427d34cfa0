package play

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// ErrUnreachable is wrapped by errors that tell that the target could not be dialled.
var ErrUnreachable = errors.New("the target cannot be reached")

// Bounds of one played case.
const (
	DefaultMaxReceive = 16 << 20         // octets kept of what a server sends
	longestCase       = 30 * time.Second // whatever the script says
)

// Player plays cases on one target. Its fields must not change while it plays;
// then it is safe for concurrent use.
type Player struct {
	Target     Target
	Budgets    trace.Budgets
	MaxReceive int                         // octets; past it the server is cut off
	Pace       func(context.Context) error // called before each connection; may wait
}

// NewPlayer returns a player with the default budgets and bounds.
func NewPlayer(t Target) *Player {
	return &Player{
		Target: t, Budgets: trace.DefaultBudgets(), MaxReceive: DefaultMaxReceive,
		Pace: func(context.Context) error { return nil },
	}
}

// Played is a case that was played and judged.
type Played struct {
	Trace   *trace.Trace
	Report  trace.Report
	Flooded bool // the server sent more than is kept
}

// Play plays one case. It returns an error when the target cannot be dialled (it
// wraps ErrUnreachable) or ctx ends; a server that misbehaves is no error. No goroutine outlives it.
func (p *Player) Play(ctx context.Context, c corpus.Case) (Played, error) {
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, longestCase)
	defer cancel()
	s := &session{
		player: p, key: counterKey(), judge: trace.NewJudge(p.Budgets), trace: &trace.Trace{Case: c.Name},
		start: time.Now(), changed: make(chan struct{}, 1),
	}
	defer s.disconnect()
	stop := context.AfterFunc(ctx, s.interrupt)
	defer stop()
	if err := s.run(ctx, c); err != nil && (whole.Err() != nil || !errors.Is(err, context.DeadlineExceeded)) {
		return Played{}, fmt.Errorf("playing %s: %w", c.Name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	played := Played{Trace: s.trace, Report: s.judge.Report(), Flooded: s.flooded}
	if s.flooded && played.Report.Verdict < model.Inconclusive {
		played.Report.Verdict = model.Inconclusive
	}
	return played, nil
}

// interrupt ends a write that waits for its peer.
func (s *session) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		_ = s.conn.SetDeadline(time.Unix(1, 0))
	}
}

var plays atomic.Uint64

// run is told apart from every other run, so that counters of a target that lives on start anew.
var runKey = func() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return hex.EncodeToString(b[:])
}()

func counterKey() string { return runKey + "-" + strconv.FormatUint(plays.Add(1), 10) }
