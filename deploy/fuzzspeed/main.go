// Command fuzzspeed measures how many conversations are checked in a second: in a loop of our own, and
// under Go's fuzzing engine, which is also measured with a target that does nothing.
//
//	go run ./deploy/fuzzspeed [-rounds 3] [-time 30s]
//
// The fuzz target is built in two ways: with coverage counters everywhere, as go test -fuzz does, and with
// them in the server and the marks of the model only (-d=libfuzzer, an undocumented flag of the compiler), where
// neither the judge nor the standard library pays for them. Where the compiler does not know the
// flag, or the engine does not find counters in what it built, that row says so, and go test -fuzz is what is left.
//
// Everything alternates, and medians are printed. Where other programs use the processors, the
// last column is worth more: what a second of processor time achieves.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/hangup-http/hangup/fuzz/core"
)

func main() {
	rounds := flag.Int("rounds", 3, "how often each is measured")
	each := flag.Duration("time", 30*time.Second, "how long each time; the engine needs some seconds to begin")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds, *each); err != nil {
		fmt.Fprintln(os.Stderr, "fuzzspeed:", err)
		os.Exit(1)
	}
}

// speed is what was done in one round.
type speed struct {
	done    int // executions, or conversations
	elapsed time.Duration
	spent   time.Duration // of the processors
}

// row is something measured.
type row struct {
	name    string
	checks  int // in each execution; 0 for the empty target
	measure func(context.Context, time.Duration) (speed, error)
	speeds  []speed
	failed  error
}

func run(ctx context.Context, rounds int, each time.Duration) error {
	dir, err := os.MkdirTemp("", "hangup-fuzzspeed")
	if err != nil {
		return fmt.Errorf("making room for the fuzz binaries: %w", err)
	}
	defer os.RemoveAll(dir)
	rows := []*row{
		{name: "own loop, 1 processor", checks: core.Ways, measure: own(1)},
		{name: "own loop, 2 processors", checks: core.Ways, measure: own(2)},
	}
	for _, b := range builds {
		binary, err := b.make(ctx, dir)
		rows = append(rows,
			&row{name: "FuzzEmpty, " + b.name, measure: fuzz(binary, "FuzzEmpty", dir), failed: err},
			&row{name: "FuzzVariants, " + b.name, checks: core.Ways, measure: fuzz(binary, "FuzzVariants", dir), failed: err})
	}
	for range rounds {
		for _, r := range rows {
			if r.failed != nil {
				continue
			}
			s, err := r.measure(ctx, each)
			if err != nil {
				r.failed = err
				continue
			}
			r.speeds = append(r.speeds, s)
		}
	}
	return show(rows)
}

func show(rows []*row) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\texecutions/s\tchecks/s\tof the empty target\tchecks for a second of processor time")
	var empty float64
	for _, r := range rows {
		if r.failed != nil {
			fmt.Fprintf(w, "%s\tnot measured: %v\n", r.name, r.failed)
			continue
		}
		rate := median(r.speeds, func(s speed) float64 { return float64(s.done) / s.elapsed.Seconds() })
		cost := median(r.speeds, func(s speed) float64 { return float64(s.done) / s.spent.Seconds() })
		ratio := "-"
		switch {
		case r.checks == 0:
			empty = rate
		case empty > 0:
			ratio = fmt.Sprintf("%.3f", rate/empty)
		}
		fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%s\t%.0f\n", r.name, rate, rate*float64(r.checks), ratio, cost*float64(r.checks))
	}
	return w.Flush()
}

func median(speeds []speed, of func(speed) float64) float64 {
	values := make([]float64, 0, len(speeds))
	for _, s := range speeds {
		values = append(values, of(s))
	}
	slices.SortFunc(values, cmp.Compare[float64])
	return values[len(values)/2]
}
