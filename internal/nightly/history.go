package nightly

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	mostNights = 60  // that a night is compared with and that are drawn
	rateNights = 5   // whose median rate counts
	slower     = 0.5 // of that median
)

// file is the name of the night in the history: names sort as nights do.
func (n *Night) file() string { return n.Began.Format("2006-01-02T15-04-05Z") + ".json" }

// current is the file of the night that goes on.
func (c *Config) current() string { return filepath.Join(c.History, "current.json") }

// nights reads the history, oldest first.
func (c *Config) nights() (all []*Night, err error) {
	dir := filepath.Join(c.History, "nights")
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the nights before: %w", err)
	}
	files = slices.DeleteFunc(files, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), ".") || filepath.Ext(e.Name()) != ".json"
	})
	for _, e := range files[max(0, len(files)-mostNights):] {
		name := filepath.Join(dir, e.Name())
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the nights before: %w", err)
		}
		n := &Night{}
		if err := json.Unmarshal(text, n); err != nil {
			return nil, fmt.Errorf("%s: it is no night (%w): remove it", name, err)
		}
		all = append(all, n)
	}
	return all, nil
}

// open are the findings of a job that the last night which ran it has left.
func (n *Night) open(name string) (left []Finding) {
	for i := len(n.earlier) - 1; i >= 0; i-- {
		j := n.earlier[i].job(name)
		if j == nil || !j.Ran() {
			continue
		}
		for _, f := range j.Findings {
			if f.State != Gone {
				left = append(left, f)
			}
		}
		return left
	}
	return nil
}

// compare says what is new, known and gone, and what else has changed.
func (n *Night) compare() {
	n.Changes = []string{}
	for _, j := range n.Jobs {
		n.compareFindings(j)
		n.compareJob(j)
	}
	if len(n.earlier) == 0 || n.Interrupted {
		return
	}
	for _, before := range n.earlier[len(n.earlier)-1].Jobs {
		if n.job(before.Name) == nil {
			n.Changes = append(n.Changes, before.Name+": gone since the last night")
		}
	}
}

func (n *Night) compareFindings(j *Job) {
	open := map[string]Finding{}
	for _, f := range n.open(j.Name) {
		open[f.ID] = f
	}
	for i := range j.Findings {
		f := &j.Findings[i]
		before, known := open[f.ID]
		f.State, f.Since = New, n.Began
		if known {
			f.State, f.Since = Known, before.Since
		}
		delete(open, f.ID)
	}
	if !j.Ran() {
		return
	}
	gone := make([]Finding, 0, len(open))
	for _, f := range open {
		f.State = Gone
		gone = append(gone, f)
	}
	slices.SortFunc(gone, func(a, b Finding) int { return cmp.Compare(a.ID, b.ID) })
	j.Findings = append(j.Findings, gone...)
}

func (n *Night) compareJob(j *Job) {
	say := func(format string, args ...any) {
		n.Changes = append(n.Changes, j.Name+": "+fmt.Sprintf(format, args...))
	}
	if j.Unlisted {
		say("new: the configuration does not list it; it was fuzzed")
	}
	var rates []float64
	var last *Job
	for _, before := range n.earlier {
		if b := before.job(j.Name); b != nil && b.Ran() {
			last = b
			rates = append(rates, b.Rate())
		}
	}
	if last == nil {
		if len(n.earlier) > 0 && !j.Unlisted {
			say("new since the last night")
		}
		return
	}
	rates = rates[max(0, len(rates)-rateNights):]
	slices.Sort(rates)
	usual := rates[len(rates)/2]
	if j.Ran() && usual > 0 && j.Rate() < slower*usual {
		say("slower: %.2f of the usual %.0f executions/s", j.Rate()/usual, usual)
	}
	if j.Ran() && j.Rules != last.Rules && last.Rules > 0 {
		say("%+d rules covered (%d)", j.Rules-last.Rules, j.Rules)
	}
}
