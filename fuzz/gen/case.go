package gen

import (
	"bytes"
	"slices"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
)

// Case makes a case of the conversation, for any target. About has to be filled in.
func (c Conversation) Case(name string) corpus.Case {
	return c.CaseFor(name, nil)
}

// CaseFor makes a case that needs no capability which the target has not.
func (c Conversation) CaseFor(name string, has func(model.Handler) bool) corpus.Case {
	var s Script
	names := Plain()
	names.Has = has
	c.Render(&s, names)
	return s.Case(name)
}

// Case makes a case of what was rendered.
func (s *Script) Case(name string) corpus.Case {
	made := corpus.Case{Name: name}
	for _, step := range s.Steps {
		made.Steps = append(made.Steps, corpus.Step{Kind: step.Kind, Duration: step.For, Pieces: s.pieces(step)})
	}
	for _, m := range s.Marks {
		if h := m.Handler; h != model.Unknown && h != model.Answer && !slices.Contains(made.Needs, h) {
			made.Needs = append(made.Needs, h)
		}
	}
	slices.Sort(made.Needs)
	return made
}

// pieces of a segment.
func (s *Script) pieces(step Step) (pieces []corpus.Piece) {
	at := step.From
	literal := func(to int) {
		for at < to {
			end := to
			if i := bytes.IndexByte(s.Octets[at:to], '\n'); i >= 0 {
				end = at + i + 1
			}
			pieces = append(pieces, corpus.Piece{Data: bytes.Clone(s.Octets[at:end])})
			at = end
		}
	}
	for _, m := range s.Marks {
		if m.At < step.From || m.At >= step.To {
			continue
		}
		literal(m.At)
		pieces = append(pieces, corpus.Piece{Host: m.Host, Handler: m.Handler, Arg: m.Arg})
		at = m.At + m.Len
	}
	literal(step.To)
	return pieces
}
