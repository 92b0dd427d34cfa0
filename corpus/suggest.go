package corpus

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// suggest returns the next step for a word that is not known: the candidate that
// it was probably meant to be, or else where to look.
func suggest(word string, candidates []string, otherwise string) string {
	if best := nearest(word, candidates); best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return otherwise
}

// suggestAddress returns the next step for an address that no requirement has. The
// last part of an address is what people remember, and the section is what they copy.
func suggestAddress(address string) string {
	full := map[string]string{} // by last part
	var here, anywhere []string
	section, slug := cutLast(address)
	for _, r := range model.Requirements() {
		s, last := cutLast(r.Address)
		full[last] = r.Address
		anywhere = append(anywhere, last)
		if s == section {
			here = append(here, last)
		}
	}
	best := nearest(slug, here)
	if best == "" {
		best = nearest(slug, anywhere)
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

// nearest returns the candidate that takes the fewest edits, or that holds the
// whole word; empty when none is near.
func nearest(word string, candidates []string) string {
	best, distance := "", len(word)/2+1
	for _, c := range candidates {
		d := editDistance(word, c)
		if len(word) > 2 && strings.Contains(c, word) {
			d = min(d, 1)
		}
		if d < distance {
			best, distance = c, d
		}
	}
	return best
}

// editDistance counts the octets to insert, delete or replace to turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
