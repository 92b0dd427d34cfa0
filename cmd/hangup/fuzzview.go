package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// fuzzView shows how far a campaign is: a few lines that are kept current on a terminal, a
// line now and then elsewhere. Findings go to standard output.
type fuzzView struct {
	s     *surroundings
	quiet bool
	above io.Writer // on a terminal: prints above the lines that are kept current

	container *mpb.Progress
	bars      []*mpb.Bar
	stop      chan struct{}
	stopped   sync.WaitGroup
	campaign  *campaign.Campaign
	pace      pace
}

// pace measures executions per second.
type pace struct {
	mu     sync.Mutex
	at     time.Time
	before uint64
	speed  float64
}

// of returns the executions per second over the last seconds.
func (p *pace) of(s campaign.Status, now time.Time) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.IsZero() {
		p.at = s.Began
	}
	if gap := now.Sub(p.at); gap >= time.Second {
		p.speed = float64(s.Executions-p.before) / gap.Seconds()
		p.at, p.before = now, s.Executions
	}
	return p.speed
}

func newFuzzView(s *surroundings, quiet bool) *fuzzView {
	return &fuzzView{s: s, quiet: quiet, stop: make(chan struct{})}
}

// plainEvery is the time between two lines where there is no terminal.
const plainEvery = 10 * time.Second

func (v *fuzzView) begin(c *campaign.Campaign) {
	v.campaign = c
	switch {
	case v.quiet:
	case isTerminal(v.s.stderr):
		v.container = mpb.New(mpb.WithOutput(v.s.stderr), mpb.WithRefreshRate(250*time.Millisecond), mpb.WithAutoRefresh())
		if isTerminal(v.s.stdout) {
			v.above = v.container
		}
		for line := range statusLines(campaign.Status{}, 0, time.Time{}) {
			v.bars = append(v.bars, v.container.New(0, mpb.NopStyle(), mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
				return v.lines()[line]
			}))))
		}
	default:
		v.stopped.Go(v.plain)
	}
}

func (v *fuzzView) lines() []string {
	now := time.Now()
	status := v.campaign.Status()
	return statusLines(status, v.pace.of(status, now), now)
}

// plain writes a line now and then.
func (v *fuzzView) plain() {
	ticker := time.NewTicker(plainEvery)
	defer ticker.Stop()
	for {
		select {
		case <-v.stop:
			return
		case <-ticker.C:
			fmt.Fprintf(v.s.stderr, "hangup: %s\n", strings.Join(v.lines(), "; "))
		}
	}
}

// end leaves the terminal clean.
func (v *fuzzView) end() {
	close(v.stop)
	v.stopped.Wait()
	for _, bar := range v.bars {
		bar.Abort(true)
	}
	if v.container != nil {
		v.container.Wait()
	}
	v.above = nil
}

// print writes to standard output, above what is kept current.
func (v *fuzzView) print(format string, args ...any) {
	to := v.s.stdout
	if v.above != nil {
		to = v.above
	}
	fmt.Fprintf(to, format, args...)
}

// note tells something on standard error.
func (v *fuzzView) note(format string, args ...any) {
	to := v.s.stderr
	if v.container != nil && v.above != nil {
		to = v.above
	}
	if !v.quiet {
		fmt.Fprintf(to, "hangup: "+format+"\n", args...)
	}
}

// conclude tells what the whole campaign came to.
func (v *fuzzView) conclude(s campaign.Status, dir string) {
	took := time.Since(s.Began)
	speed := float64(s.Executions) / took.Seconds()
	fmt.Fprintln(v.s.stdout, strings.Join(statusLines(s, speed, time.Now()), "\n"))
	if s.Total() > 0 {
		fmt.Fprintf(v.s.stdout, "case files: %s/findings\n", dir)
	}
}

// statusLines is the live view.
func statusLines(s campaign.Status, speed float64, now time.Time) []string {
	executions := fmt.Sprintf("%v  %d conversations, %.0f/s, %d in flight", now.Sub(s.Began).Round(time.Second), s.Executions, speed, s.InFlight)
	if s.Before > 0 {
		executions += fmt.Sprintf(" (%d before)", s.Before)
	}
	target := fmt.Sprintf("target: %d troubles, %d restarts", s.Troubles, s.Restarts)
	if s.Places > 0 {
		target += fmt.Sprintf(", %d places of its code reached", s.Places)
	}
	return []string{
		executions,
		fmt.Sprintf("rules %d of %d, novel reactions %d, last %s, corpus %d", s.Rules, s.RulesTotal, s.Novel, ago(s.LastNew, now), s.Corpus),
		findingsLine(s),
		target,
	}
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return now.Sub(t).Round(time.Second).String() + " ago"
}

func findingsLine(s campaign.Status) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(s.Findings)) {
		parts = append(parts, fmt.Sprintf("%s %d", state, s.Findings[state]))
	}
	line := fmt.Sprintf("findings %d", s.Total())
	if len(parts) > 0 {
		line += " (" + strings.Join(parts, ", ") + ")"
	}
	for _, more := range []struct {
		n    int
		text string
	}{
		{s.Earlier, "of other campaigns"},
		{s.Flaky, "flaky"},
		{s.Waiting, "suspects waiting"},
		{s.Duplicates, "duplicates"},
		{s.Unrepeated, "not shown again"},
	} {
		if more.n > 0 {
			line += fmt.Sprintf(", %d %s", more.n, more.text)
		}
	}
	return line
}
