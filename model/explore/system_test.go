package explore

import (
	"context"
	"testing"

	"github.com/hangup-http/hangup/model"
)

// TestEdgesAreTheTable: in every configuration of a scope, a step along compiled edges is the
// step that a look-up in the table gives.
func TestEdgesAreTheTable(t *testing.T) {
	for _, name := range []string{"core", "wide"} {
		scope, _ := LookupScope(name)
		scope.Traits, scope.Answers = append(scope.Traits[:1:1], model.UnknownCoding), scope.Answers[:1]
		s := newSearch(context.Background(), &Options{Scope: scope})
		if err := s.run(nil); err != nil {
			t.Fatal(err)
		}
		for slot := range uint32(len(s.seen.slots)) {
			c, ok := s.seen.at(slot)
			if !ok {
				continue
			}
			for _, m := range s.sys.enabled(c) {
				if m.open(c) != m.move.When.holds(c) {
					t.Fatalf("%s in %x: open %v", m.move.Name, c, m.open(c))
				}
				if !m.open(c) {
					continue
				}
				next, rule := s.sys.step(c, m)
				if want, row := s.sys.look(c, m.move); next != want || rule != row {
					t.Fatalf("%s (%s) in %s %v: %x by %v, want %x by %v", m.move.Name, m.move.Input.Event, c.State(), c.Facts().Names(), next, rule, want, row)
				}
			}
		}
	}
}
