package properties

import (
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
)

// SeedVariable is the environment variable with the seed of Conform. Without it, each
// run draws other conversations.
const SeedVariable = "HANGUP_SEED"

// Handler returns the reference handler, in which each capability has a path of its own. A server
// that runs it can be asked for everything, see [Everything].
func Handler() http.Handler { return capable.Handler() }

// Everything is what is known of a server that runs [Handler].
func Everything() profile.Profile { return profile.Full() }

// HTTP is a server of handlers of net/http that runs the reference handler, for example
// with http.Serve.
func HTTP(serve func(net.Listener, http.Handler) error) fuzz.Target {
	return fuzz.Serve(func(l net.Listener) error { return serve(l, Handler()) }).With(Everything())
}

// Conform holds conversations with a server: the cases that ship with Hangup, and some
// drawn at random, without and with features left out (a swarm). It fails t once for each
// requirement that the server breaks, with the smallest conversation that was found to
// show it, a case file in the test's folder of artifacts (go test -artifacts), a test to
// paste, and the command that runs the same again. With go test -v it also shows what was drawn,
// by labels (see package gen), which [fuzz.Prefer] steers.
func Conform(t *testing.T, target fuzz.Target, options ...fuzz.Option) {
	t.Helper()
	checker := fuzz.NewChecker(t, target, options...)
	checker.Cases(t, shipped(t, target))
	seed := seedOf(t)
	r := rand.New(rand.NewPCG(seed, 0))
	choose := func(_ string, n int) int { return r.IntN(n) }
	drawn := make([]gen.Conversation, checker.Settings.Conversations)
	var census gen.Census
	for i := range drawn {
		drawn[i] = gen.Build(choose, checker.Alphabet.Swarm(choose))
		census.Add(drawn[i])
	}
	t.Logf("%s=%d; %s", SeedVariable, seed, &census)
	for _, c := range checker.Suspects(t, drawn) {
		if kept, small := checker.Conversation(t, c); kept != (shrink.Kept{}) {
			checker.Report(t, kept, small, rerun(t, seed))
			fuzz.Known(kept.Address)(checker.Settings)
		}
	}
}

// shipped returns the cases that the target can play.
func shipped(t *testing.T, target fuzz.Target) []corpus.Case {
	t.Helper()
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatalf("reading the cases: %v", err)
	}
	return slices.DeleteFunc(cases, func(c corpus.Case) bool { return len(target.Profile().Missing(c.Needs)) > 0 })
}

// seedOf takes the seed from the environment, or a new one.
func seedOf(t *testing.T) uint64 {
	text := os.Getenv(SeedVariable)
	if text == "" {
		return uint64(time.Now().UnixNano())
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s is %q: set it to the number that a failure has printed", SeedVariable, text)
	}
	return seed
}

// Case plays a case, written as in a case file, and fails t where the server breaks one
// of the requirements that it is about.
func Case(t *testing.T, target fuzz.Target, text string, options ...fuzz.Option) {
	t.Helper()
	cases, err := corpus.Parse(t.Name()+".case", []byte(strings.TrimLeft(text, "\n")))
	if err != nil {
		t.Fatalf("%v", err)
	}
	checker := fuzz.NewChecker(t, target, options...)
	for _, c := range corpus.Variants(cases) {
		if kept, played := checker.Case(t, c); slices.Contains(c.About, kept.Address) {
			checker.ReportCase(t, c, played)
		}
	}
}
