package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/counters"
	"github.com/hangup-http/hangup/fuzz/play"
)

type fuzzCommand struct {
	URL string `arg:"" optional:"" help:"The server: http://host:port, https://host:port or unix:/path. Without it the built-in server is started and fuzzed."`

	Duration   time.Duration `help:"How long conversations are begun; findings are examined to their end behind that. Without it, until Ctrl-C." placeholder:"TIME"`
	Executions uint64        `help:"How many conversations are held at most." placeholder:"N"`
	Seed       *uint64       `help:"Same seed, same conversations: they are chosen by the seed and the model alone, and not by what this server did." placeholder:"N" xor:"seed"`
	Dir        string        `help:"Folder of the campaign: corpus, coverage, findings. A campaign in a folder of an earlier one goes on with it (${default})." default:"hangup-fuzz" type:"path" placeholder:"DIR"`
	Strict     bool          `help:"Look for warnings too."`
	Quiet      bool          `short:"q" help:"No progress on standard error."`

	StartCommand string `help:"Command that starts the server in the foreground, for sh. It is started before the first conversation, and again whenever it died, hangs or became slow." placeholder:"COMMAND"`

	CoverageURL  string `name:"coverage-url" help:"Page where a server in Go that was built with -cover serves its counters: conversations that bring it to new places of its code are bred from." placeholder:"URL" xor:"seed,coverage"`
	CoverageFile string `name:"coverage-file" help:"The same for a server in C or C++: file in which deploy/coverage/hangup_coverage.c counts." type:"path" placeholder:"FILE" xor:"seed,coverage"`

	sharedFlags
	targetFlags `set:"confirm=3"`
}

func (fuzzCommand) Help() string {
	return `Holds conversations with a server until told to stop, half of them bred from those in which the server did
something that was new, and judges each. What breaks a requirement is made smaller, confirmed by replay, stored as a
case file in DIR/findings, and printed. Nothing that was printed is lost, however the command ends; started again
with the same --dir it goes on.

    hangup fuzz http://127.0.0.1:8080 --duration 5m
    hangup fuzz http://127.0.0.1:8080 --capability echo=/echo --connections 2000
    hangup fuzz http://127.0.0.1:8080 --seed 1 --executions 10000
    hangup fuzz http://127.0.0.1:8080 --start-command 'exec ./server --port 8080'
    hangup fuzz --fault mongoose-answers-after-close --duration 10s
    hangup fuzz http://127.0.0.1:8080 --shard 2/4 --store 's3://corpus?region=eu-central-1'
    hangup replay hangup-fuzz/findings/FILE.case http://127.0.0.1:8080

Campaigns with the same --store, on any number of machines, take over what the others find while they run, and report
it once. docs/fuzzing.md is the guide, docs/scale-out.md that for many machines. The first Ctrl-C ends the campaign; conversations in flight are given up.

Exit codes:

    0    nothing new was found
    1    something was: a violation (with --strict: or warning) that no other campaign in DIR or --store has found, or a server
         that died, hung, became slow or keeps connections
    2    wrong usage or unreadable input
    3    the target could not be reached, or not all came to the store; it is in DIR
    130  interrupted; what was found until then is kept
`
}

func (c *fuzzCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	if c.StartCommand != "" && c.URL == "" {
		return usage("hangup fuzz http://127.0.0.1:8080 --start-command COMMAND", "--start-command starts a server of yours: name its URL")
	}
	a, err := c.aim(c.URL, p)
	if err != nil {
		return err
	}
	config, stop, err := c.config(a)
	if err != nil {
		return err
	}
	defer stop()
	ctx, cease := interruptible()
	defer cease()
	view := newFuzzView(s, c.Quiet)
	var finish func() error
	config.Store, finish, err = c.share(ctx, config.Store, func(text string) { view.note("%s", text) })
	if err != nil {
		return err
	}
	err = s.fuzz(ctx, c, a, config, view)
	if left := finish(); left != nil {
		if err == nil {
			return left
		}
		view.note("%v", left)
	}
	return err
}

// config is the campaign that the flags ask for, and what ends the server that it starts.
func (c *fuzzCommand) config(a *aim) (campaign.Config, func(), error) {
	store, err := campaign.OpenFolder(c.Dir)
	if err != nil {
		return campaign.Config{}, nil, usage("name a folder that can be written: --dir DIR", "%w", err)
	}
	shard, err := c.shard()
	if err != nil {
		return campaign.Config{}, nil, err
	}
	config := campaign.Config{
		Shard: shard, Target: a.target, Budgets: c.budgets(a.target.Profile), Table: tablesOf(a.target.Profile), Store: store,
		Executions: c.Executions, Duration: c.Duration, Connections: c.Connections, Rate: a.rate(),
		Confirm: c.Confirm, Strict: c.Strict, Seed: rand.Uint64(), SeedAlone: c.Seed != nil,
	}
	if c.Seed != nil {
		config.Seed = *c.Seed
	}
	if config.Counters, err = c.counters(a); err != nil {
		return campaign.Config{}, nil, err
	}
	if c.Seed == nil && c.Executions == 0 {
		if config.Opening, err = knownCases(a.target.Profile); err != nil {
			return campaign.Config{}, nil, err
		}
	}
	stop := func() {}
	if c.StartCommand != "" {
		server := campaign.NewCommand(a.target, filepath.Join(c.Dir, "server.log"), "/bin/sh", "-c", c.StartCommand)
		config.Server, stop = server, server.Stop
	}
	return config, stop, nil
}

// counters are where the target tells of its coverage; nil: nowhere.
func (c *fuzzCommand) counters(a *aim) (counters.Source, error) {
	switch {
	case c.CoverageFile != "":
		return counters.File(c.CoverageFile), nil
	case c.CoverageURL != "":
		if _, err := play.ParseTarget(c.CoverageURL, a.flags.AllowRemote); err != nil {
			return nil, usage("hangup fuzz URL --coverage-url http://127.0.0.1:8081/", "--coverage-url: %w", err)
		}
		return counters.URL(c.CoverageURL), nil
	}
	return nil, nil
}

// fuzz runs the campaign and tells what comes of it.
func (s *surroundings) fuzz(ctx context.Context, c *fuzzCommand, a *aim, config campaign.Config, view *fuzzView) error {
	var failed error
	config.Found = func(f campaign.Finding) {
		file, err := keepCase(c.Dir, f)
		if err != nil {
			failed = err
		}
		view.print("%s\n    %s\n", f.String(), c.replay(file, a.url))
	}
	config.Told = func(text string) { view.note("%s", text) }
	fuzzing, err := campaign.New(ctx, config)
	if err != nil {
		return usage("name another folder: --dir DIR", "%w", err)
	}
	for _, f := range fuzzing.Findings() { // whoever was killed may not have come to it
		if _, err := keepCase(c.Dir, f); err != nil {
			return err
		}
	}
	if !config.SeedAlone {
		view.note("bred from what the server does; for conversations that another run repeats: --seed %d", config.Seed)
	}
	view.begin(fuzzing)
	status, err := fuzzing.Run(ctx)
	view.end()
	if err = errors.Join(err, failed); err != nil && !errors.Is(err, campaign.ErrDown) {
		return a.explain(err)
	}
	view.conclude(status, c.Dir)
	switch {
	case err != nil:
		return &failure{exitBroken, fmt.Errorf("%s: %w", a.name, err), "name the command that starts it: --start-command COMMAND"}
	case ctx.Err() != nil:
		return verdict(exitInterrupted)
	case status.Total() > status.Earlier:
		return verdict(exitBroken)
	}
	return nil
}

// keepCase writes the case file of a finding where people look for it.
func keepCase(dir string, f campaign.Finding) (string, error) {
	file := filepath.Join(dir, "findings", f.File())
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	if err := campaign.WriteFile(file, f.Text); err != nil {
		return file, &failure{exitUsage, fmt.Errorf("writing a finding: %w", err), "the finding is in " + filepath.Join(dir, campaign.KindFinding, f.Name)}
	}
	return file, nil
}
