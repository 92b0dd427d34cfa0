package profile

import (
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

// Error is one mistake in a profile: where it is, what is wrong, and what to do.
type Error = strictyaml.Error

// place is where something was written down.
type place = strictyaml.Place

// maxPatience bounds what a tester waits for.
const maxPatience = time.Hour

func (l *loader) duration(n *yaml.Node, what string) (time.Duration, error) {
	return l.Duration(n, what, maxPatience)
}

// named finds what a word is the name of.
func named[T any](l *loader, n *yaml.Node, what string, parse func(string) (T, bool), names []string) (v T, err error) {
	word, err := l.Text(n, "each "+what, "its name")
	if err != nil {
		return v, err
	}
	v, ok := parse(word)
	if !ok {
		return v, l.Fail(n, "unknown %s %q: %s", what, word, suggest(word, names))
	}
	return v, nil
}
