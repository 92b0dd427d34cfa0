//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the grammar of the command line.
type cli struct {
	Run   runCommand   `cmd:"" default:"withargs" help:"Measure servers against each other (the default)."`
	Serve serveCommand `cmd:"" help:"Be one of the servers."`
}

// runCommand measures.
type runCommand struct {
	Quick   bool     `help:"Five short rounds, one for memory: a minute."`
	Rounds  int      `help:"How often each server is measured (${default}; 3 for memory)." default:"15" placeholder:"N"`
	Only    []string `help:"Only these servers: ${servers}." placeholder:"NAME"`
	Measure []string `help:"Only these measures: ${measures}." placeholder:"NAME" enum:"${measures}"`
	Format  string   `help:"Tables as text or md (${default})." enum:"text,md" default:"text" placeholder:"FORMAT"`
	Profile string   `help:"Write profiles of the servers in Go to this folder." placeholder:"DIR" type:"path"`
}

// memoryRounds is how often memory is measured: it hardly varies.
const memoryRounds = 3

// quick is the scale of a first impression.
var quick = scale{warm: 50 * time.Millisecond, slice: 200 * time.Millisecond, connections: full.connections, idle: full.idle, settle: full.settle}

func main() {
	runtime.LockOSThread() // the servers end with the thread that starts them
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run parses the arguments, runs the command and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	var names, servers []string
	for _, m := range measures {
		names = append(names, m.name)
	}
	for _, k := range kinds {
		servers = append(servers, k.name)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	parser, err := kong.New(
		&cli{}, kong.Name("bench"), kong.Writers(stdout, stderr), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&output{stdout, stderr}), kong.Description("Bench measures HTTP servers against each other."),
		kong.Vars{"measures": strings.Join(names, ","), "servers": strings.Join(servers, ",")},
	)
	if err == nil {
		var command *kong.Context
		if command, err = parser.Parse(args); err == nil {
			err = command.Run()
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 2
	}
	return 0
}

// output is where things are told.
type output struct{ tables, progress io.Writer }

// Run measures and prints the tables.
func (c *runCommand) Run(ctx context.Context, out *output) error {
	chosen, err := lookUp(c.Only)
	if err != nil {
		return err
	}
	if c.Rounds < 1 {
		return fmt.Errorf("--rounds is %d: at least one is needed", c.Rounds)
	}
	if c.Profile != "" {
		if err := os.MkdirAll(c.Profile, 0o755); err != nil {
			return err
		}
	}
	b := &bench{scale: full}
	if c.Quick {
		b.scale, c.Rounds = quick, min(c.Rounds, 5)
	}
	if b.on, err = divide(); err != nil {
		return err
	}
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(k kind) bool {
		why := ""
		if k.program != nil {
			why = k.program.missing()
		}
		if why != "" {
			fmt.Fprintf(out.tables, "%s is left out: %s\n\n", k.name, why)
		}
		return why != ""
	})
	for _, m := range measures {
		if len(c.Measure) > 0 && !slices.Contains(c.Measure, m.name) {
			continue
		}
		if err := c.one(ctx, b, m, chosen, out); err != nil {
			return err
		}
	}
	return nil
}

// one takes one measure.
func (c *runCommand) one(ctx context.Context, b *bench, m measure, chosen []kind, out *output) error {
	rounds := c.Rounds
	if m.idle {
		if err := raise(); err != nil {
			return err
		}
		rounds = min(rounds, memoryRounds)
		if c.Quick {
			rounds = 1
		}
	}
	result, err := b.compare(ctx, out.progress, m, chosen, rounds)
	if err != nil {
		return err
	}
	if err := result.table(out.tables, b.scale, c.Format == "md"); err != nil {
		return err
	}
	if c.Profile == "" {
		return nil
	}
	return b.profile(ctx, m, chosen, c.Profile)
}
