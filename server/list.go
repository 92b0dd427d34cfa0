package server

import (
	"iter"
	"net/textproto"
	"strings"
)

// members are those of comma-separated lists (RFC 9110, section 5.6.1), without
// whitespace around them and without empty ones.
func members(lists []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, list := range lists {
			for member := range strings.SplitSeq(list, ",") {
				if member = textproto.TrimString(member); member != "" && !yield(member) {
					return
				}
			}
		}
	}
}
