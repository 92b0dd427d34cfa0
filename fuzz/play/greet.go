package play

import (
	"context"
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// greet makes sure that there is somebody to judge: the plainest of requests must
// begin to be answered.
func (p *Player) greet(ctx context.Context) error {
	s := p.begin(ctx, corpus.Case{Name: "greeting"})
	defer s.end()
	if err := s.open(); err != nil {
		return err
	}
	s.send(p.Target.expand([]corpus.Piece{
		{Data: []byte("GET ")},
		{Handler: model.Answer},
		{Data: []byte(" HTTP/1.1\r\nHost: ")},
		{Host: true},
		{Data: []byte("\r\nConnection: close\r\n\r\n")},
	}, s.key), corpus.Whole)
	s.awaitStart()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begun() > 0 {
		return nil
	}
	return fmt.Errorf("%w %s: %s", ErrNoAnswer, p.Target.Profile.Path(model.Answer, 0, s.key), s.gist())
}

// gist says what came instead of an answer. The lock is held.
func (s *session) gist() string {
	var parts []string
	octets := 0
	for _, r := range s.trace.Records {
		octets += len(r.Data)
		switch r.Kind {
		case trace.Sent:
			octets = 0
		case trace.FIN, trace.FINNoAlert:
			parts = append(parts, "it closed the connection")
		case trace.RST:
			parts = append(parts, "it reset the connection")
		case trace.Waited:
			parts = append(parts, "it was silent")
		}
	}
	if octets > 0 {
		parts = append([]string{fmt.Sprintf("it sent %d octets that begin no response", octets)}, parts...)
	}
	if s.cut != nil {
		parts = append(parts, s.cut.Error())
	}
	return strings.Join(parts, ", then ")
}
