package main

import (
	"io"

	"github.com/hangup-http/hangup/model/draw"
)

type modelDrawCommand struct {
	Format      string `help:"Format of the drawing: svg, dot, mermaid or html (${default})." enum:"svg,dot,mermaid,html" default:"svg" placeholder:"FORMAT"`
	Facts       bool   `help:"Say under which facts each transition is taken, and what it changes."`
	Requirement string `help:"Bring out what one requirement is about; the rest is grey." placeholder:"ADDRESS"`
	tableFlags
	Output string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (modelDrawCommand) Help() string {
	return `The drawing shows what a machine can do: the five states, the events that lead from one to the other, and
what the server does then. It is laid out here; no other program is needed.

    hangup model draw --output model.svg
    hangup model draw --facts --output facts.svg
    hangup model draw --requirement 9112/9.6/no-processing-after-close --output clause.svg
    hangup model draw --format html --output model.html
`
}

func (c *modelDrawCommand) Run(s *surroundings) error {
	_, table, err := c.load(c.Requirement)
	if err != nil {
		return err
	}
	options := draw.Options{Facts: c.Facts, Requirement: c.Requirement}
	return s.deliverTo(c.Output, func(w io.Writer) error {
		switch c.Format {
		case "dot":
			return draw.DOT(w, table, options)
		case "mermaid":
			return draw.Mermaid(w, table, options)
		case "html":
			return draw.HTML(w, table, options)
		}
		return draw.SVG(w, table, options)
	})
}
