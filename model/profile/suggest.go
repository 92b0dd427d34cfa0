package profile

import (
	"strings"

	"github.com/hangup-http/hangup/internal/nearest"
)

// most is how many candidates a message lists.
const most = 20

// suggest returns the next step for a word that is not known: the candidate that
// it was probably meant to be, or else all of them.
func suggest(word string, candidates []string) string {
	if best := nearest.Of(word, candidates); best != "" {
		return "did you mean " + best + "?"
	}
	if len(candidates) > most {
		return "there are " + strings.Join(candidates[:most], ", ") + " ... (docs/profiles.md says where all are listed)"
	}
	return "there are " + strings.Join(candidates, ", ")
}

// suggestAddress does the same for an address. The last part is what people remember.
func suggestAddress(address string, p *Profile) string {
	full := map[string]string{}
	var whole, slugs []string
	for _, q := range p.Known() {
		slug := q.Address[strings.LastIndexByte(q.Address, '/')+1:]
		full[slug], full[q.Address] = q.Address, q.Address
		whole, slugs = append(whole, q.Address), append(slugs, slug)
	}
	best := nearest.Of(address[strings.LastIndexByte(address, '/')+1:], slugs)
	if best == "" {
		best = nearest.Of(address, whole)
	}
	if best == "" {
		return "`hangup requirements` lists those of the RFCs, and requirements: adds your own"
	}
	return "did you mean " + full[best] + "?"
}
