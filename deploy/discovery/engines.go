package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/properties"
)

// loop generates at random.
func (h *hunt) loop() (gen.Conversation, error) {
	r := rand.New(rand.NewPCG(h.Seed, uint64(h.Run)))
	choose := func(_ string, n int) int { return r.IntN(n) }
	for !h.over() {
		h.ask(gen.Build(choose, gen.Everything().Swarm(choose)))
	}
	if h.found == nil {
		return nil, nil
	}
	return h.shrunk(), nil
}

// gopter checks a property that is false where the fault is seen.
func (h *hunt) gopter() (small gen.Conversation, err error) {
	p := gopter.DefaultTestParametersWithSeed(int64(h.Seed) + int64(h.Run))
	p.MinSuccessfulTests = h.Limit
	drawn := properties.Gopter(gen.Everything())
	property := prop.ForAll(func(c gen.Conversation) bool {
		return len(c) == 0 || !h.ask(c)
	}, func(g *gopter.GenParameters) *gopter.GenResult {
		if h.over() { // gopter does not end before its number of tests: nothing takes least time
			return gopter.NewGenResult(gen.Conversation{}, gopter.NoShrinker)
		}
		return drawn(g)
	})
	ended := property.Check(p)
	switch {
	case ended.Status == gopter.TestError:
		return nil, fmt.Errorf("gopter: %w", ended.Error)
	case h.found == nil:
		return nil, nil
	}
	return ended.Args[0].Arg.(gen.Conversation), nil
}

// rapid checks the same property. It has no way to be called but as by a test, with flags.
func (h *hunt) rapid() (small gen.Conversation, err error) {
	testing.Init()
	if err := flag.CommandLine.Parse(nil); err != nil {
		return nil, fmt.Errorf("setting up rapid: %w", err)
	}
	for name, value := range map[string]string{
		"rapid.checks": strconv.Itoa(h.Limit), "rapid.seed": strconv.FormatUint(h.Seed<<16+uint64(h.Run), 10),
		"rapid.nofailfile": "true", "rapid.shrinktime": "20s",
	} {
		if err := flag.Set(name, value); err != nil {
			return nil, fmt.Errorf("setting up rapid: %w", err)
		}
	}
	drawn := properties.Rapid(gen.Everything())
	ended := make(chan struct{})
	go func() { // which FailNow ends
		defer close(ended)
		rapid.Check(&silent{}, func(t *rapid.T) {
			if h.found == nil && h.over() {
				return
			}
			if c := drawn.Draw(t, "conversation"); h.ask(c) {
				small = append(gen.Conversation{}, c...) // the last one that fails is the smallest
				t.Fatal("the fault was seen")
			}
		})
	}()
	<-ended
	return small, nil
}

// silent is a test that tells nobody.
type silent struct{ failed bool }

func (*silent) Helper()                 {}
func (*silent) Name() string            { return "discovery" }
func (*silent) Logf(string, ...any)     {}
func (*silent) Log(...any)              {}
func (*silent) Skipf(string, ...any)    { runtime.Goexit() }
func (*silent) Skip(...any)             { runtime.Goexit() }
func (*silent) SkipNow()                { runtime.Goexit() }
func (s *silent) Errorf(string, ...any) { s.failed = true }
func (s *silent) Error(...any)          { s.failed = true }
func (s *silent) Fatalf(string, ...any) { s.FailNow() }
func (s *silent) Fatal(...any)          { s.FailNow() }
func (s *silent) Fail()                 { s.failed = true }
func (s *silent) Failed() bool          { return s.failed }
func (s *silent) FailNow() {
	s.failed = true
	runtime.Goexit()
}
