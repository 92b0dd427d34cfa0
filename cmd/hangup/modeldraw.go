package main

import (
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

type modelDrawCommand struct {
	Format      string `help:"Format of the drawing: svg, dot, mermaid or html (${default})." enum:"svg,dot,mermaid,html" default:"svg" placeholder:"FORMAT"`
	Facts       bool   `help:"Say under which facts each transition is taken, and what it changes."`
	Requirement string `help:"Bring out what one requirement is about; the rest is grey." placeholder:"ADDRESS"`
	Output      string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
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
	if err := knownRequirement(c.Requirement); err != nil {
		return err
	}
	options := draw.Options{Facts: c.Facts, Requirement: c.Requirement}
	return s.deliverTo(c.Output, func(w io.Writer) error {
		switch c.Format {
		case "dot":
			return draw.DOT(w, model.Standard, options)
		case "mermaid":
			return draw.Mermaid(w, model.Standard, options)
		case "html":
			return draw.HTML(w, model.Standard, options)
		}
		return draw.SVG(w, model.Standard, options)
	})
}

// knownRequirement refuses an address that no requirement has.
func knownRequirement(address string) error {
	if _, ok := model.Lookup(address); address != "" && !ok {
		return usage("hangup requirements", "no requirement has the address %q", address)
	}
	return nil
}
