package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/hangup-http/hangup/server/faults"
)

type faultsCommand struct {
	Innocents bool `help:"List behaviours that look odd and are allowed, instead of bugs."`

	Format string `help:"Format of the list: text or json (${default})." enum:"text,json" default:"text" placeholder:"FORMAT"`
}

func (faultsCommand) Help() string {
	return `Each fault is a real bug of some server, injected by name into the built-in one. It comes with the bug
report, the requirements that it breaks, and the fault that one gets by curing it badly.

    hangup faults
    hangup check --fault mongoose-answers-after-close
    hangup serve --fault mongoose-answers-after-close

Innocents are their opposite: behaviour that looks odd and that the RFCs allow. Who reports one has raised a false alarm.

    hangup faults --innocents
    hangup check --innocent fin-five-seconds-late
`
}

// faultRow is one fault in the JSON list.
type faultRow struct {
	Name     string   `json:"name"`
	URL      string   `json:"url"`
	Summary  string   `json:"summary"`
	Breaks   []string `json:"breaks"`
	Opposite string   `json:"opposite"`
}

// innocentRow is one innocent in the JSON list.
type innocentRow struct {
	Name    string   `json:"name"`
	Summary string   `json:"summary"`
	Why     string   `json:"why"`
	Clauses []string `json:"clauses"`
	URL     string   `json:"url"`
	Warns   []string `json:"warns"` // requirements of which to warn is right all the same
}

func (c *faultsCommand) Run(s *surroundings) error {
	if c.Innocents {
		return c.innocents(s)
	}
	rows := []faultRow{}
	for _, f := range faults.All() {
		rows = append(rows, faultRow{f.Name, f.URL, f.Summary, append([]string{}, f.Breaks...), f.Opposite})
	}
	if c.Format == "json" {
		return writeJSON(s.stdout, rows)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Name, r.Summary, strings.Join(r.Breaks, " "), r.URL)
	}
	return w.Flush()
}

func (c *faultsCommand) innocents(s *surroundings) error {
	rows := []innocentRow{}
	for _, i := range faults.Innocents() {
		rows = append(rows, innocentRow{i.Name, i.Summary, i.Why, i.Clauses, i.URL, append([]string{}, i.Warns...)})
	}
	if c.Format == "json" {
		return writeJSON(s.stdout, rows)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Name, r.Summary, strings.Join(r.Clauses, "; "), r.Why)
	}
	return w.Flush()
}
