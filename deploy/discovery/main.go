package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
)

// cli is the grammar of the command line.
type cli struct {
	Run  runCommand  `cmd:"" default:"withargs" help:"Hunt faults (the default)."`
	Hunt huntCommand `cmd:"" hidden:"" help:"Be one hunt."`
}

// runCommand hunts, and prints what came of it.
type runCommand struct {
	Fault    []string      `help:"Only these faults (hangup faults lists them)." placeholder:"NAME"`
	Engine   []string      `help:"Only these engines: ${engines}." placeholder:"NAME" enum:"${engines}"`
	Runs     int           `help:"Hunts of each engine for each fault, with other seeds (${default})." default:"5" placeholder:"N"`
	Limit    int           `help:"Executions after which a hunt gives up (${default})." default:"1000000" placeholder:"N"`
	Time     time.Duration `help:"Time after which it gives up as well (${default})." default:"10m" placeholder:"DURATION"`
	Seed     uint64        `help:"Seed of the first run (${default})." default:"1" placeholder:"N"`
	Parallel int           `help:"Hunts at once (${default})." default:"${processors}" placeholder:"N"`
	Results  string        `help:"File that keeps what was found, to go on with (${default})." default:"discovery.json" placeholder:"FILE" type:"path"`
	Output   string        `help:"Print the results as md or json (${default})." enum:"md,json" default:"md" placeholder:"FORMAT"`
	Print    bool          `help:"Hunt nothing: print what the file has."`
}

// Help stands behind the flags.
func (*runCommand) Help() string {
	var b strings.Builder
	b.WriteString("A hunt is one run of an engine for one fault; an execution is one conversation, played and judged. The engines:\n\n")
	for _, e := range engines {
		fmt.Fprintf(&b, "    %-8s%s\n", e.name, e.about)
	}
	b.WriteString(`
Each result is kept at once. Ctrl-C prints what was done; the same command goes on. A hunt is done again
where it has found nothing and is now given more executions or time.

Examples:
    go run ./deploy/discovery --engine loop --runs 1 --limit 50000
    go run ./deploy/discovery --print > docs/discovery.md
`)
	return b.String()
}

// output is where to print.
type output struct{ stdout, stderr io.Writer }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run parses the arguments, runs the command and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	parser, err := kong.New(
		&cli{}, kong.Name("discovery"), kong.Writers(stdout, stderr), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&output{stdout, stderr}), kong.Description("Discovery counts how many conversations it takes to find each fault of the fault bank."),
		kong.Vars{"engines": strings.Join(engineNames(), ","), "processors": fmt.Sprint(runtime.NumCPU())},
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "discovery:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "discovery:", err)
		return 2
	}
	err = parsed.Run()
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "discovery: interrupted; the same command goes on")
		return 130
	case err != nil:
		fmt.Fprintln(stderr, "discovery:", err)
		return 1
	}
	return 0
}

func engineNames() (names []string) {
	for _, e := range engines {
		names = append(names, e.name)
	}
	return names
}

// Run hunts what is left to hunt.
func (c *runCommand) Run(ctx context.Context, o *output) error {
	kept, err := open(c.Results)
	if err != nil {
		return err
	}
	if !c.Print {
		if err := c.check(); err != nil {
			return err
		}
		err = c.hunt(ctx, o.stderr, kept)
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	if c.Output == "json" {
		return errors.Join(err, kept.print(o.stdout))
	}
	return errors.Join(err, markdown(o.stdout, kept.Results))
}

func (c *runCommand) check() error {
	for _, name := range c.Fault {
		if _, ok := suspect.Lookup(name); !ok {
			return fmt.Errorf("%q is not in the fault bank: hangup faults lists it", name)
		}
	}
	if c.Runs < 1 || c.Limit < 1 || c.Parallel < 1 || c.Time <= 0 {
		return errors.New("--runs, --limit, --parallel and --time have to be more than 0")
	}
	return nil
}

// plan returns what there is to hunt: all faults once before any twice.
func (c *runCommand) plan(kept *store) (hunts []*hunt) {
	faults, by := c.Fault, c.Engine
	if len(faults) == 0 {
		faults = suspect.Names()
	}
	if len(by) == 0 {
		by = engineNames()
	}
	for n := range c.Runs {
		for _, e := range unique(by) {
			for _, f := range unique(faults) {
				h := &hunt{Fault: f, Engine: e, Run: n + 1, Seed: c.Seed, Limit: c.Limit, patience: patience}
				if !slices.ContainsFunc(kept.Results, func(r result) bool { return r.settles(h, c.Time) }) {
					hunts = append(hunts, h)
				}
			}
		}
	}
	return hunts
}

// unique leaves out what was named before.
func unique(names []string) (once []string) {
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}

// settles tells whether a result is what the hunt could come to as well.
func (r *result) settles(h *hunt, within time.Duration) bool {
	if r.Fault != h.Fault || r.Engine != h.Engine || r.Run != h.Run || r.Seed != h.Seed {
		return false
	}
	switch r.Ended {
	case late:
		return r.Seconds >= within.Seconds()
	case limited:
		return r.Limit >= h.Limit
	}
	return true
}
