package corpus

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/internal/nearest"
	"github.com/hangup-http/hangup/model"
)

// suggest returns the next step for a word that is not known: the candidate that
// it was probably meant to be, or else where to look.
func suggest(word string, candidates []string, otherwise string) string {
	if best := nearest.Of(word, candidates); best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return otherwise
}

// suggestAddress returns the next step for an address that no requirement has. The
// last part of an address is what people remember, and the section is what they copy.
func suggestAddress(address string, own []model.Requirement) string {
	full := map[string]string{} // by last part
	var here, anywhere []string
	section, slug := cutLast(address)
	for _, r := range append(model.Requirements(), own...) {
		s, last := cutLast(r.Address)
		full[last] = r.Address
		anywhere = append(anywhere, last)
		if s == section {
			here = append(here, last)
		}
	}
	best := nearest.Of(slug, here)
	if best == "" {
		best = nearest.Of(slug, anywhere)
	}
	if best == "" {
		return "`hangup requirements` lists them"
	}
	return fmt.Sprintf("did you mean %s?", full[best])
}

func cutLast(address string) (section, slug string) {
	i := strings.LastIndexByte(address, '/')
	return address[:max(i, 0)], address[i+1:]
}
