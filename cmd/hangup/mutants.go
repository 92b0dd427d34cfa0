package main

import (
	"bytes"
	"fmt"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/kill"
	"github.com/hangup-http/hangup/server/faults"
)

type mutantsCommand struct {
	Fault    []string `help:"Only this fault. Repeatable." placeholder:"NAME"`
	Innocent []string `help:"Only this innocent. Repeatable." placeholder:"NAME"`
	Only     []string `help:"Play only what this selects: a requirement address or its beginning, or a case name with wildcards. Repeatable." placeholder:"PATTERN" sep:"none"`
	Cases    []string `help:"A .case file, or a folder with such files, to play as well. Repeatable." placeholder:"PATH" sep:"none"`
	Network  string   `help:"Where the servers are: memory, on a fake clock; tcp or unix, in real time (${default})." enum:"memory,tcp,unix" default:"memory" placeholder:"NETWORK"`
	Repeat   int      `help:"How often each server is judged; what does not come out the same each time is told (${default})." default:"1" placeholder:"N"`
	Parallel int      `help:"Servers at once (one for each processor in memory, 8 on sockets)." placeholder:"N"`
	Minimal  bool     `help:"Print only the names of few cases that kill all faults that are killed."`
	Format   string   `help:"Format of the matrix: text, md, html or json (${default})." enum:"text,md,html,json" default:"text" placeholder:"FORMAT"`
	Output   string   `help:"File to write; standard output without it." short:"o" type:"path" placeholder:"FILE"`
	Quiet    bool     `help:"Do not tell how far the run is." short:"q"`
}

func (mutantsCommand) Help() string {
	return `Plays the cases on the built-in server with each fault of the bank, and with each innocent behaviour: the
kill matrix. It tells what the cases are worth.

A fault is killed by a finding that cites a requirement which it breaks. It survives when there is none, and is
misjudged when another requirement is blamed. An innocent is accused by any finding, but for the warnings that it
earns. Behind that come the requirements of level MUST that no fault needs, cases that kill nothing, and classes
of known bugs without a fault. The other formats have everything: which requirement finds which fault, what each
case kills, and what no other case does.

    hangup mutants
    hangup mutants --fault mongoose-answers-after-close --only 'close/*'
    hangup mutants --cases my.case --only 'my/*'
    hangup mutants --network tcp --repeat 10
    hangup mutants --format html --output kills.html
    hangup mutants --minimal

In memory the clock is a fake one: nothing takes time but the work, and no server is late. On sockets each finding
is confirmed, as hangup check does, and a wrong accusation once more when nothing else runs; what is not found
again is told as flapped.

Ends with 1 when a fault survives or is misjudged, an innocent is accused, or a server could not be judged, and
with 130 when it was interrupted, after a report of what was done until then.
`
}

func (c *mutantsCommand) Run(s *surroundings) error {
	suspects, err := c.suspects()
	if err != nil {
		return err
	}
	cases, err := c.cases()
	if err != nil {
		return err
	}
	if c.Output != "" {
		if err := writable(c.Output); err != nil {
			return err
		}
	}
	ctx, stop := interruptible()
	defer stop()
	told := newProgress(s.stderr, len(suspects), c.Quiet)
	m, err := kill.Run(ctx, kill.Options{
		Suspects: suspects, Cases: cases, Network: c.Network, Repeat: c.Repeat, Parallel: c.Parallel,
		Progress: func(int, *kill.Row) { told.advance() },
	})
	told.end()
	if err != nil {
		return err
	}
	if err := c.print(s, m); err != nil {
		return err
	}
	switch {
	case m.Interrupted:
		return verdict(exitInterrupted)
	case !m.Count().Perfect():
		return verdict(exitBroken)
	}
	return nil
}

func (c *mutantsCommand) print(s *surroundings, m *kill.Matrix) error {
	var b bytes.Buffer
	if c.Minimal {
		for _, name := range m.Minimal() {
			fmt.Fprintln(&b, name)
		}
		return s.deliver(b.Bytes(), c.Output)
	}
	write := map[string]func() error{
		"text": func() error { return kill.Text(&b, m) },
		"md":   func() error { return kill.Markdown(&b, m) },
		"html": func() error { return kill.HTML(&b, m) },
		"json": func() error { return kill.JSON(&b, m) },
	}[c.Format]
	if err := write(); err != nil {
		return err
	}
	return s.deliver(b.Bytes(), c.Output)
}

// suspects selects; all where nothing is named.
func (c *mutantsCommand) suspects() ([]kill.Suspect, error) {
	if len(c.Fault)+len(c.Innocent) == 0 {
		return kill.Bank(), nil
	}
	wanted := map[string]bool{} // by name; true: an innocent
	for _, name := range c.Fault {
		wanted[name] = false
	}
	for _, name := range c.Innocent {
		wanted[name] = true
	}
	var chosen []kill.Suspect
	for _, suspect := range kill.Bank() {
		if innocent, ok := wanted[suspect.Name]; ok && innocent == suspect.Innocent {
			chosen = append(chosen, suspect)
			delete(wanted, suspect.Name)
		}
	}
	for name, innocent := range wanted {
		if innocent {
			return nil, usage("hangup faults --innocents", "no innocent is called %q", name)
		}
		return nil, usage("hangup faults", "no fault is called %q", name)
	}
	return chosen, nil
}

func (c *mutantsCommand) cases() ([]corpus.Case, error) {
	all, err := allCases(c.Cases, faults.Profile())
	if err != nil {
		return nil, err
	}
	return selectCases(all, c.Only)
}
