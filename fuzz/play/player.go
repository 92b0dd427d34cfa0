package play

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Errors of a play. They are wrapped with the cause.
var (
	ErrUnreachable = errors.New("the target could not be reached")
	ErrNoAnswer    = errors.New("the target does not answer GET")
)

const (
	// DefaultMaxReceive is how many octets a target may send beyond what it was asked for.
	DefaultMaxReceive = 4 << 20
	// DefaultLimit is how long a case may take on one connection, its own pauses not counted.
	DefaultLimit = 30 * time.Second

	// dialTime leaves room for the repetitions of a SYN that a full backlog has dropped.
	dialTime = 10 * time.Second
	// maxReads bounds the records of a target that sends without end, octet by octet.
	maxReads = 1 << 16
)

// Player plays cases on one target. Its fields must not change while it plays; then
// it is safe for concurrent use.
type Player struct {
	Target     Target
	Table      func(corpus.Case) *model.Table // to judge each case by; nil: model.Standard
	Budgets    trace.Budgets
	MaxReceive int                         // octets beyond what the case asks for; then the play is cut short
	Limit      time.Duration               // of one case on one connection, beyond its own pauses
	Pace       func(context.Context) error // waits until one more connection may be opened; nil: at once
}

// NewPlayer returns a player with the default budgets and bounds.
func NewPlayer(t Target) *Player {
	return &Player{Target: t, Budgets: trace.DefaultBudgets(), MaxReceive: DefaultMaxReceive, Limit: DefaultLimit}
}

// Played is a case that was played and judged.
type Played struct {
	Trace  *trace.Trace
	Report trace.Report
	Cut    string // why the play was cut short before anything was proved; empty when it was not
}

// Play plays the case once. The error wraps [ErrUnreachable] when a connection could
// not be opened, or is that of ctx; then Played holds what was seen until then. A
// server that misbehaves is no error.
func (p *Player) Play(ctx context.Context, c corpus.Case) (Played, error) {
	if missing := p.Target.Profile.Missing(c.Needs); len(missing) > 0 {
		return Played{}, fmt.Errorf("case %s needs %v, which the target is not known to have", c.Name, missing)
	}
	s := p.begin(ctx, c)
	err := s.script(c)
	s.end()
	played := Played{Trace: s.trace, Report: s.judge.Report()}
	var cut *cutError
	if errors.As(err, &cut) {
		played.Cut, err = cut.why, nil
		played.Report.Verdict = max(played.Report.Verdict, model.Inconclusive)
	}
	if err != nil {
		err = fmt.Errorf("playing %s: %w", c.Name, err)
	}
	return played, err
}

// cutError ends a play that the target would not let end.
type cutError struct{ why string }

func (e *cutError) Error() string { return e.why }

// limit returns the bound on one connection. It leaves room for several waits of
// the longest kind, so that large budgets are not cut short.
func (p *Player) limit(c corpus.Case) time.Duration {
	b := p.Budgets
	longest := max(b.Answer, b.Interim, b.Close)
	for _, address := range c.About {
		longest = max(longest, b.Own[address])
	}
	return max(p.Limit, 4*(longest+b.Patience))
}

// judge returns one that has seen nothing of the case yet.
func (p *Player) judge(c corpus.Case) *trace.Judge {
	if p.Table == nil {
		return trace.NewJudge(p.Budgets)
	}
	return trace.NewJudgeBy(p.Table(c), p.Budgets)
}
