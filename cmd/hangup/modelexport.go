package main

import (
	"io"

	"github.com/hangup-http/hangup/model/draw"
)

type modelExportCommand struct {
	Format string `help:"Format: json (${default})." enum:"json" default:"json" placeholder:"FORMAT"`
	tableFlags
	Output string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (modelExportCommand) Help() string {
	return `The export holds every row of the table, every requirement and every policy. docs/model.schema.json
describes the JSON.

    hangup model export --format json --output model.json
`
}

func (c *modelExportCommand) Run(s *surroundings) error {
	p, table, err := c.load("")
	if err != nil {
		return err
	}
	return s.deliverTo(c.Output, func(w io.Writer) error { return draw.JSON(w, table, p.Known()) })
}
