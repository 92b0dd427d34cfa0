package properties

import (
	"github.com/leanovate/gopter"
	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// Rapid returns a generator of conversations for package rapid, each of which leaves out
// features at random. Rapid shrinks them by itself.
func Rapid(a gen.Alphabet) *rapid.Generator[gen.Conversation] {
	return rapid.Custom(func(t *rapid.T) gen.Conversation {
		choose := Drawn(t)
		return gen.Build(choose, a.Swarm(choose))
	})
}

// Drawn chooses by draws of package rapid.
func Drawn(t *rapid.T) gen.Choose {
	return func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
}

// Gopter returns the same for package gopter, with a shrinker.
func Gopter(a gen.Alphabet) gopter.Gen {
	return func(p *gopter.GenParameters) *gopter.GenResult {
		choose := func(_ string, n int) int { return p.Rng.Intn(n) }
		r := gopter.NewGenResult(gen.Build(choose, a.Swarm(choose)), shrinker)
		return r
	}
}

// shrinker offers what is one step smaller.
func shrinker(value any) gopter.Shrink {
	smaller := shrink.Candidates(value.(gen.Conversation))
	return func() (any, bool) {
		if len(smaller) == 0 {
			return nil, false
		}
		next := smaller[0]
		smaller = smaller[1:]
		return next, true
	}
}
