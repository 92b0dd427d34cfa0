package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/hangup-http/hangup/corpus"
)

type casesCommand struct {
	Patterns []string `arg:"" optional:"" name:"pattern" help:"Case name with wildcards, beginning of a name ending in '/', or requirement address."`

	Profile string `help:"A shipped profile, or a file, whose cases are listed as well." placeholder:"NAME|FILE"`

	Cases  []string `help:"A .case file, or a folder with such files, to list as well. Repeatable." placeholder:"PATH" sep:"none"`
	Print  bool     `help:"Print the source of the cases."`
	Format string   `help:"Format of the list: text or json (${default})." enum:"text,json" default:"text" placeholder:"FORMAT"`
}

func (casesCommand) Help() string {
	return `A case is a scripted conversation. The list shows its name, the capabilities that the target's handler
must have for it, and the requirements that it can show broken.

    hangup cases
    hangup cases 'close/*'
    hangup cases 9112/9.6
    hangup cases close/behind-close --print
`
}

// caseRow is one case in the JSON list.
type caseRow struct {
	Name  string   `json:"name"`
	About []string `json:"about"`
	Needs []string `json:"needs"`
	From  []string `json:"from"`
	Why   string   `json:"why"`
}

func (c *casesCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	all, err := allCases(c.Cases, p)
	if err != nil {
		return err
	}
	cases, err := selectCases(all, c.Patterns)
	if err != nil {
		return err
	}
	switch {
	case c.Print:
		_, err = s.stdout.Write(corpus.Print(cases))
		return err
	case c.Format == "json":
		rows := []caseRow{}
		for _, one := range cases {
			rows = append(rows, newCaseRow(one))
		}
		return writeJSON(s.stdout, rows)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, one := range cases {
		row := newCaseRow(one)
		fmt.Fprintf(w, "%s\t%s\t%s\n", row.Name, strings.Join(row.Needs, ","), strings.Join(row.About, " "))
	}
	return w.Flush()
}

func newCaseRow(c corpus.Case) caseRow {
	needs := []string{}
	for _, h := range c.Needs {
		needs = append(needs, h.String())
	}
	return caseRow{
		Name: c.Name, About: append([]string{}, c.About...), Needs: needs,
		From: append([]string{}, c.From...), Why: strings.Join(c.Why, " "),
	}
}
