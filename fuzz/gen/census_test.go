package gen_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// taken counts conversations of an alphabet, with features left out as Conform does.
func taken(conversations int, a gen.Alphabet) *gen.Census {
	var n gen.Census
	r := random(9112)
	choose := func(_ string, n int) int { return r.IntN(n) }
	for range conversations {
		n.Add(gen.Build(choose, a.Swarm(choose)))
	}
	return &n
}

// TestDistribution: every label comes in more conversations than its floor, so that nothing that was
// once tried quietly goes missing. go test -v shows the distribution.
func TestDistribution(t *testing.T) {
	n := taken(10_000, gen.Everything())
	t.Log("\n" + n.String())
	floors := map[string]float64{ // of all conversations; else floor
		"version 1.0": 0.3, "version 1.1": 0.3, "method GET": 0.2, "method POST": 0.2, "client pipelining": 0.2,
		"field Connection": 0.03, "field Content-Length": 0.03, "field Transfer-Encoding": 0.03, "asks close": 0.02,
		"content whole": 0.001, "client split": 0.15, "client half-close": 0.1, "client reset": 0.05,
		"malformed request-line": 0.08, "malformed field-line": 0.05,
	}
	const floor = 0.0003
	for _, label := range gen.AllLabels() {
		least, ok := floors[label]
		if !ok {
			least = floor
		}
		if got := n.Share(label); got < least {
			t.Errorf("%s: %.2f %% of the conversations have it, want %.2f %%", label, 100*got, 100*least)
		}
	}
	for label := range floors {
		if !slices.Contains(gen.AllLabels(), label) {
			t.Errorf("there is no label %q", label)
		}
	}
}

// TestPrefer: what is preferred comes more often, what is preferred 0 times never.
func TestPrefer(t *testing.T) {
	plain := taken(1500, gen.Everything())
	for _, label := range []string{
		"method BREW", "target echo", "version 1.0", "malformed without-Host", "field Expect", "content part", "malformed chunk",
		"client reset", "malformed request-line",
	} {
		if got, before := taken(1500, gen.Everything().Prefer(label, 20)).Share(label), plain.Share(label); got <= before {
			t.Errorf("%s: %.3f, preferred %.3f", label, before, got)
		}
		if got := taken(1500, gen.Everything().Prefer(label, 0)).Share(label); got != 0 {
			t.Errorf("%s: %.3f though it is never to be chosen", label, got)
		}
	}
}

// TestPreferOfNothing: what cannot be steered is a mistake.
func TestPreferOfNothing(t *testing.T) {
	for _, label := range []string{"asks close", "no such", "method "} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Prefer(%q) did not panic", label)
				}
			}()
			gen.Everything().Prefer(label, 2)
		}()
	}
}

// TestLabels of a conversation that can be looked through.
func TestLabels(t *testing.T) {
	c, ok := gen.Parse("[{End 0 0 0} {Request 1 0 1} {Field 0 6 0} {End 0 0 0} {Request 0 0 2} {Await 0 0 0} {Request 0 0 0} {HalfClose 0 0 0} {Field 3 0 0}]")
	if !ok {
		t.Fatal("not read")
	}
	want := []string{
		"asks close", "asks keep-alive", "client await", "client half-close", "client pipelining", "field Connection", "malformed without-Host",
		"method GET", "method POST", "target answer", "version 1.0", "version 1.1",
	}
	if got := c.Labels(); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestCensus: shares are of conversations, not of operations, and callers add labels of their own.
func TestCensus(t *testing.T) {
	var n gen.Census
	get := gen.Op{Kind: gen.Request}
	n.Add(gen.Conversation{get, get, get}, "state draining", "state draining")
	n.Add(gen.Conversation{{Kind: gen.Pause}})
	for label, want := range map[string]float64{"method GET": 0.5, "state draining": 0.5, "client pause": 0.5, "method PUT": 0} {
		if got := n.Share(label); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", label, got, want)
		}
	}
	if text := n.String(); !strings.Contains(text, "of 2 conversations") || !strings.Contains(text, "state    draining 50") {
		t.Errorf("printed\n%s", text)
	}
}
