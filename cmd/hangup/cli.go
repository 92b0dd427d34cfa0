package main

import (
	"errors"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/model/trace"
)

// cli is the grammar of the command line.
type cli struct {
	Check        checkCommand        `cmd:"" help:"Judge a running server, or the built-in one."`
	Explain      explainCommand      `cmd:"" help:"Show what a fuzzer has left behind as a conversation."`
	Corpus       corpusCommand       `cmd:"" help:"Move conversations between fuzz targets and cases."`
	Replay       replayCommand       `cmd:"" help:"Play one case and show the whole conversation."`
	Fuzz         fuzzCommand         `cmd:"" set:"connections=512" help:"Fuzz a running server until told to stop, guided by the model."`
	Merge        mergeCommand        `cmd:"" help:"Gather what campaigns have found in several stores."`
	Nightly      nightlyCommand      `cmd:"" help:"Fuzz native targets and live servers for a night, and compare with the nights before."`
	Serve        serveCommand        `cmd:"" help:"Serve every capability, with a bug if asked."`
	Matrix       matrixCommand       `cmd:"" help:"Start many servers, judge each, and print servers x requirements."`
	Faults       faultsCommand       `cmd:"" help:"List the bugs that the built-in server can have."`
	Mutants      mutantsCommand      `cmd:"" help:"Play the cases on each fault, and on each innocent: the kill matrix."`
	Cases        casesCommand        `cmd:"" help:"List the cases, or print their source."`
	Requirements requirementsCommand `cmd:"" help:"List the requirements that can be checked."`
	Profile      profileCommand      `cmd:"" help:"List, show and check profiles: what the RFCs leave open."`
	Model        modelCommand        `cmd:"" help:"Show the specification: the table, drawings, exports."`
	Version      versionCommand      `cmd:"" help:"Print the version."`

	Color string `help:"Colour the text: auto, always or never (${default}). NO_COLOR is honoured." enum:"auto,always,never" default:"auto" placeholder:"WHEN"`
}

// surroundings are what a command may touch.
type surroundings struct {
	stdout, stderr io.Writer
	colour         string
}

const description = `Hangup tells whether an HTTP/1.1 server hangs up exactly when it should.

Begin with "hangup check", which judges the built-in server, then point it at your own:

    hangup check http://127.0.0.1:8080

` + exitCodes

// run parses the arguments, runs the command and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	var grammar cli
	budgets := trace.DefaultBudgets()
	parser, err := kong.New(
		&grammar, kong.Name("hangup"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 110}),
		kong.Vars{
			"answer": budgets.Answer.String(), "interim": budgets.Interim.String(), "close": budgets.Close.String(),
			"connections": "32", "confirm": "1",
			"patience": budgets.Patience.String(), "settle": budgets.Settle.String(),
		},
	)
	if err != nil {
		return conclude(err, stderr)
	}
	context, err := parser.Parse(args)
	if err != nil {
		return conclude(usage(helpFor(err), "%w", err), stderr)
	}
	return conclude(context.Run(&surroundings{stdout, stderr, grammar.Color}), stderr)
}

// helpFor names the help that explains what was mistyped.
func helpFor(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			return "hangup " + node.Name + " --help"
		}
	}
	return "hangup --help"
}

// coloured tells whether text for w may hold ANSI colours.
func (s *surroundings) coloured(w io.Writer) bool {
	switch s.colour {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}
