package main

import (
	"github.com/hangup-http/hangup/internal/report"
)

type replayCommand struct {
	Case string `arg:"" help:"Name of an embedded case, a .case file, or one case of a file as file.case:name."`
	URL  string `arg:"" optional:"" help:"The server. Without it the built-in server is started."`

	targetFlags
}

func (replayCommand) Help() string {
	return `Plays one case and shows the conversation with both directions on a time line, the state that a
conformant server is in after each step, and what the judge made of it. Reports name the command that
replays a finding.

    hangup replay close/behind-close http://127.0.0.1:8080
    hangup replay close/behind-close --fault mongoose-answers-after-close
    hangup replay mine.case http://127.0.0.1:8080
    hangup replay mine.case:close/mine http://127.0.0.1:8080

` + exitCodes
}

func (c *replayCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	cases, err := findCase(c.Case, p)
	if err != nil {
		return err
	}
	a, err := c.aim(c.URL, p)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	run, failed := s.judge(ctx, a, cases, true)
	if err := report.Conversations(s.stdout, run, s.coloured(s.stdout)); err != nil {
		return err
	}
	return outcome(run, failed, false)
}
