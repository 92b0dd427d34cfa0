package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

type profileCommand struct {
	List  profileListCommand  `cmd:"" help:"List the profiles that ship with hangup."`
	Show  profileShowCommand  `cmd:"" help:"Print a shipped profile as it was written."`
	Check profileCheckCommand `cmd:"" help:"Read a profile and tell what it changes."`
}

func (profileCommand) Help() string {
	return `A profile says what the RFCs leave open: which choices are required or forbidden, how strongly requirements
bind, how long is waited, and requirements of your own. docs/profiles.md shows how to write one.

    hangup profile list
    hangup profile show strict
    hangup profile check acme.yaml
    hangup check http://127.0.0.1:8080 --profile acme.yaml

Exit codes: 0 for a good profile, 2 for one with a mistake.
`
}

type profileListCommand struct{}

func (profileListCommand) Run(s *surroundings) error {
	for _, name := range profile.Names() {
		src, _ := profile.Source(name)
		fmt.Fprintf(s.stdout, "%-9s %s\n", name, firstSentence(string(src)))
	}
	return nil
}

// firstSentence returns the one that opens the comment of a profile.
func firstSentence(src string) string {
	var words []string
	for line := range strings.Lines(src) {
		comment, ok := strings.CutPrefix(line, "#")
		if !ok {
			break
		}
		words = append(words, strings.Fields(comment)...)
	}
	sentence, _, _ := strings.Cut(strings.Join(words, " ")+" ", ". ")
	return strings.TrimSpace(sentence) + "."
}

type profileShowCommand struct {
	Name string `arg:"" help:"A profile that ships with hangup."`
}

func (c *profileShowCommand) Run(s *surroundings) error {
	src, ok := profile.Source(c.Name)
	if !ok {
		return usage("hangup profile list", "there is no shipped profile %q", c.Name)
	}
	_, err := s.stdout.Write(src)
	return err
}

type profileCheckCommand struct {
	File string `arg:"" help:"A YAML file, or the name of a shipped profile."`
}

func (c *profileCheckCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.File)
	if err != nil {
		return err
	}
	cases, err := knownCases(p)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "%s is a good profile.\n", p.Name)
	for _, line := range p.Changes() {
		fmt.Fprintln(s.stdout, line)
	}
	writeUntried(s.stdout, p, cases)
	return nil
}

// writeUntried names the requirements that no case can show broken.
func writeUntried(w io.Writer, p profile.Profile, cases []corpus.Case) {
	for _, q := range p.Requirements {
		if !slices.ContainsFunc(cases, func(c corpus.Case) bool { return slices.Contains(c.About, q.Address) }) {
			fmt.Fprintf(w, "note: no case of the profile is about %s; write one, and name its file under cases\n", q.Address)
		}
	}
}

// loadProfile loads what --profile names; nothing is the profile of the RFCs.
func loadProfile(name string) (profile.Profile, error) {
	if name == "" {
		return profile.Profile{}, nil
	}
	p, err := profile.Load(name)
	if err != nil {
		return p, usage("docs/profiles.md; hangup profile list", "%w", err)
	}
	return p, nil
}

// tablesOf returns what to judge each case by.
func tablesOf(p profile.Profile) func(corpus.Case) *model.Table {
	tables := p.Tables()
	return func(c corpus.Case) *model.Table {
		return tables.About(append([]string{c.Name}, c.About...)...) // the name is no address, so that none means none
	}
}

func ownRequirements(p profile.Profile) (all []model.Requirement) {
	for _, q := range p.Requirements {
		all = append(all, q.Requirement)
	}
	return all
}
