package suspect

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/internal/bubble"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// bank is what all suspects are judged by.
var bank = sync.OnceValues(func() (profile.Profile, *profile.Tables) {
	p := faults.Profile()
	return p, p.Tables()
})

// Names returns those of all faults of the bank, in its order.
func Names() (names []string) {
	for _, f := range faults.All() {
		names = append(names, f.Name)
	}
	return names
}

// Suspect is a server with one fault. It is not safe for concurrent use.
type Suspect struct {
	fault   faults.Fault
	table   *model.Table
	budgets trace.Budgets
	core    *core.Player // nil: the whole server
	script  gen.Script
	twin    *Suspect // the same server without the fault; it has none itself

	// Alarms is how many conversations had the judge blame the sound server for the same.
	Alarms int
	// Bubble runs a conversation with the whole server on a fake clock. It is bubble.Run; a
	// test that has a bubble of its own to give sets it to another one.
	Bubble func(func(*testing.T)) bool
}

// Lookup returns the suspect with the fault of that name.
func Lookup(name string) (*Suspect, bool) {
	fault, ok := faults.Lookup(name)
	if !ok {
		return nil, false
	}
	return New(fault), true
}

// New returns the suspect with a fault.
func New(f faults.Fault) *Suspect {
	p, tables := bank()
	s := &Suspect{fault: f, table: tables.About(f.Breaks...), budgets: p.Patience(trace.DefaultBudgets()), Bubble: bubble.Run}
	s.twin = &Suspect{table: s.table, budgets: s.budgets}
	if made, ok := inCore(f); ok {
		sound, _ := inCore(faults.Fault{})
		s.core, s.twin.core = s.player(made), s.player(sound)
	}
	return s
}

// player plays on a core as the suspect is judged.
func (s *Suspect) player(on core.Server) *core.Player {
	p := core.New(on)
	p.Table, p.Budgets = s.table, s.budgets
	return p
}

// Whole tells whether it takes the whole server to show the fault.
func (s *Suspect) Whole() bool { return s.core == nil }

// Ask holds a conversation and returns how the judge saw the fault; the zero Kept where it did
// not, or where it blames the server without the fault for the same.
func (s *Suspect) Ask(c gen.Conversation) shrink.Kept {
	seen := blamed(s.judge(c), s.fault.Breaks)
	if len(seen.Findings) == 0 {
		return shrink.Kept{}
	}
	s.twin.Bubble = s.Bubble
	for _, f := range blamed(s.twin.judge(c), s.fault.Breaks).Findings {
		seen = without(seen, f.Requirement.Address)
	}
	if len(seen.Findings) == 0 {
		s.Alarms++
	}
	return shrink.Signature(seen)
}

// judge holds a conversation with a server in which all is new.
func (s *Suspect) judge(c gen.Conversation) trace.Report {
	if s.Whole() {
		return s.judgeWhole(c)
	}
	c.Render(&s.script, gen.Plain())
	return s.core.Judge(&s.script)
}

// blamed returns the warnings and violations of some requirements.
func blamed(r trace.Report, of []string) (known trace.Report) {
	for _, f := range r.Findings {
		if f.Verdict >= model.Warning && slices.Contains(of, f.Requirement.Address) {
			known.Findings = append(known.Findings, f)
		}
	}
	return known
}

// without leaves out the findings of a requirement.
func without(r trace.Report, address string) trace.Report {
	r.Findings = slices.DeleteFunc(r.Findings, func(f trace.Finding) bool { return f.Requirement.Address == address })
	return r
}

// untouched is a handler that can be told from all others.
type untouched struct{ _ int }

func (*untouched) ServeHTTP(http.ResponseWriter, *http.Request) {}

// given returns a server that a fault was given to, which does not serve, and whether the
// fault is in its connections alone.
func given(f faults.Fault) (s *server.Server, connection bool) {
	handler := &untouched{}
	s = &server.Server{Handler: handler, Timeouts: faults.Timeouts}
	f.Apply(s)
	above := s.Handler != http.Handler(handler) || s.HalfCloseCancels
	around := s.Seams.Net != nil || s.Seams.Poll != 0 || s.Seams.Stop != 0
	return s, !above && !around
}
