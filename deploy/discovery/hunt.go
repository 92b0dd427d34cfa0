package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// hunt is one run of an engine for one fault.
type hunt struct {
	Fault    string
	Engine   string
	Run      int // from 1
	Seed     uint64
	Limit    int           // executions
	binary   string        // the test binary with FuzzFault, for the native engines
	patience time.Duration // see patience

	ctx     context.Context
	suspect *suspect.Suspect
	asked   atomic.Int64
	kept    shrink.Kept
	found   gen.Conversation // nil: nothing
}

// How a hunt ends.
const (
	found   = "found"
	limited = "limit" // not within so many executions
	late    = "time"  // not within so much time, which was not enough for all executions
	stuck   = "stuck" // the server has hung: no execution ended for a long time
	crashed = "crash" // the process that the server ran in has ended
)

// result is what a hunt came to. Sizes are 0 where nothing was found.
type result struct {
	Fault      string  `json:"fault"`
	Engine     string  `json:"engine"`
	Run        int     `json:"run"`
	Seed       uint64  `json:"seed"`
	Limit      int     `json:"limit"`
	Server     string  `json:"server"` // core or whole
	Ended      string  `json:"ended"`
	Executions int     `json:"executions"` // the one that found it, or all
	Seconds    float64 `json:"seconds"`
	// What was found, and what became of it.
	Requirement  string `json:"requirement,omitempty"`
	Verdict      string `json:"verdict,omitempty"`
	First        size   `json:"first,omitzero"`
	Small        size   `json:"small,omitzero"`
	Conversation string `json:"conversation,omitempty"` // the small one, as gen.Parse reads it
	Why          string `json:"why,omitempty"`          // of stuck and crash
	Alarms       int    `json:"alarms,omitempty"`       // see suspect.Suspect
}

// size is that of a conversation.
type size struct {
	Operations int `json:"operations"`
	Octets     int `json:"octets"`
}

func sizeOf(c gen.Conversation) size {
	var s gen.Script
	c.Render(&s, gen.Plain())
	return size{len(c), len(s.Octets)}
}

// ask holds one conversation, which counts until something was found; from then on the
// engine makes it smaller. It tells whether the fault was seen.
func (h *hunt) ask(c gen.Conversation) bool {
	if h.found == nil {
		h.asked.Add(1)
	}
	kept := h.suspect.Ask(c)
	if kept == (shrink.Kept{}) {
		return false
	}
	if h.found == nil {
		h.found, h.kept = append(gen.Conversation{}, c...), kept
	}
	return true
}

// over tells whether there is nothing more to look for.
func (h *hunt) over() bool {
	return h.found != nil || int(h.asked.Load()) >= h.Limit || h.ctx.Err() != nil
}

// shrinkTries bounds how often the whole server is asked while a conversation is made smaller.
const shrinkTries = 2000

// shrunk makes what was found smaller with our own shrinker.
func (h *hunt) shrunk() gen.Conversation {
	return shrink.Bounded(h.found, shrinkTries, func(c gen.Conversation) bool { return h.suspect.Ask(c) == h.kept })
}

// engines are who looks for faults. Each returns the smallest conversation that it knows to
// show what was found, nil where nothing was.
var engines = []engine{
	{"loop", "our own loop: package gen at random, features left out by swarms", (*hunt).loop},
	{"rapid", "properties.Rapid, shrunk by rapid", (*hunt).rapid},
	{"gopter", "properties.Gopter, shrunk by gopter with package shrink's candidates", (*hunt).gopter},
	{"native", "go test -fuzz of FuzzFault, with the seeds of fuzz.Seeds", (*hunt).native},
	{"bare", "the same, with one plain request for a seed", (*hunt).native},
}

type engine struct {
	name, about string
	hunt        func(*hunt) (gen.Conversation, error)
}

func engineOf(name string) (engine, error) {
	for _, e := range engines {
		if e.name == name {
			return e, nil
		}
	}
	return engine{}, fmt.Errorf("%q is no engine", name)
}

// do hunts until the fault is found, the limit is reached or ctx ends.
func (h *hunt) do(ctx context.Context) (result, error) {
	s, ok := suspect.Lookup(h.Fault)
	if !ok {
		return result{}, fmt.Errorf("%q is not in the fault bank: hangup faults lists it", h.Fault)
	}
	e, err := engineOf(h.Engine)
	if err != nil {
		return result{}, err
	}
	h.ctx, h.suspect = ctx, s
	begin := time.Now()
	small, err := e.hunt(h)
	if err != nil {
		return result{}, fmt.Errorf("hunting %s with %s: %w", h.Fault, h.Engine, err)
	}
	r := h.result(limited)
	r.Seconds, r.Alarms = time.Since(begin).Seconds(), s.Alarms
	if h.found != nil {
		if kept := s.Ask(small); kept != (shrink.Kept{}) { // a library may have slipped to another finding
			h.kept = kept
		}
		r.Ended, r.Requirement, r.Verdict = found, h.kept.Address, h.kept.Verdict.String()
		r.First, r.Small, r.Conversation = sizeOf(h.found), sizeOf(small), fmt.Sprint(small)
	}
	return r, nil
}

// result is that of a hunt that has found nothing so far.
func (h *hunt) result(ended string) result {
	server := "core"
	if h.suspect != nil && h.suspect.Whole() {
		server = "whole"
	}
	return result{
		Fault: h.Fault, Engine: h.Engine, Run: h.Run, Seed: h.Seed, Limit: h.Limit,
		Server: server, Ended: ended, Executions: int(h.asked.Load()),
	}
}
