package profile

import (
	"strings"

	"github.com/hangup-http/hangup/internal/nearest"
)

// suggest returns the next step for a word that is not known: the candidate that
// it was probably meant to be, or else all of them.
func suggest(word string, candidates []string) string {
	if best := nearest.Of(word, candidates); best != "" {
		return "did you mean " + best + "?"
	}
	return "there are " + strings.Join(candidates, ", ")
}
