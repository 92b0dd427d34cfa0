package main

import (
	"fmt"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

type explainCommand struct {
	File string `arg:"" help:"An entry of a fuzz target (testdata/fuzz/...), or a fail file of rapid."`
	URL  string `arg:"" optional:"" help:"The server. Without it the built-in server is started."`

	targetFlags
}

func (explainCommand) Help() string {
	return `Prints what a fuzzer has left behind as a case, plays it, and shows the conversation as "hangup replay" does.

    hangup explain testdata/fuzz/FuzzConversation/6a1b2c3d http://127.0.0.1:8080
    hangup explain testdata/rapid/TestServer/TestServer-20261123.fail

It reads entries of native fuzz targets that take one []byte, as fuzz.Conversation does, and fail files
of rapid in which a conversation was drawn with properties.Rapid.

` + exitCodes
}

func (c *explainCommand) Run(s *surroundings) error {
	e, err := entries.ReadFile(c.File)
	if err != nil {
		return usage("hangup explain --help", "%w", err)
	}
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	a, err := c.aim(c.URL, p)
	if err != nil {
		return err
	}
	made := e.Conversation.CaseFor("fuzz/"+entries.Name(e.Conversation), func(h model.Handler) bool {
		return h == model.Answer || a.target.Profile.Has(h)
	})
	if len(made.Steps) == 0 {
		fmt.Fprintln(s.stdout, "nothing is sent, and nothing is done")
		return nil
	}
	fmt.Fprintf(s.stdout, "%s\n", corpus.Print([]corpus.Case{made}))
	ctx, stop := interruptible()
	defer stop()
	run, failed := s.judge(ctx, a, []corpus.Case{made}, true)
	if err := report.Conversations(s.stdout, run, s.coloured(s.stdout)); err != nil {
		return err
	}
	return outcome(run, failed, false)
}
