// Fuzztime measures how long hangup fuzz takes to find each fault of the fault bank over TCP: from the
// first connection to a finding that is made smaller, confirmed by replays and stored.
//
//	go run ./deploy/fuzztime --only mongoose --runs 5
//	go run ./deploy/fuzztime > times.md
//
// A fault is found by a finding of a requirement that it breaks, warnings included. Server and campaign share
// this process, so both processors have to do both.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/kill"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

type cli struct {
	Only  string        `help:"Only faults whose names begin so." placeholder:"PREFIX"`
	Runs  int           `help:"Campaigns for each fault (${default})." default:"1" placeholder:"N"`
	Limit time.Duration `help:"When a campaign gives up (${default})." default:"60s" placeholder:"TIME"`
}

func main() {
	var c cli
	kong.Parse(&c, kong.Name("fuzztime"), kong.Description("How long hangup fuzz takes to find each fault, as a table in Markdown."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := c.measure(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "fuzztime:", err)
		os.Exit(1)
	}
}

// never is the time of a campaign that gave up.
const never = time.Duration(1<<63 - 1)

// measured is how long each campaign for one fault took.
type measured struct {
	name  string
	times []time.Duration // sorted
}

func (m *measured) median() time.Duration { return m.times[len(m.times)/2] }

// measure goes through the bank once for each run, so that a busy minute of the machine falls on many faults and not on one.
func (c *cli) measure(ctx context.Context) error {
	opening, err := kill.Cases()
	if err != nil {
		return err
	}
	tables := faults.Profile().Tables()
	table := func(c corpus.Case) *model.Table { return tables.About(append([]string{c.Name}, c.About...)...) }
	var all []*measured
	var bank []faults.Fault
	for _, f := range faults.All() {
		if strings.HasPrefix(f.Name, c.Only) && !f.TLS {
			bank, all = append(bank, f), append(all, &measured{name: f.Name})
		}
	}
	for run := range c.Runs {
		for i, f := range bank {
			took, err := hunt(ctx, f, campaign.Config{Seed: uint64(run + 1), Strict: true, Opening: opening, Table: table}, c.Limit)
			if ctx.Err() != nil {
				return fmt.Errorf("interrupted in run %d at %s", run+1, f.Name)
			}
			if err != nil {
				return fmt.Errorf("looking for %s: %w", f.Name, err)
			}
			all[i].times = append(all[i].times, took)
			fmt.Fprintf(os.Stderr, "run %d of %d, %d of %d: %s: %s\n", run+1, c.Runs, i+1, len(bank), f.Name, seconds(took))
		}
	}
	c.print(all)
	return nil
}

// hunt returns how long one campaign takes to find one fault.
func hunt(ctx context.Context, f faults.Fault, config campaign.Config, limit time.Duration) (time.Duration, error) {
	target, stop, err := serve(f)
	if err != nil {
		return 0, err
	}
	defer stop()
	dir, err := os.MkdirTemp("", "fuzztime-")
	if err != nil {
		return 0, fmt.Errorf("making a folder for the campaign: %w", err)
	}
	defer os.RemoveAll(dir)
	store, err := campaign.OpenFolder(dir)
	if err != nil {
		return 0, err
	}
	ctx, done := context.WithTimeout(ctx, limit)
	defer done()
	found := never
	began := time.Now()
	config.Target, config.Budgets, config.Store = target, target.Profile.Patience(trace.DefaultBudgets()), store
	config.Found = func(finding campaign.Finding) {
		if found == never && blames(f, finding.Address) {
			found = time.Since(began)
			done()
		}
	}
	hunting, err := campaign.New(ctx, config)
	if err != nil {
		return 0, err
	}
	_, err = hunting.Run(ctx)
	if errors.Is(err, campaign.ErrDown) {
		err = nil // the fault is that it ends
	}
	return found, err
}

// blames tells whether a finding is of a requirement that the fault breaks. What has no requirement is of the health of the server.
func blames(f faults.Fault, address string) bool {
	return slices.Contains(f.Breaks, address)
}

// serve starts the server with the fault.
func serve(f faults.Fault) (target play.Target, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return target, nil, fmt.Errorf("listening: %w", err)
	}
	policy := model.DefaultPolicy
	s := &server.Server{Handler: capable.Handler(), Policy: &policy, Timeouts: faults.Timeouts}
	f.Apply(s)
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintf(os.Stderr, "the server with %s has ended: %v\n", f.Name, err)
		}
	}()
	target, err = play.ParseTarget("http://"+l.Addr().String(), false)
	target.Profile = faults.Profile().Over(profile.Full())
	return target, func() { _ = s.Close() }, err
}

func seconds(d time.Duration) string {
	if d == never {
		return "not found"
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// print writes the table, the slowest first.
func (c *cli) print(all []*measured) {
	slices.SortStableFunc(all, func(a, b *measured) int { return int(min(max(b.median()-a.median(), -1), 1)) })
	fmt.Printf("| fault | median of %d | fastest | slowest |\n| --- | ---: | ---: | ---: |\n", c.Runs)
	within := map[time.Duration]int{}
	for _, m := range all {
		slices.Sort(m.times)
		fmt.Printf("| %s | %s | %s | %s |\n", m.name, seconds(m.median()), seconds(m.times[0]), seconds(m.times[len(m.times)-1]))
		for _, bound := range bounds {
			if m.median() <= bound {
				within[bound]++
			}
		}
	}
	fmt.Println()
	for _, bound := range bounds {
		fmt.Printf("- within %s: %d of %d (%d %%)\n", bound, within[bound], len(all), 100*within[bound]/max(len(all), 1))
	}
}

var bounds = []time.Duration{time.Second, 3 * time.Second, 10 * time.Second, 60 * time.Second}
