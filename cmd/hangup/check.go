package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/report"
)

type checkCommand struct {
	URL string `arg:"" optional:"" help:"The server: http://host:port, https://host:port or unix:/path. Without it the built-in server is started and judged."`

	Only     []string `help:"Play only what this selects: a requirement address or its beginning, or a case name with wildcards. Repeatable." placeholder:"PATTERN" sep:"none"`
	Cases    []string `help:"A .case file, or a folder with such files, to play as well. Repeatable." placeholder:"PATH" sep:"none"`
	Strict   bool     `help:"Warnings fail the run too."`
	Baseline string   `help:"JSON report of an earlier run: its findings do not fail this one." type:"path" placeholder:"FILE"`
	DryRun   bool     `help:"List what would be played and what skipped, and why. Nothing is sent."`
	Verbose  bool     `short:"v" help:"Show a line for every other case too."`
	Quiet    bool     `short:"q" help:"No progress on standard error."`

	outputFlags
	targetFlags
}

func (checkCommand) Help() string {
	return `Plays every case whose needs the target meets, judges what came back, and prints each requirement that
was not met with the conversation that shows it.

    hangup check                             the built-in server: nothing is broken
    hangup check --fault mongoose-answers-after-close       the same with a real bug in it
    hangup check http://127.0.0.1:8080
    hangup check http://127.0.0.1:8080 --only 9112/9.6 --only 'close/*'
    hangup check http://127.0.0.1:8080 --capability echo=/echo --capability 'slow=/wait?ms={ms}'
    hangup check http://127.0.0.1:8080 --format json --output run.json --format text
    hangup check http://127.0.0.1:8080 --baseline run.json
    hangup check http://127.0.0.1:8080 --profile strict
    hangup check http://127.0.0.1:8080 --profile acme.yaml --only acme

Of an unknown target only "GET /" is expected to answer; name more of its handlers with --capability or
--profile, and fewer cases are skipped. The first Ctrl-C ends the run and prints the report so far.

` + exitCodes
}

func (c *checkCommand) Run(s *surroundings) error {
	destinations, err := c.destinations()
	if err != nil {
		return err
	}
	baseline, err := readBaseline(c.Baseline)
	if err != nil {
		return err
	}
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	all, err := allCases(c.Cases, p)
	if err != nil {
		return err
	}
	cases, err := selectCases(all, c.Only)
	if err != nil {
		return err
	}
	a, err := c.aim(c.URL, p)
	if err != nil {
		return err
	}
	if c.DryRun {
		return s.dryRun(a, cases)
	}
	ctx, stop := interruptible()
	defer stop()
	run, failed := s.judge(ctx, a, cases, c.Quiet)
	if failed != nil && len(run.Results) == 0 {
		return failed
	}
	if baseline != nil {
		baseline.Mark(run)
	}
	if err := s.print(run, destinations, printing{verbose: c.Verbose, strict: c.Strict}); err != nil {
		return err
	}
	if !toStdout(destinations) && !c.Quiet {
		fmt.Fprintf(s.stderr, "hangup: %s\n", run.Summary())
	}
	return outcome(run, failed, c.Strict)
}

// interruptible ends the context at the first signal; the second one kills as usual.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

func toStdout(to []destination) bool { return to[len(to)-1].file == "" }

// outcome is the exit code of a run that has been reported. When the target went
// away in the middle, what was found before still counts, and the person is told.
func outcome(run *report.Run, failed error, strict bool) error {
	switch {
	case run.Interrupted:
		return verdict(exitInterrupted)
	case run.Fails(strict) && failed != nil:
		return &failure{code: exitBroken, err: failed}
	case run.Fails(strict):
		return verdict(exitBroken)
	case failed != nil:
		return failed
	case !run.Conclusive():
		return verdict(exitInconclusive)
	}
	return nil
}

func readBaseline(file string) (*report.Baseline, error) {
	if file == "" {
		return nil, nil
	}
	const next = "hangup check URL --format json --output FILE writes a baseline"
	f, err := os.Open(file)
	if err != nil {
		return nil, usage(next, "reading the baseline: %w", err)
	}
	defer f.Close()
	baseline, err := report.ReadBaseline(f)
	if err != nil {
		return nil, usage(next, "baseline %s: %w", file, err)
	}
	return baseline, nil
}

// dryRun tells what a run would do, without a connection.
func (s *surroundings) dryRun(a *aim, cases []corpus.Case) error {
	played := 0
	for _, c := range cases {
		if missing := a.missing(c); len(missing) > 0 {
			fmt.Fprintf(s.stdout, "skip  %s: %s\n", c.Name, lacks(missing))
			continue
		}
		played++
		fmt.Fprintf(s.stdout, "play  %s\n", c.Name)
	}
	_, err := fmt.Fprintf(s.stdout, "%d of %s would be played on %s.\n", played, caseCount(len(cases)), a.name)
	return err
}
