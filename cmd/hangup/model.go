package main

import (
	"bytes"
	"io"
)

// modelCommand shows the specification itself.
type modelCommand struct {
	Table  modelTableCommand  `cmd:"" help:"Print the table, row by row."`
	Draw   modelDrawCommand   `cmd:"" help:"Draw the five states and the transitions between them."`
	Export modelExportCommand `cmd:"" help:"Export the whole model for other programs."`
}

func (modelCommand) Help() string {
	return `The model is one table: in this state, on this event, under this condition, go there and do that; or: this
may never happen, and which clause says so. It drives the built-in server and judges every other one.

    hangup model draw --output model.svg
    hangup model table --state draining
    hangup model export --format json
`
}

// deliverTo writes what print prints to the file, or to standard output without one.
func (s *surroundings) deliverTo(file string, print func(io.Writer) error) error {
	if file != "" {
		if err := writable(file); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := print(&b); err != nil {
		return err
	}
	if err := s.deliver(b.Bytes(), file); err != nil {
		return usage("", "writing the model: %w", err)
	}
	return nil
}
