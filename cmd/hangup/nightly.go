package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/hangup-http/hangup/internal/nightly"
	"github.com/hangup-http/hangup/internal/strictyaml"
)

type nightlyCommand struct {
	Config string `arg:"" help:"YAML file of the night: budget, native targets, servers, canary."`

	Duration   time.Duration `help:"Budget of this night, instead of that of the file." placeholder:"TIME" xor:"budget"`
	Executions uint64        `help:"The same, in executions." placeholder:"N" xor:"budget"`

	Format string `help:"Format of the report on standard output: txt, md, json, junit.xml, sarif or html (${default})." enum:"txt,md,json,junit.xml,sarif,html" default:"txt" placeholder:"FORMAT"`
	Output string `help:"Folder for the report in all formats; without it, report in the folder of the history." type:"path" placeholder:"DIR"`
	Quiet  bool   `short:"q" help:"No progress on standard error."`
}

func (nightlyCommand) Help() string {
	return `Fuzzes every native fuzz target of some packages and some live servers, which share one budget, looks whether planted
bugs are found, compares with the nights before, and writes one report. docs/nightly.md is the guide.

    hangup nightly nightly.yaml
    hangup nightly nightly.yaml --duration 5m
    hangup nightly nightly.yaml --format md --output report/

The first Ctrl-C ends the night and reports what was done. A night that was killed is taken up by the next run.

Exit codes:

    0    nothing new was found
    1    something new was: an input that crashes, hangs or sometimes fails, or a finding on a server
    2    wrong usage or unreadable input
    4    the night failed, whatever it found: a canary was not found, a target is missing or does nothing, a server did not start
    130  interrupted, after a report of what was done until then
`
}

func (c *nightlyCommand) Run(s *surroundings) error {
	config, err := nightly.Load(c.Config)
	if err != nil {
		next := "docs/nightly.md shows the format"
		var mistake *strictyaml.Error
		if !errors.As(err, &mistake) {
			next = "hangup nightly --help"
		}
		return usage(next, "%w", err)
	}
	if c.Duration > 0 || c.Executions > 0 {
		config.Budget = nightly.Budget{Executions: c.Executions, Duration: c.Duration}
	}
	ctx, stop := interruptible()
	defer stop()
	told := func(line string) {
		if !c.Quiet {
			fmt.Fprintf(s.stderr, "hangup: %s\n", line)
		}
	}
	night, err := nightly.Run(ctx, config, version(), told)
	if err != nil && night == nil {
		return usage("hangup nightly --help", "%w", err)
	}
	dir := c.Output
	if dir == "" {
		dir = filepath.Join(config.History, "report")
	}
	if failed := errors.Join(night.Write(dir), night.Print(s.stdout, c.Format)); failed != nil {
		return usage("name a folder that can be written: --output DIR", "%w", failed)
	}
	told("the report is in " + dir + ": night." + strings.Join(nightly.Formats, ", ."))
	return nightOutcome(night, err)
}

// nightOutcome is the exit code of a night that has been reported.
func nightOutcome(night *nightly.Night, err error) error {
	switch {
	case night.Interrupted:
		return verdict(exitInterrupted)
	case err != nil:
		return &failure{exitNightFailed, err, "docs/nightly.md"}
	case len(night.Failures) > 0:
		return verdict(exitNightFailed)
	case night.Count(nightly.New) > 0:
		return verdict(exitBroken)
	}
	return nil
}
