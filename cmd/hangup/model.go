package main

import (
	"bytes"
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// modelCommand shows the specification itself.
type modelCommand struct {
	Table   modelTableCommand   `cmd:"" help:"Print the table, row by row."`
	Draw    modelDrawCommand    `cmd:"" help:"Draw the five states and the transitions between them."`
	Export  modelExportCommand  `cmd:"" help:"Export the whole model for other programs."`
	Explore modelExploreCommand `cmd:"" help:"Visit everything that the machine can come to, and prove what holds."`
	Mutate  modelMutateCommand  `cmd:"" help:"Make mistakes in the table, and see which check notices them."`
}

func (modelCommand) Help() string {
	return `The model is one table: in this state, on this event, under this condition, go there and do that; or: this
may never happen, and which clause says so. It drives the built-in server and judges every other one.

    hangup model draw --output model.svg
    hangup model table --state draining
    hangup model export --format json
`
}

// tableFlags say which table is shown.
type tableFlags struct {
	Profile string `help:"Show the table as this profile has it: a shipped one, or a YAML file." placeholder:"NAME|FILE"`
}

// load returns the profile and its table, and refuses an address that is not known there.
func (f *tableFlags) load(address string) (profile.Profile, *model.Table, error) {
	p, err := loadProfile(f.Profile)
	if err != nil {
		return p, nil, err
	}
	if _, ok := p.Lookup(address); address != "" && !ok {
		return p, nil, usage("hangup requirements", "no requirement has the address %q", address)
	}
	return p, p.Table(), nil
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
