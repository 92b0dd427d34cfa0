package shrink

import (
	"slices"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// Candidates returns conversations that are one step smaller or plainer than c, those that
// leave out most first: for libraries that shrink by themselves, such as gopter.
func Candidates(c gen.Conversation) (smaller []gen.Conversation) {
	for size := len(c) / 2; size >= 1; size /= 2 {
		for at := 0; at+size <= len(c); at += size {
			if size < len(c) {
				smaller = append(smaller, slices.Delete(slices.Clone(c), at, at+size))
			}
		}
	}
	for at := range c {
		for _, argument := range arguments {
			if *argument(&c[at]) > 0 {
				plainer := slices.Clone(c)
				*argument(&plainer[at]) = 0
				smaller = append(smaller, plainer)
			}
		}
	}
	return smaller
}
