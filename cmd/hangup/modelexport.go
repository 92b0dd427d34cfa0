package main

import (
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/model/promela"
)

type modelExportCommand struct {
	Format string `help:"Format: json or promela (${default})." enum:"json,promela" default:"json" placeholder:"FORMAT"`
	Scope  string `help:"How much of the world, in Promela: core, wide or full (${default})." default:"core" placeholder:"NAME"`
	Defect string `help:"Put a known mistake into the table first, in Promela." placeholder:"NAME"`
	tableFlags
	Output string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (modelExportCommand) Help() string {
	return `The export holds every row of the table, every requirement and every policy. docs/model.schema.json
describes the JSON.

    hangup model export --format json --output model.json

In Promela it is the machine in its closed world, with the laws and fates of hangup model explore, for SPIN; the first lines say
how to run it.

    hangup model export --format promela --output model.pml
`
}

func (c *modelExportCommand) Run(s *surroundings) error {
	p, table, err := c.load("")
	if err != nil {
		return err
	}
	if c.Format == "promela" {
		return c.promela(s, table)
	}
	return s.deliverTo(c.Output, func(w io.Writer) error { return draw.JSON(w, table, p.Known()) })
}

// promela prints the model for SPIN.
func (c *modelExportCommand) promela(s *surroundings, table *model.Table) error {
	scope, ok := explore.LookupScope(c.Scope)
	if !ok {
		return usage("hangup model export --help", "no scope is named %q: core, wide and full are there", c.Scope)
	}
	if c.Defect != "" {
		d, ok := explore.LookupDefect(c.Defect)
		if !ok {
			return usage("hangup model explore --defect list", "no defect is named %q", c.Defect)
		}
		table = d.Table(table)
	}
	return s.deliverTo(c.Output, func(w io.Writer) error { return promela.Print(w, table.Rules(), model.DefaultPolicy, scope) })
}
