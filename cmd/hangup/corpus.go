package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/fuzz/gen"
)

type corpusCommand struct {
	Export   corpusExportCommand   `cmd:"" help:"Make cases of entries of a fuzz target."`
	Import   corpusImportCommand   `cmd:"" help:"Make entries of a fuzz target of cases."`
	Minimise corpusMinimiseCommand `cmd:"" help:"Leave out entries that follow no rule of their own."`
	Name     corpusNameCommand     `cmd:"" help:"Say what each entry is."`
}

func (corpusCommand) Help() string {
	return `Entries are the files of a native fuzz target that takes one []byte, as fuzz.Conversation does: in
testdata/fuzz/FuzzName, or below the fuzz cache ("go env GOCACHE", folder fuzz).

    hangup corpus export testdata/fuzz/FuzzConversation --output found.case
    hangup corpus import mine.case --output testdata/fuzz/FuzzConversation
    hangup corpus minimise $(go env GOCACHE)/fuzz/example.com/server/FuzzConversation --output testdata/fuzz/FuzzConversation
    hangup corpus name testdata/fuzz/FuzzConversation
`
}

// An exported case is about what the server's rules cite for it.
type corpusExportCommand struct {
	Path   []string `arg:"" help:"Entries, or folders of them."`
	Output string   `help:"Case file to write; standard output without it." short:"o" placeholder:"FILE" type:"path"`
}

func (c *corpusExportCommand) Run(s *surroundings) error {
	all, err := readEntries(c.Path)
	if err != nil {
		return err
	}
	var cases []corpus.Case
	for _, e := range all {
		if made := e.Conversation.Case("fuzz/" + entries.Name(e.Conversation)); len(made.Steps) > 0 {
			made.About = entries.About(e.Conversation)
			cases = append(cases, made)
		}
	}
	text := corpus.Print(cases)
	if c.Output == "" {
		_, err := s.stdout.Write(text)
		return err
	}
	if err := os.WriteFile(c.Output, text, 0o644); err != nil {
		return fmt.Errorf("writing the cases: %w", err)
	}
	fmt.Fprintf(s.stderr, "%d cases written to %s\n", len(cases), c.Output)
	return nil
}

type corpusImportCommand struct {
	Case   []string `arg:"" help:"Names or patterns of embedded cases, or .case files."`
	Output string   `help:"Folder of the fuzz target." short:"o" required:"" placeholder:"DIR" type:"path"`
}

func (c *corpusImportCommand) Run(s *surroundings) error {
	var all []entries.Entry
	left := 0
	for _, name := range c.Case {
		cases, err := casesOf(name)
		if err != nil {
			return err
		}
		for _, one := range cases {
			conversation, _, ok := gen.FromCase(one)
			if !ok {
				left++
				continue
			}
			all = append(all, entries.Entry{Conversation: conversation})
		}
	}
	if left > 0 {
		fmt.Fprintf(s.stderr, "%d cases take more than %d operations and were left out\n", left, gen.MaxOps)
	}
	return writeEntries(s, c.Output, all)
}

// casesOf finds cases as "hangup cases" and "hangup replay" do.
func casesOf(name string) ([]corpus.Case, error) {
	if filepath.Ext(name) == ".case" {
		p, err := loadProfile("")
		if err != nil {
			return nil, err
		}
		return findCase(name, p)
	}
	all, err := corpus.Embedded()
	if err != nil {
		return nil, err
	}
	var found []corpus.Case
	for _, c := range all {
		if ok, err := filepath.Match(name, c.Name); err != nil {
			return nil, usage("hangup corpus import --help", "the pattern %q: %w", name, err)
		} else if ok {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil, usage("hangup cases", "no case matches %q", name)
	}
	return found, nil
}

type corpusMinimiseCommand struct {
	Path   []string `arg:"" help:"Entries, or folders of them."`
	Output string   `help:"Folder to write the ones that are left to; without it they are named only." short:"o" placeholder:"DIR" type:"path"`
}

func (corpusMinimiseCommand) Help() string {
	return `Plays each entry on the core of the built-in server and keeps those that between them follow
every rule of the table that all of them follow, the short ones first. Nothing is deleted: the ones that are
left are written to another folder.`
}

func (c *corpusMinimiseCommand) Run(s *surroundings) error {
	all, err := readEntries(c.Path)
	if err != nil {
		return err
	}
	few := entries.Minimise(all)
	fmt.Fprintf(s.stderr, "%d of %d entries are enough\n", len(few), len(all))
	if c.Output != "" {
		return writeEntries(s, c.Output, few)
	}
	for _, e := range few {
		fmt.Fprintln(s.stdout, e.File)
	}
	return nil
}

type corpusNameCommand struct {
	Path []string `arg:"" help:"Entries, or folders of them."`
}

func (c *corpusNameCommand) Run(s *surroundings) error {
	all, err := readEntries(c.Path)
	if err != nil {
		return err
	}
	for _, e := range all {
		fmt.Fprintf(s.stdout, "%s  %d rules  %s\n", entries.Name(e.Conversation), len(entries.Steps(e.Conversation)), e.File)
	}
	return nil
}

// readEntries reads files, and folders of files.
func readEntries(paths []string) (all []entries.Entry, err error) {
	for _, path := range paths {
		found, err := entries.ReadDir(path) // a file is a folder of itself
		if err != nil {
			return nil, usage("hangup corpus --help", "%w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// writeEntries writes each to a file named after it.
func writeEntries(s *surroundings, dir string, all []entries.Entry) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder of the fuzz target: %w", err)
	}
	for _, e := range all {
		name := filepath.Join(dir, entries.Name(e.Conversation))
		if err := os.WriteFile(name, entries.Native(e.Conversation), 0o644); err != nil {
			return fmt.Errorf("writing an entry: %w", err)
		}
	}
	fmt.Fprintf(s.stderr, "%d entries written to %s\n", len(all), dir)
	return nil
}
