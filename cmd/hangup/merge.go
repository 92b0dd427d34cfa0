package main

import (
	"fmt"
	"io"
	"time"

	"github.com/hangup-http/hangup/fuzz/merge"
	"github.com/hangup-http/hangup/fuzz/store"
)

type mergeCommand struct {
	Sources []string `arg:"" help:"Stores to gather from: folders of campaigns (--dir of hangup fuzz), or addresses as for --store." placeholder:"SOURCE"`

	Into   string `required:"" help:"Store to gather into: a folder or an address. What is there stays there." placeholder:"STORE"`
	Format string `help:"Format of the report: text, md or json (${default})." enum:"text,md,json" default:"text" placeholder:"FORMAT"`
}

func (mergeCommand) Help() string {
	return `Gathers findings, corpora and coverage of several stores, and reports what they come to together. Of findings that
show the same one is kept, none is dropped. Of the conversations so many are kept that every rule and every
reaction that was seen is still shown by one of them. Nothing is changed or removed in any of the stores, so that
campaigns may be using them; merging again changes nothing.

    hangup merge shards/* --into hangup-fuzz
    hangup merge shards/* --into hangup-fuzz --format md >> "$GITHUB_STEP_SUMMARY"
    hangup merge hangup-fuzz --into smaller
    hangup merge 's3://corpus?region=eu-central-1' --into hangup-fuzz

If STORE is a folder, case files of all findings come to STORE/findings, for people. Object stores need the program
hangup-store; docs/scale-out.md is the guide.

Exit codes:

    0    the store has no finding that it did not have before
    1    it has new ones
    2    wrong usage, or a store that could not be opened
    3    a store could not be read or written, or holds entries that are damaged; the rest was gathered
    130  interrupted; merge again
`
}

// storePatience is how long a call to a store is tried again.
const storePatience = 30 * time.Second

func (c *mergeCommand) Run(s *surroundings) error {
	ctx, cease := interruptible()
	defer cease()
	into, err := store.Open(ctx, c.Into)
	if err != nil {
		return storeUsage(err)
	}
	defer into.Close() // nothing is under way, and Put lasts
	var sources []merge.Source
	for _, address := range c.Sources {
		source, err := store.OpenExisting(ctx, address)
		if err != nil {
			return storeUsage(err)
		}
		defer source.Close()
		sources = append(sources, merge.Source{Name: address, Store: store.Patient(source, storePatience)})
	}
	result, err := merge.Into(ctx, store.Patient(into, storePatience), sources)
	switch {
	case ctx.Err() != nil:
		return verdict(exitInterrupted)
	case err != nil:
		return &failure{exitInconclusive, err, "merge again: what was gathered is there"}
	}
	return c.conclude(s, result)
}

// conclude writes case files and the report.
func (c *mergeCommand) conclude(s *surroundings, result *merge.Result) error {
	if dir, ok := store.Folder(c.Into); ok {
		for _, f := range result.Findings {
			if _, err := keepCase(dir, f.Finding); err != nil {
				return err
			}
		}
	}
	write := map[string]func(io.Writer) error{"text": result.Text, "md": result.Markdown, "json": result.JSON}[c.Format]
	if err := write(s.stdout); err != nil {
		return err
	}
	switch {
	case len(result.Damaged) > 0:
		next := "remove what is damaged; nothing else shows it"
		return &failure{exitInconclusive, fmt.Errorf("%d entries could not be read, all others were gathered", len(result.Damaged)), next}
	case result.Fresh() > 0:
		return verdict(exitBroken)
	}
	return nil
}
