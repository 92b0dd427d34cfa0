package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/gen"
)

// goal is what the fault bank is measured by: so many faults within so many executions.
const goal = 1_000_000

// group is the results of one engine for one fault.
type group []result

// outcome is what a group comes to. A hunt that has found nothing counts as longer than any other.
type outcome struct {
	runs, found int
	median      int // executions; of the lesser two in the middle where there are two. 0: mostly not found
	least       int // the fewest executions of a hunt that has found nothing
	small       size
	blamed      string
}

func (g group) outcome() (o outcome) {
	var after []int
	var sizes []size
	blames := map[string]int{}
	for _, r := range g {
		o.runs++
		if r.Ended != found {
			if o.least == 0 || r.Executions < o.least {
				o.least = r.Executions
			}
			continue
		}
		o.found++
		after, sizes = append(after, r.Executions), append(sizes, r.Small)
		if blames[r.Requirement]++; blames[r.Requirement] > blames[o.blamed] {
			o.blamed = r.Requirement
		}
	}
	if o.found == 0 {
		return o
	}
	slices.Sort(after)
	if middle := (o.runs - 1) / 2; middle < o.found {
		o.median = after[middle]
	}
	slices.SortFunc(sizes, func(a, b size) int {
		return cmp.Or(cmp.Compare(a.Operations, b.Operations), cmp.Compare(a.Octets, b.Octets))
	})
	o.small = sizes[(len(sizes)-1)/2]
	return o
}

// cell is an outcome in the table.
func (o outcome) cell() string {
	switch {
	case o.runs == 0:
		return ""
	case o.found == 0:
		return "> " + thousands(o.least)
	}
	text := thousands(o.median)
	if o.median == 0 {
		text = "> " + thousands(o.least)
	}
	if o.runs > 1 {
		text += fmt.Sprintf(" (%d/%d)", o.found, o.runs)
	}
	return fmt.Sprintf("%s; %d, %d", text, o.small.Operations, o.small.Octets)
}

// thousands writes a number with its thousands apart.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// sheet is all results, by fault and engine.
type sheet struct {
	faults  []string // of the bank, those that were hunted
	engines []engine // that were used
	groups  map[[2]string]group
	whole   map[string]bool
}

func newSheet(all []result) *sheet {
	s := &sheet{groups: map[[2]string]group{}, whole: map[string]bool{}}
	used, hunted := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		key := [2]string{r.Fault, r.Engine}
		s.groups[key] = append(s.groups[key], r)
		used[r.Engine], hunted[r.Fault] = true, true
	}
	for _, name := range suspect.Names() {
		if hunted[name] {
			s.faults = append(s.faults, name)
			known, _ := suspect.Lookup(name) // the name is of the bank
			s.whole[name] = known.Whole()
		}
	}
	for _, e := range engines {
		if used[e.name] {
			s.engines = append(s.engines, e)
		}
	}
	return s
}

func (s *sheet) outcome(fault string, e engine) outcome {
	return s.groups[[2]string{fault, e.name}].outcome()
}

// missed tells whether no engine has found a fault in most of its hunts.
func (s *sheet) missed(fault string) bool {
	return !slices.ContainsFunc(s.engines, func(e engine) bool { return s.outcome(fault, e).median > 0 })
}

// markdown writes docs/discovery.md.
func markdown(w io.Writer, all []result) error {
	s := newSheet(all)
	var b strings.Builder
	b.WriteString(opening)
	fmt.Fprintf(&b, "\n%s\n\n", versions())
	b.WriteString("| engine | what it is |\n| --- | --- |\n")
	for _, e := range s.engines {
		fmt.Fprintf(&b, "| %s | %s |\n", e.name, e.about)
	}
	s.summary(&b)
	s.effort(&b)
	s.seeded(&b)
	s.notFound(&b)
	s.table(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// summary writes what each engine is worth.
func (s *sheet) summary(b *strings.Builder) {
	b.WriteString("\n## In numbers\n\nFaults found in the median hunt, within so many executions. Half of the faults take fewer than the number under " +
		"\"half\", nine tenths fewer than that under \"nine tenths\".\n\n" +
		"| engine | faults | hunts each | found | within 1,000 | within 10,000 | within 100,000 | within 1,000,000 | half | nine tenths |\n" +
		"| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, e := range s.engines {
		var medians []int
		hunted, fewest, most := 0, 0, 0
		for _, f := range s.faults {
			o := s.outcome(f, e)
			if o.runs == 0 {
				continue
			}
			if hunted++; fewest == 0 || o.runs < fewest {
				fewest = o.runs
			}
			most = max(most, o.runs)
			if o.median > 0 {
				medians = append(medians, o.median)
			}
		}
		if hunted == 0 {
			continue
		}
		slices.Sort(medians)
		fmt.Fprintf(b, "| %s | %d | %s | %s |", e.name, hunted, between(fewest, most), share(len(medians), hunted))
		for _, limit := range []int{1000, 10_000, 100_000, goal} {
			within, _ := slices.BinarySearch(medians, limit+1)
			fmt.Fprintf(b, " %s |", share(within, hunted))
		}
		fmt.Fprintf(b, " %s | %s |\n", quantile(medians, hunted, 5), quantile(medians, hunted, 9))
	}
}

// effort writes what was spent on it.
func (s *sheet) effort(b *strings.Builder) {
	b.WriteString("\n| engine | hunts | executions | hours | hunts that gave up by time | that hung or crashed | false alarms |\n" +
		"| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, e := range s.engines {
		var hunts, executions, byTime, broken, alarms int
		var seconds float64
		for _, f := range s.faults {
			for _, r := range s.groups[[2]string{f, e.name}] {
				hunts++
				executions += r.Executions
				seconds += r.Seconds
				alarms += r.Alarms
				switch r.Ended {
				case late:
					byTime++
				case stuck, crashed:
					broken++
				}
			}
		}
		if hunts > 0 {
			fmt.Fprintf(b, "| %s | %d | %s | %.1f | %d | %d | %d |\n", e.name, hunts, thousands(executions), seconds/3600, byTime, broken, alarms)
		}
	}
}

// seeded writes how much of what the native engine has found was in its seeds.
func (s *sheet) seeded(b *strings.Builder) {
	seeds := len(fuzz.Seeds(gen.Everything()))
	var all, bySeed int
	for _, f := range s.faults {
		for _, r := range s.groups[[2]string{f, "native"}] {
			if r.Ended == found {
				all++
				if r.Executions <= seeds {
					bySeed++
				}
			}
		}
	}
	if all > 0 {
		fmt.Fprintf(b, "\nThe native engine begins with %d seeds, which hold most of the cases that ship with Hangup. Of the %d hunts in "+
			"which it found the fault, %d ended among the seeds, and %d took mutations of them.\n", seeds, all, bySeed, all-bySeed)
	}
}

// notFound writes the faults that nobody has found, and why.
func (s *sheet) notFound(b *strings.Builder) {
	b.WriteString("\n## Not found\n\n")
	none := true
	for _, f := range s.faults {
		if !s.missed(f) {
			continue
		}
		none = false
		why := reasons[f]
		if why == "" {
			why = "Nothing is known that package gen could not say: it takes more executions than there was time for."
		}
		fmt.Fprintf(b, "- **%s**. %s\n", f, why)
		for _, e := range s.engines {
			for _, r := range s.groups[[2]string{f, e.name}] {
				if r.Ended == stuck || r.Ended == crashed {
					fmt.Fprintf(b, "  With %s, hunt %d: %s after %s executions.\n", e.name, r.Run, r.Ended, thousands(r.Executions))
				}
			}
		}
	}
	if none {
		b.WriteString("Each fault was found by one engine or another.\n")
	}
}

// table writes all that was measured.
func (s *sheet) table(b *strings.Builder) {
	b.WriteString(legend)
	b.WriteString("\n| fault | server |")
	for _, e := range s.engines {
		fmt.Fprintf(b, " %s |", e.name)
	}
	b.WriteString(" blamed |\n| --- | --- |" + strings.Repeat(" --- |", len(s.engines)+1) + "\n")
	for _, f := range s.faults {
		server, blamed := "core", ""
		if s.whole[f] {
			server = "whole"
		}
		fmt.Fprintf(b, "| %s | %s |", f, server)
		for _, e := range s.engines {
			o := s.outcome(f, e)
			fmt.Fprintf(b, " %s |", o.cell())
			blamed = cmp.Or(blamed, o.blamed)
		}
		fmt.Fprintf(b, " %s |\n", blamed)
	}
}

func between(low, high int) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

func share(n, of int) string { return fmt.Sprintf("%d (%d %%)", n, 100*n/of) }

// quantile is after how many executions so many tenths of all faults are found.
func quantile(sorted []int, of, tenths int) string {
	at := (of*tenths + 9) / 10
	if at > len(sorted) {
		return "never"
	}
	return thousands(sorted[at-1])
}

// versions names what took part.
func versions() string {
	text := "Measured with " + runtime.Version() + " on " + runtime.GOOS + "/" + runtime.GOARCH
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "pgregory.net/rapid" || m.Path == "github.com/leanovate/gopter" {
				text += ", " + m.Path + " " + m.Version
			}
		}
	}
	return text + "."
}
