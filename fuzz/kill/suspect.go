package kill

import (
	"slices"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// Suspect is a server to be judged: one with a fault, or an innocent.
type Suspect struct {
	Name     string
	Innocent bool
	Class    string        // of a fault
	Summary  string        // what a client sees
	URL      string        // where that was reported
	TLS      bool          // it is served over TLS, and judged by the cases about TLS
	Breaks   []string      // requirements that a finding may cite; of an innocent: that may be warned of
	within   time.Duration // the budget that an innocent needs
	apply    func(*server.Server)
}

// Bank returns all faults and then all innocents.
func Bank() (all []Suspect) {
	for _, f := range faults.All() {
		all = append(all, Suspect{Name: f.Name, Class: f.Class, Summary: f.Summary, URL: f.URL, TLS: f.TLS, Breaks: f.Breaks, apply: f.Apply})
	}
	for _, i := range faults.Innocents() {
		all = append(all, Suspect{
			Name: i.Name, Innocent: true, Summary: i.Summary, URL: i.URL, Breaks: i.Warns, within: i.Within, apply: i.Apply,
		})
	}
	return all
}

// justly tells whether a finding blames the suspect for what it does.
func (s *Suspect) justly(k Kill) bool {
	return slices.Contains(s.Breaks, k.Requirement) && (!s.Innocent || k.Verdict == model.Warning)
}
