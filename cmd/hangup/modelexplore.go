package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/hangup-http/hangup/internal/nearest"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/model/explore/judged"
)

type modelExploreCommand struct {
	Scope   string   `help:"How much of the world: core, wide or full (${default})." default:"wide" placeholder:"NAME"`
	Policy  []string `help:"Choices of the server, as in profiles, instead of those of the built-in one; none for none." placeholder:"NAME"`
	Defect  string   `help:"Put a known mistake into the table first; list names them all." placeholder:"NAME"`
	Judge   bool     `help:"Explore the judge instead: that it is never stuck, and accuses no server that follows the machine."`
	Save    string   `help:"Write the first counterexample as a case, for hangup replay." placeholder:"FILE"`
	Workers int      `help:"How many processors to use; 0 for all." placeholder:"N"`
	Format  string   `help:"Format: text or json (${default})." enum:"text,json" default:"text" placeholder:"FORMAT"`
	Quiet   bool     `short:"q" help:"No progress."`
}

func (modelExploreCommand) Help() string {
	return `Visits everything that a server which follows the table can come to, with a client that does anything, handlers that
answer, fail or stall, timers, limits and shutdown; and asks of all of it: does each law hold always, is each rule
followed at some time, and does what has to happen happen in the end? What is broken is shown by the shortest
conversation that breaks it, or by a way into a circle that has no end.

    hangup model explore
    hangup model explore --scope full
    hangup model explore --policy one-exchange
    hangup model explore --scope core --defect lingers-for-ever
    hangup model explore --scope core --defect serves-behind-close --save found.case
    hangup replay found.case

Exit codes: 0 everything holds; 1 something is broken; 2 wrong usage; 130 interrupted, after what was found until then.
`
}

func (c *modelExploreCommand) Run(s *surroundings) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Judge {
		return c.judge(ctx, s)
	}
	if c.Defect == "list" {
		for _, d := range explore.Defects() {
			fmt.Fprintf(s.stdout, "%-24s %s (%s)\n", d.Name, d.About, d.From)
		}
		return nil
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	if !c.Quiet {
		o.Progress = explorationProgress(s.stderr)
	}
	r, err := explore.Run(ctx, o)
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if err := c.print(s.stdout, r); err != nil {
		return err
	}
	if err := c.save(s, r); err != nil {
		return err
	}
	switch {
	case err != nil:
		return verdict(exitInterrupted)
	case !r.Holds():
		return verdict(exitBroken)
	}
	return nil
}

func (c *modelExploreCommand) judge(ctx context.Context, s *surroundings) error {
	if !c.Quiet {
		fmt.Fprintln(s.stderr, "hangup: exploring the judge; the large scope takes a minute")
	}
	r, err := judged.Run(ctx, judged.Options{Large: c.Scope != "core", Workers: c.Workers})
	if errors.Is(err, context.Canceled) {
		return verdict(exitInterrupted)
	}
	if err != nil {
		return err
	}
	if err := r.Print(s.stdout); err != nil {
		return err
	}
	if !r.Holds() {
		return verdict(exitBroken)
	}
	return nil
}

// options finds what the flags name.
func (c *modelExploreCommand) options() (o explore.Options, err error) {
	o.Workers = c.Workers
	scope, ok := explore.LookupScope(c.Scope)
	if !ok {
		return o, usage("hangup model explore --help", "no scope is named %q: core, wide and full are there", c.Scope)
	}
	o.Scope, o.Table = scope, model.Standard
	if c.Defect != "" {
		d, ok := explore.LookupDefect(c.Defect)
		if !ok {
			return o, usage("hangup model explore --defect list", "no defect is named %q", c.Defect)
		}
		o.Table = d.Table(model.Standard)
	}
	if len(c.Policy) > 0 {
		p, err := parsePolicy(c.Policy)
		if err != nil {
			return o, err
		}
		o.Policy = &p
	}
	return o, nil
}

// parsePolicy reads names of choices.
func parsePolicy(names []string) (p model.Policy, err error) {
	var known []string
	for _, choice := range model.Choices() {
		known = append(known, choice.Name)
	}
	for _, name := range names {
		choice, ok := model.LookupChoice(name)
		switch {
		case ok:
			p |= choice.Policy
		case name != "none":
			hint := strings.Join(known, ", ")
			if near := nearest.Of(name, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return 0, usage("hangup model explore --help", "no policy is named %q: %s", name, hint)
		}
	}
	return p, nil
}

func (c *modelExploreCommand) print(w io.Writer, r *explore.Result) error {
	if c.Format == "json" {
		return writeJSON(w, explorationJSON(r))
	}
	return r.Print(w)
}

// save writes the first counterexample as a case: of those that a client brings about alone, if
// there is one.
func (c *modelExploreCommand) save(s *surroundings, r *explore.Result) error {
	if c.Save == "" {
		return nil
	}
	var alone, others []explore.Property
	for _, p := range r.Properties {
		switch {
		case p.Breach == nil:
		case p.Breach.ByClient():
			alone = append(alone, p)
		default:
			others = append(others, p)
		}
	}
	for _, p := range append(alone, others...) {
		about := p.Cites
		if about == "" {
			about = "9112/9.2/one-response"
		}
		text, err := p.Breach.Script("explored/"+p.Name, about, p.Says, "Broken: "+p.Why)
		if err != nil {
			continue
		}
		if err := os.WriteFile(c.Save, []byte(text), 0o644); err != nil {
			return usage("", "writing the case: %w", err)
		}
		fmt.Fprintf(s.stderr, "hangup: %s is in %s: hangup replay %s\n", p.Name, c.Save, c.Save)
		return nil
	}
	fmt.Fprintf(s.stderr, "hangup: no counterexample was found in which the client does something; %s was not written\n", c.Save)
	return nil
}

// explorationProgress prints a line now and then.
func explorationProgress(w io.Writer) func(int64, int, string) {
	next := int64(1 << 20)
	return func(n int64, depth int, looking string) {
		switch {
		case looking != "" && n >= 1<<20:
			fmt.Fprintf(w, "hangup: looking for runs that break %s\n", looking)
		case n >= next:
			fmt.Fprintf(w, "hangup: %d configurations, depth %d\n", n, depth)
			for next <= n {
				next *= 2
			}
		}
	}
}

// explorationJSON is the result for programs.
func explorationJSON(r *explore.Result) json.Marshaler { return explorationResult{r} }

type explorationResult struct{ *explore.Result }

func (r explorationResult) MarshalJSON() ([]byte, error) {
	type property struct {
		Kind         explore.Kind `json:"kind"`
		Name         string       `json:"name"`
		Says         string       `json:"says"`
		Cites        string       `json:"cites,omitempty"`
		Holds        bool         `json:"holds"`
		Why          string       `json:"why,omitempty"`
		Never        []string     `json:"never,omitempty"`
		Conversation string       `json:"conversation,omitempty"`
	}
	all := make([]property, 0, len(r.Properties))
	for _, p := range r.Properties {
		q := property{p.Kind, p.Name, p.Says, p.Cites, p.Holds, p.Why, p.Never, ""}
		if p.Breach != nil {
			var b strings.Builder
			if err := p.Breach.Print(&b); err != nil {
				return nil, err
			}
			q.Conversation = b.String()
		}
		all = append(all, q)
	}
	return json.Marshal(struct {
		Scope          string     `json:"scope"`
		Complete       bool       `json:"complete"`
		Configurations int64      `json:"configurations"`
		Transitions    int64      `json:"transitions"`
		Depth          int        `json:"depth"`
		Seconds        float64    `json:"seconds"`
		Workers        int        `json:"workers"`
		Octets         float64    `json:"octetsPerConfiguration"`
		Properties     []property `json:"properties"`
	}{r.Scope, r.Complete, r.Configurations, r.Transitions, r.Depth, r.Took.Seconds(), r.Workers, r.Memory, all})
}
