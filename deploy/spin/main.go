// Command spin lets SPIN check the exported model, and compares what it finds with
// what hangup's own explorer finds: the number of configurations and transitions, the
// verdict on every law and fate, for the table as it is and with seeded defects; and the
// speed of both, in alternating runs.
//
//	go run ./deploy/spin
//
// It needs spin and gcc, and exits with 1 on any difference.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hangup-http/hangup/internal/spin"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/model/promela"
)

// runs is how often each side is timed.
const runs = 3

// seeded are the defects that both sides have to find: by a law of steps, by a law of
// configurations, and by a fate.
var seeded = []string{"bad-head-costs-answer", "content-becomes-request", "lingers-for-ever"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	equal, err := compare(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "spin:", err)
		os.Exit(2)
	}
	if !equal {
		os.Exit(1)
	}
}

func compare(ctx context.Context) (equal bool, err error) {
	if err := spin.Available(); err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "hangup-spin")
	if err != nil {
		return false, fmt.Errorf("making room for SPIN: %w", err)
	}
	defer os.RemoveAll(dir)
	scope := explore.Scopes()[0]
	equal = true
	for _, name := range append([]string{""}, seeded...) {
		w := &witness{scope: scope, table: model.Standard, defect: name, dir: dir + "/" + name}
		if d, ok := explore.LookupDefect(name); ok {
			w.table = d.Table(model.Standard)
		}
		same, err := w.agree(ctx)
		if err != nil {
			return false, err
		}
		equal = equal && same
	}
	wide, _ := explore.LookupScope("wide")
	return equal, race(ctx, dir+"/race", wide)
}

// witness is one table, looked at from both sides.
type witness struct {
	scope  explore.Scope
	table  *model.Table
	defect string
	dir    string
	w      *tabwriter.Writer
	same   bool
}

// agree prints what both sides say, and tells whether it is the same.
func (w *witness) agree(ctx context.Context) (bool, error) {
	ours, err := explore.Run(ctx, explore.Options{Table: w.table, Scope: w.scope})
	if err != nil {
		return false, fmt.Errorf("exploring: %w", err)
	}
	var source bytes.Buffer
	if err := promela.Print(&source, w.table.Rules(), model.DefaultPolicy, w.scope); err != nil {
		return false, err
	}
	title := "the table as it is"
	if w.defect != "" {
		title = "with the defect " + w.defect
	}
	fmt.Printf("%s, scope %s\n", title, w.scope.Name)
	w.w, w.same = tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0), true
	fmt.Fprintln(w.w, "  \thangup\tSPIN\t")
	if err := w.laws(ctx, source.String(), ours); err != nil {
		return false, err
	}
	if err := w.fates(ctx, source.String(), ours); err != nil {
		return false, err
	}
	if err := w.w.Flush(); err != nil {
		return false, err
	}
	fmt.Println()
	return w.same, nil
}

// row prints one line, and notes a difference.
func (w *witness) row(what string, ours, theirs any) {
	mark := ""
	if ours != theirs {
		mark, w.same = "DIFFERENT", false
	}
	fmt.Fprintf(w.w, "  %s\t%v\t%v\t%s\n", what, ours, theirs, mark)
}

func (w *witness) laws(ctx context.Context, source string, ours *explore.Result) error {
	v, err := spin.Compile(ctx, w.dir, source, spin.Safety)
	if err != nil {
		return fmt.Errorf("compiling the model: %w", err)
	}
	theirs, err := v.Invariants(ctx)
	if err != nil {
		return fmt.Errorf("checking the laws: %w", err)
	}
	w.row("configurations", uint64(ours.Configurations), theirs.Configurations)
	if w.defect == "" { // where a law is broken, SPIN counts the step that says so
		w.row("transitions", uint64(ours.Transitions), theirs.Transitions)
	}
	for _, p := range ours.Properties {
		if p.Kind == explore.Always {
			w.row(p.Name, word(p.Holds), word(!slices.Contains(theirs.Violated, "law_"+strings.ReplaceAll(strings.ReplaceAll(p.Name, "-", "_"), ".", "_"))))
		}
	}
	return nil
}

func (w *witness) fates(ctx context.Context, source string, ours *explore.Result) error {
	v, err := spin.Compile(ctx, w.dir, source, spin.Liveness)
	if err != nil {
		return fmt.Errorf("compiling the model: %w", err)
	}
	for _, p := range ours.Properties {
		if p.Kind != explore.Eventually {
			continue
		}
		theirs, err := v.Formula(ctx, "fate_"+strings.ReplaceAll(p.Name, "-", "_"))
		if err != nil {
			return fmt.Errorf("checking %s: %w", p.Name, err)
		}
		w.row(p.Name, word(p.Holds), word(!theirs.Cycle))
	}
	return nil
}

func word(holds bool) string {
	if holds {
		return "holds"
	}
	return "broken"
}

// race times both sides on the same scope, one after the other: every configuration is
// visited, and nothing is asked.
func race(ctx context.Context, dir string, scope explore.Scope) error {
	var source bytes.Buffer
	if err := promela.Print(&source, model.Rules(), model.DefaultPolicy, scope); err != nil {
		return err
	}
	v, err := spin.Compile(ctx, dir, source.String(), spin.Bare)
	if err != nil {
		return fmt.Errorf("compiling the model: %w", err)
	}
	var ours, theirs []float64
	for range runs {
		r, err := v.Reach(ctx)
		if err != nil {
			return fmt.Errorf("timing SPIN: %w", err)
		}
		theirs = append(theirs, rate(r.Configurations, r.Took))
		h, err := explore.Search(ctx, explore.Options{Scope: scope, Workers: 1})
		if err != nil {
			return fmt.Errorf("timing the explorer: %w", err)
		}
		ours = append(ours, rate(uint64(h.Configurations), h.Took))
	}
	a, b := median(ours), median(theirs)
	fmt.Printf("speed, scope %s, one processor, medians of %d alternating runs: hangup %.2f, SPIN %.2f million configurations a second: %.1f times\n",
		scope.Name, runs, a, b, a/b)
	return nil
}

func rate(n uint64, d time.Duration) float64 { return float64(n) / max(d.Seconds(), 1e-3) / 1e6 }

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
