package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/hangup-http/hangup/internal/catalogue"
	"github.com/hangup-http/hangup/model/profile"
)

type requirementsCommand struct {
	Profile string `help:"List the requirements as this profile has them, its own included: a shipped one, or a YAML file." placeholder:"NAME|FILE"`

	Format string `help:"Format of the list: text, json or md (${default})." enum:"text,json,md" default:"text" placeholder:"FORMAT"`
	Output string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (requirementsCommand) Help() string {
	return `Each requirement is a clause of RFC 9112 or RFC 9110 that can be observed from the network. Its address
is what "hangup check --only" takes, whole or as a prefix:

    hangup requirements
    hangup check --only 9112/9.6 http://127.0.0.1:8080
    hangup requirements --profile strict

A profile may change levels, turn requirements off and add its own. A broken MUST is a violation, a broken SHOULD a warning; a MAY is recorded as a note.
`
}

// requirementRow is one requirement in the JSON list.
type requirementRow struct {
	Address string `json:"address"`
	Level   string `json:"level"`
	Basis   string `json:"basis"`
	Clause  string `json:"clause"`
	Rule    string `json:"rule"`
	Sign    string `json:"sign"`
	Cases   int    `json:"cases"`
}

func (c *requirementsCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	if c.Format == "md" && c.Profile != "" {
		return usage("leave out --profile, or give --format json", "--format md is the page about the RFCs alone")
	}
	rows, err := requirementRows(p)
	if err != nil {
		return err
	}
	return s.deliverTo(c.Output, func(w io.Writer) error {
		switch c.Format {
		case "json":
			return writeJSON(w, rows)
		case "md":
			return catalogue.Page(w, casesAbout(rows))
		}
		columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, r := range rows {
			fmt.Fprintf(columns, "%s\t%s\t%s\t%s\n", r.Address, r.Level, caseCount(r.Cases), r.Rule)
		}
		return columns.Flush()
	})
}

// casesAbout tells how many cases are about each address.
func casesAbout(rows []requirementRow) map[string]int {
	about := map[string]int{}
	for _, r := range rows {
		about[r.Address] = r.Cases
	}
	return about
}

func requirementRows(p profile.Profile) ([]requirementRow, error) {
	cases, err := knownCases(p)
	if err != nil {
		return nil, err
	}
	about := map[string]int{}
	for _, c := range cases {
		for _, address := range c.About {
			about[address]++
		}
	}
	var rows []requirementRow
	for _, r := range p.Known() {
		rows = append(rows, requirementRow{
			Address: r.Address, Level: r.Level.String(), Basis: r.Basis.String(), Clause: r.Clause(),
			Rule: r.Rule, Sign: r.Sign, Cases: about[r.Address],
		})
	}
	return rows, nil
}

func caseCount(n int) string {
	if n == 1 {
		return "1 case"
	}
	return fmt.Sprintf("%d cases", n)
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
