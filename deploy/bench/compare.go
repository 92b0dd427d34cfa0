//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
)

// comparison is one measure of many servers.
type comparison struct {
	measure measure
	kinds   []kind
	samples [][]sample // by kind and round
	again   int        // slices that were disturbed and taken again
	spoilt  int        // those that were disturbed each time
}

// compare measures the kinds in turn, round by round. Each round begins with the next
// one. Progress is told to w.
func (b *bench) compare(ctx context.Context, w io.Writer, m measure, kinds []kind, rounds int) (*comparison, error) {
	c := &comparison{measure: m, kinds: kinds, samples: make([][]sample, len(kinds))}
	for round := range rounds {
		fmt.Fprintf(w, "%s, round %d of %d\n", m.name, round+1, rounds)
		for i := range kinds {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			i = (i + round) % len(kinds)
			s, err := c.quiet(ctx, b, kinds[i])
			if err != nil {
				return nil, err
			}
			c.samples[i] = append(c.samples[i], s)
		}
	}
	return c, nil
}

// profile runs one more slice of each kind in Go, and writes dir/KIND-MEASURE.pprof.
func (b *bench) profile(ctx context.Context, m measure, kinds []kind, dir string) error {
	for _, k := range kinds {
		if k.serve == nil {
			continue
		}
		if _, err := b.slice(ctx, m, k, filepath.Join(dir, k.name+"-"+m.name+".pprof")); err != nil {
			return err
		}
	}
	return nil
}

// row is a line of the table: medians over the rounds.
type row struct {
	kind            kind
	sample          sample
	ratio, low, top float64 // to base in the same round, and its quartiles; 0 where base was not measured
}

// rows works out the table.
func (c *comparison) rows() []row {
	at := slices.IndexFunc(c.kinds, func(k kind) bool { return k.name == base })
	var rows []row
	for i, k := range c.kinds {
		of := c.samples[i]
		r := row{kind: k, sample: sample{
			cost: median(of, func(s sample) float64 { return s.cost }),
			rate: median(of, func(s sample) float64 { return s.rate }),
			busy: median(of, func(s sample) float64 { return s.busy }),
			kern: median(of, func(s sample) float64 { return s.kern }),
		}}
		if at >= 0 {
			var ratios []float64
			for round, s := range of {
				ratios = append(ratios, c.samples[at][round].cost/s.cost)
			}
			slices.Sort(ratios)
			r.ratio, r.low, r.top = middle(ratios), ratios[len(ratios)/4], ratios[(len(ratios)-1)-len(ratios)/4]
		}
		rows = append(rows, r)
	}
	return rows
}

// median returns the middle of what of takes out of all.
func median[T any](all []T, of func(T) float64) float64 {
	var numbers []float64
	for _, x := range all {
		numbers = append(numbers, of(x))
	}
	slices.Sort(numbers)
	return middle(numbers)
}

// middle returns the middle of sorted numbers.
func middle(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
