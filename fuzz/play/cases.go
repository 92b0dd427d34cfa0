package play

import (
	"fmt"
	"slices"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// Cases are those that a target with a profile is judged by: the ones that ship with Hangup, and the profile's own, but for
// those of its own about nothing that it records.
func Cases(p profile.Profile) ([]corpus.Case, error) {
	all, err := corpus.Embedded()
	if err != nil {
		return nil, fmt.Errorf("the cases that ship with hangup: %w", err)
	}
	var own []model.Requirement
	for _, q := range p.Requirements {
		own = append(own, q.Requirement)
	}
	off := func(address string) bool {
		change, changed := p.Levels[address]
		return changed && change.Level == profile.Off
	}
	for _, file := range p.Cases {
		cases, err := corpus.Parse(file.Name, file.Text, own...)
		if err != nil {
			return nil, fmt.Errorf("the cases of the profile: %w", err)
		}
		for _, c := range corpus.Variants(cases) {
			if slices.ContainsFunc(c.About, func(address string) bool { return !off(address) }) {
				all = append(all, c)
			}
		}
	}
	return all, nil
}
