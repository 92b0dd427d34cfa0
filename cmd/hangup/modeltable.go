package main

import (
	"io"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

type modelTableCommand struct {
	Format      string `help:"Format of the table: md, html or json (${default})." enum:"md,html,json" default:"md" placeholder:"FORMAT"`
	Requirement string `help:"Only the rows that cite one requirement." placeholder:"ADDRESS"`
	State       string `help:"Only the rows of one state." placeholder:"STATE"`
	Event       string `help:"Only the rows for one event." placeholder:"EVENT"`
	Marked      bool   `help:"Only the rows that say what must not happen, or what is recorded."`
	tableFlags
	Output string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (modelTableCommand) Help() string {
	return `Rows are sorted by state, then by event; those of one event are tried in the order of their numbers.

    hangup model table --state draining
    hangup model table --event HalfCloses
    hangup model table --requirement 9112/9.6/no-processing-after-close
    hangup model table --marked --format json
    hangup model table --format html --output table.html
`
}

func (c *modelTableCommand) Run(s *surroundings) error {
	_, table, err := c.load(c.Requirement)
	if err != nil {
		return err
	}
	if _, ok := model.ParseState(c.State); c.State != "" && !ok {
		return usage("one of "+names(model.AllStates()), "no state is called %q", c.State)
	}
	if _, ok := model.ParseEvent(c.Event); c.Event != "" && !ok {
		return usage("one of "+names(model.AllEvents()), "no event is called %q", c.Event)
	}
	selection := draw.Selection{Requirement: c.Requirement, State: c.State, Event: c.Event, Marked: c.Marked}
	return s.deliverTo(c.Output, func(w io.Writer) error {
		switch c.Format {
		case "json":
			return writeJSON(w, draw.Rows(table, selection))
		case "html":
			return draw.HTMLTable(w, table, selection)
		}
		return draw.MarkdownTable(w, table, selection)
	})
}

// names lists what a flag may be.
func names[E interface{ String() string }](all []E) string {
	var list []string
	for _, e := range all {
		list = append(list, e.String())
	}
	return strings.Join(list, ", ")
}
