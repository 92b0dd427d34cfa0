package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/internal/matrix"
	"github.com/hangup-http/hangup/internal/recipe"
)

type matrixCommand struct {
	File string `arg:"" help:"YAML file of targets: where each server is, or how it is started."`

	Only     []string `help:"Only the server of this name. Repeatable." placeholder:"NAME"`
	Select   []string `help:"Play only what this selects: a requirement address or its beginning, or a case name with wildcards. Repeatable." placeholder:"PATTERN" sep:"none"`
	Cases    []string `help:"A .case file, or a folder with such files, to play as well. Repeatable." placeholder:"PATH" sep:"none"`
	Repeat   int      `help:"How often all cases are played on each server; what did not come to the same verdict is listed (${default})." default:"1" placeholder:"N"`
	Parallel int      `help:"How many servers are judged at once (${default})." default:"2" placeholder:"N"`
	Against  string   `help:"File with the expected violations of all servers, or the JSON of an earlier matrix. Without it each target's own file counts." type:"path" placeholder:"FILE"`

	List  bool `help:"List the targets, and what they need that is not here. Nothing is started."`
	Start bool `help:"Only start the servers, print name, URL and profile of each, and stop them at Ctrl-C."`
	Keep  bool `help:"Let the servers run behind the report until Ctrl-C, to replay what was found."`

	Format string   `help:"Format of the table on standard output: text, md, html or json (${default})." enum:"text,md,html,json" default:"text" placeholder:"FORMAT"`
	Output []string `help:"Write the table and the page of each server: into this file, in the format of its ending (.txt, .md, .html, .json), or into this folder, in all formats. Repeatable." type:"path" placeholder:"FILE|DIR" sep:"none"`
	Quiet  bool     `short:"q" help:"No progress on standard error."`

	AllowRemote bool `help:"Allow targets that are not on this machine. Point it only at servers you may test."`
	Connections int  `help:"Most connections open at once on each server (${default})." default:"32" placeholder:"N"`
	Confirm     int  `help:"How often a finding is played again to confirm it (${default})." default:"1" placeholder:"N"`
}

func (matrixCommand) Help() string {
	return `Starts each server of a YAML file, plays every case on it, stops it, and prints one table: servers x
requirements. docs/matrix.md shows the file; deploy/targets/targets.yaml has the servers of this repository.

    hangup matrix targets.yaml
    hangup matrix targets.yaml --only mine --only theirs --output report/
    hangup matrix targets.yaml --output matrix.html --output matrix.json
    hangup matrix targets.yaml --repeat 10
    hangup matrix targets.yaml --against expected.txt
    hangup matrix targets.yaml --only mine --start       in another shell: hangup replay ...

A violation fails the command unless the expected violations list it; so does one that they call "always" and
that no longer shows. A server whose programs are not installed is skipped; with CI=true in the environment that
fails too. The first Ctrl-C stops the servers and prints what was judged, the second one kills them.

Exit codes:

    0    nothing unexpected
    1    a violation that is not expected, or an expected one that is gone
    2    wrong usage or unreadable input
    3    a server did not start or was not reached, or no case came to a verdict; with CI=true: one was skipped
    130  interrupted, after a report of what was judged until then
`
}

// Validate is called by the parser.
func (c *matrixCommand) Validate() error {
	for name, n := range map[string]int{"repeat": c.Repeat, "parallel": c.Parallel, "connections": c.Connections} {
		if n < 1 {
			return fmt.Errorf("--%s must be at least 1", name)
		}
	}
	if c.Confirm < 0 {
		return fmt.Errorf("--confirm must not be negative")
	}
	if c.Start && c.List {
		return fmt.Errorf("--start and --list exclude each other")
	}
	return nil
}

func (c *matrixCommand) Run(s *surroundings) error {
	file, err := recipe.Load(c.File)
	if err != nil {
		return usage("docs/matrix.md shows the format", "%w", err)
	}
	targets, err := file.Select(c.Only)
	if err != nil {
		return usage("hangup matrix "+c.File+" --list", "%w", err)
	}
	if c.List {
		return listTargets(s, targets)
	}
	plans, err := c.plan(targets)
	if err != nil {
		return err
	}
	if err := c.writable(); err != nil {
		return err
	}
	ctx, now, end := twice()
	defer end()
	fleet, err := newFleet(file, plans)
	if err != nil {
		return err
	}
	defer fleet.stopAll(now)
	if c.Start {
		return c.startOnly(ctx, s, fleet, plans)
	}
	m := c.judgeAll(ctx, now, s, fleet, plans)
	if err := c.print(s, m); err != nil {
		return err
	}
	if c.Keep && ctx.Err() == nil {
		fleet.tell(s.stderr)
		<-ctx.Done()
	}
	return matrixOutcome(s, m)
}

// matrixOutcome is the exit code of a matrix that has been printed.
func matrixOutcome(s *surroundings, m *matrix.Matrix) error {
	code := exitClean
	for _, server := range m.Servers {
		unexpected, gone := server.Compare()
		switch {
		case len(unexpected)+len(gone) > 0:
			code = exitBroken
		case code != exitClean:
		case server.Status == matrix.Failed, server.Status == matrix.Skipped && inCI():
			code = exitInconclusive
			fmt.Fprintf(s.stderr, "hangup: %s: %s: %s\n", server.Name, server.Status, server.Reason)
		}
	}
	switch {
	case m.Interrupted:
		return verdict(exitInterrupted)
	case code != exitClean:
		return verdict(code)
	}
	return nil
}

// inCI tells whether everything has to be there.
func inCI() bool { return os.Getenv("CI") == "true" }

func listTargets(s *surroundings, targets []recipe.Target) error {
	width := 0
	for _, t := range targets {
		width = max(width, len(t.Name))
	}
	for _, t := range targets {
		where := t.URL
		if len(t.Start) > 0 {
			where = "ready to start"
		}
		if missing := t.Missing(); len(missing) > 0 {
			where = "missing: " + strings.Join(missing, ", ")
		}
		if _, err := fmt.Fprintf(s.stdout, "%-*s  %s\n", width, t.Name, where); err != nil {
			return err
		}
	}
	return nil
}

// judgeAll judges the servers, as many at once as --parallel says.
func (c *matrixCommand) judgeAll(ctx, now context.Context, s *surroundings, fleet *fleet, plans []*plan) *matrix.Matrix {
	m := &matrix.Matrix{Version: version(), File: c.File, Start: time.Now(), Repeat: c.Repeat}
	for _, p := range plans {
		m.Servers = append(m.Servers, p.server)
	}
	told := newMatrixProgress(s.stderr, plans, c.Repeat, c.Quiet)
	eachAtOnce(c.Parallel, plans, func(p *plan) {
		c.judgeOne(ctx, now, fleet, p, told)
		told.done(p)
	})
	told.end()
	m.Duration = time.Since(m.Start)
	m.Interrupted = slices.ContainsFunc(m.Servers, func(s *matrix.Server) bool { return s.Status == matrix.Interrupted })
	return m
}
