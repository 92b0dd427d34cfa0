package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/matrix"
	"github.com/hangup-http/hangup/internal/recipe"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// plan is one target with all that is needed to judge it.
type plan struct {
	target  recipe.Target
	profile profile.Profile
	cases   []corpus.Case
	flags   targetFlags
	server  *matrix.Server // what comes of it
}

// plan reads all that the targets name, so that mistakes show before a server is started.
func (c *matrixCommand) plan(targets []recipe.Target) ([]*plan, error) {
	against, err := c.against()
	if err != nil {
		return nil, err
	}
	var plans []*plan
	for _, t := range targets {
		p := &plan{target: t, flags: targetFlags{
			Profile: near(t.Profile), AllowRemote: c.AllowRemote, Connections: c.Connections, Confirm: c.Confirm,
		}}
		p.server = &matrix.Server{
			Name: t.Name, URL: t.URL, Profile: p.flags.Profile, Partial: len(c.Select) > 0, Expected: against[t.Name],
		}
		if p.profile, err = loadProfile(t.Profile); err != nil {
			return nil, err
		}
		if p.cases, err = allCases(c.Cases, p.profile); err != nil {
			return nil, err
		}
		if p.cases, err = selectCases(p.cases, c.Select); err != nil {
			return nil, err
		}
		if t.Expected != "" && against == nil {
			if p.server.Expected, err = matrix.ReadExpected(t.Expected); err != nil {
				return nil, usage("docs/matrix.md shows the format", "%w", err)
			}
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// against reads what --against names; nil without it.
func (c *matrixCommand) against() (map[string]*matrix.Expected, error) {
	if c.Against == "" {
		return nil, nil
	}
	all, err := matrix.ReadAgainst(c.Against)
	if err != nil {
		return nil, usage("docs/matrix.md shows the format", "--against: %w", err)
	}
	return all, nil
}

// near returns the path from here, if it is below, so that reports can be read elsewhere.
func near(path string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(path) {
		return path
	}
	if short, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(short, "..") {
		return short
	}
	return path
}

// sizes are those of the files that the cases of the plans ask for.
func sizes(plans []*plan) []int {
	asked := map[int]bool{}
	for _, p := range plans {
		for _, c := range p.cases {
			for _, step := range c.Steps {
				for _, piece := range step.Pieces {
					if piece.Handler == model.Size {
						asked[piece.Arg] = true
					}
				}
			}
		}
	}
	var all []int
	for size := range asked {
		all = append(all, size)
	}
	return all
}

// eachAtOnce calls do for each plan, at most limit at once.
func eachAtOnce(limit int, plans []*plan, do func(*plan)) {
	var running sync.WaitGroup
	free := make(chan struct{}, limit)
	for _, p := range plans {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			do(p)
		})
	}
	running.Wait()
}

// missing is why a target is skipped, or "".
func (p *plan) missing() string {
	missing := p.target.Missing()
	if len(missing) == 0 {
		return ""
	}
	reason := "not installed: " + strings.Join(missing, ", ")
	var packages []string
	for _, need := range missing {
		if name, ok := strings.CutPrefix(need, "deb:"); ok {
			packages = append(packages, name)
		}
	}
	if len(packages) > 0 {
		reason += fmt.Sprintf(" (apt-get install %s)", strings.Join(packages, " "))
	}
	return reason
}
