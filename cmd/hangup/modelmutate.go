package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/mutate"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

type modelMutateCommand struct {
	Row         int    `help:"Only mutants of the row with this number (see hangup model table)." default:"-1" placeholder:"N"`
	Operator    string `help:"Only mutants made by one operator, for example drop-row." placeholder:"NAME"`
	Transcripts string `help:"Folder of the transcripts that mutants are tried on (${default})." default:"model/trace/testdata/transcripts" type:"path" placeholder:"DIR"`
	Deep        bool   `help:"Let the explorer look at each mutant of the machine, too: some minutes more."`
	Find        bool   `help:"Look for walks that tell the survivors from the table, and print them as lines for model/mutate/testdata/walks."`
	Format      string `help:"Format of the report: text, md or json (${default})." enum:"text,md,json" default:"text" placeholder:"FORMAT"`
	Output      string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
	Quiet       bool   `short:"q" help:"Do not tell how far the run is."`
}

func (modelMutateCommand) Help() string {
	return `Each mutant is the table with one small mistake; the report tells which check notices it. A mutant that none
notices, and that is not proved to be no mistake at all, survives. Run it in a checkout:

    hangup model mutate
    hangup model mutate --row 17
    hangup model mutate --operator drop-row --format json
    hangup model mutate --row 17 --find >> model/mutate/testdata/walks
    hangup model mutate --format md --output docs/mutation.md

It ends with 1 when a mutant survives for which model/mutate/survivors.tsv has no reason, or when one that it
names does not survive, and with 130, without a
report, when it is interrupted.
`
}

func (c *modelMutateCommand) Run(s *surroundings) error {
	mutants, err := c.mutants()
	if err != nil {
		return err
	}
	conversations, err := transcript.ReadDir(c.Transcripts)
	if err != nil {
		return usage("run it in a checkout, or name the folder with --transcripts", "%w", err)
	}
	killers, prover, err := mutate.Standard(conversations, c.Deep)
	if err != nil {
		return usage("", "%w", err)
	}
	excuses, err := mutate.Excuses()
	if err != nil {
		return usage("", "%w", err)
	}
	ctx, stop := interruptible()
	defer stop()
	outcomes, err := mutate.Run(ctx, mutants, mutate.Config{
		Killers: killers, Prover: prover, Parallel: runtime.GOMAXPROCS(0), Progress: c.progress(s.stderr),
	})
	if errors.Is(err, context.Canceled) {
		return verdict(exitInterrupted)
	}
	if c.Find {
		return c.find(s.stdout, outcomes)
	}
	report := mutate.NewReport(len(model.Rules()), outcomes, killers, excuses)
	if err := s.deliverTo(c.Output, func(w io.Writer) error { return c.print(w, &report) }); err != nil {
		return err
	}
	unused := mutate.Unused(outcomes, excuses)
	for _, e := range unused {
		fmt.Fprintf(s.stderr, "hangup: model/mutate/survivors.tsv:%d: %s %s is no survivor any more\n", e.Line, e.Operator, e.Detail)
	}
	if len(report.Unexplained())+len(unused) > 0 {
		return verdict(exitBroken)
	}
	return nil
}

// mutants returns those that were asked for.
func (c *modelMutateCommand) mutants() ([]mutate.Mutant, error) {
	rules := model.Rules()
	if c.Row < -1 || c.Row >= len(rules) {
		return nil, usage("hangup model table", "there is no row %d; they are numbered from 0 to %d", c.Row, len(rules)-1)
	}
	if c.Operator != "" && !slices.Contains(mutate.Operators(), mutate.Operator(c.Operator)) {
		return nil, usage("one of "+operatorNames(), "no operator is called %q", c.Operator)
	}
	return slices.DeleteFunc(mutate.All(rules), func(m mutate.Mutant) bool {
		return c.Row >= 0 && m.Row != c.Row || c.Operator != "" && string(m.Operator) != c.Operator
	}), nil
}

// find prints a walk for each survivor for which one is found.
func (c *modelMutateCommand) find(w io.Writer, outcomes []mutate.Outcome) error {
	finder := mutate.NewFinder(model.Standard)
	found := map[mutate.Walk]bool{}
	for i := range outcomes {
		if !outcomes[i].Survived() {
			continue
		}
		walk, ok := finder.Find(outcomes[i].Mutant)
		if !ok || found[walk] {
			continue
		}
		found[walk] = true
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", walk.Who, walk.Events, walk.Want); err != nil {
			return fmt.Errorf("printing a walk: %w", err)
		}
	}
	return nil
}

// progress tells at each tenth how far the run is.
func (c *modelMutateCommand) progress(w io.Writer) func(done, total int) {
	if c.Quiet {
		return nil
	}
	return func(done, total int) {
		if done*10/total > (done-1)*10/total {
			fmt.Fprintf(w, "hangup: %d of %d mutants tried\n", done, total)
		}
	}
}

func operatorNames() string {
	var all []string
	for _, o := range mutate.Operators() {
		all = append(all, string(o))
	}
	return strings.Join(all, ", ")
}

func (c *modelMutateCommand) print(w io.Writer, r *mutate.Report) error {
	switch c.Format {
	case "json":
		return writeJSON(w, r)
	case "md":
		return r.Markdown(w)
	}
	return r.Text(w)
}
