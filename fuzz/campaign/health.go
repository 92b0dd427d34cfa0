package campaign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Troubles that a target can have, as findings call them.
const (
	Died   = "died"
	Hung   = "hung"
	Slowed = "slowed down"
	Leaked = "leaked connections"
)

const (
	probeEvery = 500 * time.Millisecond
	greetings  = 30 // in the beginning, unless that takes too long: the fastest counts
	greetTime  = time.Second
	drainTime  = 4 * time.Second // for conversations in flight, until a suspicion is looked into without them

	// A target is slow when it needs so many times as long as in the beginning, and at least so
	// long, though nothing else is asked of it.
	slowTimes = 20
	slowFloor = 100 * time.Millisecond
	slowAgain = 8 * time.Second // until it is looked into again, when it was only busy; then twice as long, and so on
)

// greeting is the plainest of conversations. It is left as soon as an answer begins, so that
// a server which does not close is not waited for.
var greeting = corpus.Case{Name: "fuzz/greeting", Steps: []corpus.Step{
	{Kind: corpus.Send, Pieces: []corpus.Piece{
		{Data: []byte("GET ")},
		{Handler: model.Answer},
		{Data: []byte(" HTTP/1.1\r\n")},
		{Data: []byte("Host: ")},
		{Host: true},
		{Data: []byte("\r\n")},
		{Data: []byte("Connection: close\r\n")},
		{Data: []byte("\r\n")},
	}},
	{Kind: corpus.AwaitStart},
	{Kind: corpus.Close},
}}

// probe returns how long the target takes to begin an answer.
func probe(ctx context.Context, p *play.Player) (time.Duration, error) {
	played, err := p.Play(ctx, greeting)
	if err != nil {
		return 0, err
	}
	var asked time.Duration
	for _, r := range played.Trace.Records {
		switch {
		case r.Kind == trace.Sent:
			asked = r.At
		case r.Kind == trace.Received && bytes.HasPrefix(r.Data, []byte("HTTP/")):
			return r.At - asked, nil
		}
	}
	return 0, play.ErrNoAnswer
}

// vitals is what the monitor knows of the target.
type vitals struct {
	good     time.Time       // when it answered last, in time
	baseline time.Duration   // the fastest of its answers in the beginning, with nothing else to do
	last     []time.Duration // of its last answers
	patience time.Time       // until then slowness is not looked into again
	wait     time.Duration
}

// greet makes sure that there is somebody to talk to, and how fast he is.
func (c *Campaign) greet(ctx context.Context) error {
	if c.config.Server != nil {
		if err := c.config.Server.Restart(ctx); err != nil {
			return err
		}
	}
	var took []time.Duration
	for began := time.Now(); len(took) < 5 || len(took) < greetings && time.Since(began) < greetTime; {
		d, err := probe(ctx, c.full)
		if err != nil {
			return fmt.Errorf("greeting the target: %w", err)
		}
		took = append(took, d)
	}
	c.vitals = vitals{good: time.Now(), baseline: slices.Min(took), wait: slowAgain}
	return nil
}

func median(d []time.Duration) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)/2]
}

// watch looks at the target's health until ctx ends.
func (c *Campaign) watch(ctx context.Context) error {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	var noted <-chan struct{} // of a server whose end was looked into: one that has left its group may still answer
	for {
		var ended <-chan struct{}
		if c.config.Server != nil && c.config.Server.Ended() != noted {
			ended = c.config.Server.Ended()
		}
		select {
		case <-ctx.Done():
			return nil
		case epoch := <-c.alarms:
			if epoch < c.nowEpoch() {
				continue // it was started again since then
			}
		case <-ended:
			noted = ended
		case <-ticker.C:
		}
		if err := c.examineHealth(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
}

// examineHealth greets the target once, a busy one with more patience, and looks into it when that fails.
func (c *Campaign) examineHealth(ctx context.Context) error {
	d, err := probe(ctx, c.quick)
	if errors.Is(err, play.ErrNoAnswer) {
		d, err = probe(ctx, c.full)
	}
	if err == nil {
		if !c.vitals.tooLong(d) {
			c.vitals.good = time.Now()
		}
		if !c.vitals.slow(d) {
			return nil
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return c.suspectHealth(ctx, errors.Is(err, syscall.ECONNREFUSED))
}

// slow tells whether the target has become so slow that it should be looked into.
func (v *vitals) slow(d time.Duration) bool {
	v.last = append(v.last, d)
	if len(v.last) < 5 {
		return false
	}
	v.last = v.last[len(v.last)-5:]
	return v.tooLong(median(v.last)) && time.Now().After(v.patience)
}

func (v *vitals) tooLong(d time.Duration) bool { return d > max(slowTimes*v.baseline, slowFloor) }

// suspectHealth looks at the target while nothing else is asked of it. One that refused a connection had died, also when somebody
// has started it again since.
func (c *Campaign) suspectHealth(ctx context.Context, refused bool) error {
	defer c.gate.squeeze(0)()
	drained, cancel := context.WithTimeout(ctx, drainTime)
	c.gate.drained(drained)
	cancel()
	c.up.Lock()
	defer c.up.Unlock()
	kind := c.ill(ctx, c.full)
	if kind == "" && refused {
		kind = Died
	}
	if ctx.Err() != nil {
		return nil
	}
	if kind == "" {
		c.vitals.wait *= 2 // it was only busy
		c.vitals.patience = time.Now().Add(c.vitals.wait)
		return nil
	}
	return c.trouble(ctx, kind)
}

// ill says what is wrong with the target when nothing else is asked of it; empty: nothing.
func (c *Campaign) ill(ctx context.Context, p *play.Player) string {
	for range 3 {
		d, err := probe(ctx, p)
		switch {
		case errors.Is(err, play.ErrUnreachable), err != nil && c.ended():
			return Died
		case err != nil:
			return Hung
		case !c.vitals.tooLong(d):
			return ""
		}
	}
	return Slowed
}

// ended tells whether the server that was started has ended.
func (c *Campaign) ended() bool {
	if c.config.Server == nil {
		return false
	}
	select {
	case <-c.config.Server.Ended():
		return true
	default:
		return false
	}
}

// trouble finds out which conversation did it, and goes on with a target that was started again.
func (c *Campaign) trouble(ctx context.Context, kind string) error {
	suspects := c.recent.since(c.vitals.good.Add(-probeEvery))
	c.tally(func(s *Status) { s.Troubles++ })
	c.tell("the target %s; %d conversations were held since it was well", kind, len(suspects))
	if err := c.restart(ctx); err != nil {
		return c.unattended(ctx, kind, suspects, err)
	}
	if c.bisected[kind] < maxBisected {
		c.bisected[kind]++
		if err := c.bisect(ctx, kind, suspects); err != nil {
			return err
		}
	}
	c.vitals.good, c.vitals.last = time.Now(), nil
	return nil
}

// maxBisected is how often it is found out who did the same kind of thing; later the
// target is only started again.
const maxBisected = 8

// unattended reports who may have done it where the target does not get well. One that is slow is still there: from
// now on that is how fast it is.
func (c *Campaign) unattended(ctx context.Context, kind string, suspects []*flight, err error) error {
	accused := c.accuse(ctx, kind, conversations(suspects), 0, 0)
	if kind != Slowed || c.config.Server != nil || ctx.Err() != nil {
		return errors.Join(accused, err)
	}
	d, err := probe(ctx, c.full)
	if err != nil {
		return errors.Join(accused, fmt.Errorf("greeting the target, which had become slow: %w", ErrDown))
	}
	c.vitals = vitals{good: time.Now(), baseline: d, wait: slowAgain}
	c.tell("the target is not started again; from now on it is as fast as it should be when it answers within %v", (slowTimes * d).Round(time.Millisecond))
	return accused
}

// restart starts the target again, or, when nobody can, waits whether it gets well by itself or by whoever looks after
// it. From then on earlier alarms mean nothing. The error wraps ErrDown when it is gone.
func (c *Campaign) restart(ctx context.Context) error {
	if c.config.Server == nil {
		return c.getsWell(ctx)
	}
	if err := c.config.Server.Restart(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.status.Restarts++
	return nil
}

// getsWell waits until the target is well.
func (c *Campaign) getsWell(ctx context.Context) error {
	waiting, done := context.WithTimeout(ctx, c.config.Recovery)
	defer done()
	for {
		if d, err := probe(waiting, c.quick); err == nil && !c.vitals.tooLong(d) {
			c.mu.Lock()
			c.epoch++
			c.mu.Unlock()
			return nil
		}
		select {
		case <-waiting.Done():
			return fmt.Errorf("nobody started the target again within %v: %w", c.config.Recovery, ErrDown)
		case <-time.After(c.config.Recovery / 50):
		}
	}
}
