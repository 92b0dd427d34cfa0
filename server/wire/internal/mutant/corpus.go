package mutant

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/corpus"
)

// longest is how many octets of a case make a seed; what takes more is about limits.
const longest = 1 << 10

// Cases are the octets that the cases which ship with Hangup send, up to the first thing
// that is done besides sending, each once.
func Cases() (all []string) {
	cases, _ := corpus.Embedded() // they are tested there
	for _, c := range cases {
		if octets := octetsOf(c); len(octets) > 0 && len(octets) <= longest {
			all = append(all, string(octets))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func octetsOf(c corpus.Case) (octets []byte) {
	for _, step := range c.Steps {
		if step.Kind == corpus.Pause || step.Kind == corpus.Await {
			continue // it goes on afterwards
		}
		if step.Kind != corpus.Send {
			break
		}
		for _, p := range step.Pieces {
			switch {
			case p.Host:
				octets = append(octets, 'a')
			case p.Data == nil:
				octets = append(octets, "/"+p.Handler.String()...)
			case len(octets) <= longest:
				octets = append(octets, bytes.Repeat(p.Data, max(p.Repeat, 1))...)
			}
		}
	}
	return octets
}

// ChunkedBodies are what stands behind a head that announces the chunked coding, in the cases that
// ship with Hangup, with what follows the body.
func ChunkedBodies() (all []string) {
	for _, octets := range Cases() {
		head, rest, whole := strings.Cut(octets, "\r\n\r\n")
		if whole && rest != "" && strings.Contains(strings.ToLower(head), "transfer-encoding") {
			all = append(all, rest)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Values returns what the lines of a field say in the cases that ship with Hangup, each once.
func Values(name string) (all []string) {
	for _, octets := range Cases() {
		for line := range strings.SplitSeq(octets, "\r\n") {
			if n, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, name) {
				all = append(all, strings.Trim(value, " \t"))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
