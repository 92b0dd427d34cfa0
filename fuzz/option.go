package fuzz

import (
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
)

// Option changes how a target is checked.
type Option func(*Settings)

// Settings are what options change. The zero value fails for violations alone.
type Settings struct {
	worst    model.Verdict // from here on a verdict fails the test
	known    map[string]bool
	Alphabet gen.Alphabet
	// Conversations is how many properties.Conform draws; 0 stands for 1000.
	Conversations int
}

// Strict has warnings fail as well: where the RFCs say SHOULD.
func Strict() Option { return func(s *Settings) { s.worst = model.Warning } }

// Known leaves out requirements, by address, that the server is known to break. They are
// not looked for, and do not hide others.
func Known(addresses ...string) Option {
	return func(s *Settings) {
		for _, a := range addresses {
			s.known[a] = true
		}
	}
}

// Conversations is how many conversations properties.Conform draws.
func Conversations(n int) Option { return func(s *Settings) { s.Conversations = n } }

// Of says what conversations are made of; gen.Everything by default.
func Of(a gen.Alphabet) Option { return func(s *Settings) { s.Alphabet = a } }

// Prefer has something be drawn so many times as often as it would be, and 0 never. It is named
// by a label, for example "field Expect"; see [gen.Alphabet.Prefer]. It goes behind Of.
func Prefer(label string, times int) Option {
	return func(s *Settings) { s.Alphabet = s.Alphabet.Prefer(label, times) }
}

// NewSettings applies options to the defaults.
func NewSettings(options ...Option) *Settings {
	s := &Settings{worst: model.Late, known: map[string]bool{}, Alphabet: gen.Everything(), Conversations: 1000}
	for _, o := range options {
		o(s)
	}
	return s
}
