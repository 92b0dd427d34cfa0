package matrix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Flap is something that did not come to the same verdict in every run of a server.
type Flap struct {
	Name   string                // address of a requirement, or name of a case
	Counts map[model.Verdict]int // runs by verdict
}

// String tells the verdicts, the worst first.
func (f Flap) String() string {
	var parts []string
	for i := len(verdicts) - 1; i >= 0; i-- {
		if n := f.Counts[verdicts[i]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", verdicts[i], n))
		}
	}
	return f.Name + ": " + strings.Join(parts, ", ")
}

// counter counts verdicts by name.
type counter map[string]map[model.Verdict]int

func (c counter) add(name string, v model.Verdict) {
	if c[name] == nil {
		c[name] = map[model.Verdict]int{}
	}
	c[name][v]++
}

// flaps returns the names that have more than one verdict, or not one in each of the runs.
func (c counter) flaps(runs int) (all []Flap) {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if counts := c[name]; len(counts) > 1 || sum(counts) < runs {
			all = append(all, Flap{name, counts})
		}
	}
	return all
}

func sum(counts map[model.Verdict]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}

// Flaps returns the requirements on which complete runs disagree, by their addresses: the
// cells that are flapped. An interrupted run, which has not tried them all, does not count.
func (s *Server) Flaps() []Flap {
	c, runs := counter{}, 0
	for _, run := range s.Runs {
		if run.Interrupted {
			continue
		}
		runs++
		for address, cell := range cellsOf(run) {
			c.add(address, cell.Verdict)
		}
	}
	return c.flaps(runs)
}

// FlappedCases returns the cases on which the runs disagree, by their names. There are
// more of them than of requirements: most of these have several cases.
func (s *Server) FlappedCases() []Flap {
	c := counter{}
	for _, run := range s.Runs {
		for i := range run.Results {
			c.add(run.Results[i].Case, run.Results[i].Verdict)
		}
	}
	return c.flaps(0)
}
