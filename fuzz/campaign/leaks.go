package campaign

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
)

const (
	leakEvery = 2 * time.Second
	leaksMany = 4 // connections that are kept, until it is looked into
	leakPlays = 4 // of the conversation that seems to do it
)

// leaks looks for connections that the target keeps though its client has closed them, until ctx ends. Only the
// kernel of this machine can tell, and each such connection tells the address it came from,
// so that the conversation is known without bisecting.
func (c *Campaign) leaks(ctx context.Context) error {
	ticker := time.NewTicker(leakEvery)
	defer ticker.Stop()
	since := map[string]time.Time{}
	accused := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		kept, err := halfClosed(c.config.Target)
		if err != nil {
			return nil // this machine does not tell
		}
		old := c.oldest(since, kept)
		if len(old) < leaksMany {
			continue
		}
		for _, address := range old {
			f := c.recent.from(address)
			if f == nil || accused[shape([]gen.Conversation{f.Conversation})] || len(accused) >= maxBisected {
				continue
			}
			accused[shape([]gen.Conversation{f.Conversation})] = true
			if err := c.confirmLeak(ctx, f); err != nil {
				return err
			}
			break
		}
	}
}

// oldest notes which connections are kept since when, and returns those that are kept for too long.
func (c *Campaign) oldest(since map[string]time.Time, kept map[string]bool) (old []string) {
	for address := range since {
		if !kept[address] {
			delete(since, address)
		}
	}
	for address := range kept {
		first, known := since[address]
		switch {
		case !known:
			since[address] = time.Now()
		case time.Since(first) > c.config.LeakAfter:
			old = append(old, address)
		}
	}
	return old
}

// confirmLeak holds the conversation a few times and looks whether its connections are kept.
func (c *Campaign) confirmLeak(ctx context.Context, f *flight) error {
	var mine []string
	for range leakPlays {
		one := &flight{}
		_, err := c.quick.Play(context.WithValue(ctx, flightKey{}, one), c.made(f.Conversation))
		if err != nil && !errors.Is(err, play.ErrUnreachable) {
			return nil // the campaign ends
		}
		mine = append(mine, one.local...)
	}
	wait := time.NewTimer(c.config.LeakAfter)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-wait.C:
	}
	kept, err := halfClosed(c.config.Target)
	if err != nil {
		return nil // as above
	}
	shown := 0
	for _, address := range mine {
		if kept[address] {
			shown++
		}
	}
	if shown == 0 {
		return nil
	}
	c.tally(func(s *Status) { s.Troubles++ })
	c.tell("the target keeps connections %v after their clients have closed them", c.config.LeakAfter)
	return c.accuse(ctx, Leaked, []gen.Conversation{f.Conversation}, min(shown, leakPlays), leakPlays)
}

// portOf returns the port of a target on this machine.
func portOf(t play.Target) (string, error) {
	if t.Network != "tcp" || t.Remote || t.Address == "" {
		return "", fmt.Errorf("the kernel of this machine knows nothing of %s", t.Address)
	}
	_, port, err := net.SplitHostPort(t.Address)
	return port, err
}
