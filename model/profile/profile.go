package profile

import (
	"slices"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Profile is what a team says of its servers: where the handlers are, and how the
// model is to judge them. The zero value knows that GET / is answered and judges by
// the RFCs alone. Its methods do not change it; it is safe for concurrent use.
type Profile struct {
	Name         string                   // a shipped name or the file that it was read from, or empty
	Host         string                   // Host field to send; empty: the authority of the target
	Capabilities map[model.Handler]string // path templates; Answer defaults to "/"

	Decisions    map[model.Policy]Decision // choices that are no longer free
	Levels       map[string]Change         // by address of a requirement
	Budgets      trace.Budgets             // members that are 0 are not changed
	Requirements []Requirement             // its own, in their order
	Cases        []CaseFile                // conversations that show its requirements broken

	settled map[string]place // where each choice, level and requirement was written down
}

// Decision settles one choice that the RFCs leave open.
type Decision struct {
	Require bool        // else it is forbidden
	Level   model.Level // Must, or how strongly it binds
	Cites   string      // requirement that a server breaks which decides otherwise; empty: that of the choice
	By      string      // short name of the profile that says so
}

// Change gives a requirement another level.
type Change struct {
	Level model.Level // or Off
	By    string      // short name of the profile that says so
}

// Off as the level of a requirement records nothing that breaks it.
const Off model.Level = 0

// Requirement is one of a team's own, with an address of its own, for example
// acme/keepalive/max-100.
type Requirement struct {
	model.Requirement
	Patience time.Duration // how long silence may last; 0: as long as for a response
	Never    []Never       // each says what may never happen
	By       string        // short name of the profile that says so
}

// Never says that in these states, on these events, under this condition, the
// requirement is broken.
type Never struct {
	In   model.States
	On   model.Events
	When model.When
	Why  string
}

// CaseFile is the text of a .case file that belongs to a profile.
type CaseFile struct {
	Name string
	Text []byte
}

// Policy returns the choices of a server that follows the profile: those of
// model.DefaultPolicy, with what is required, without what is forbidden.
func (p Profile) Policy() model.Policy {
	policy := model.DefaultPolicy
	for choice, d := range p.Decisions {
		policy &^= choice
		if d.Require {
			policy |= choice
		}
	}
	return policy
}

// Patience returns budgets with those of the profile in place of base's.
func (p Profile) Patience(base trace.Budgets) trace.Budgets {
	for _, b := range []struct{ to, from *time.Duration }{
		{&base.Answer, &p.Budgets.Answer},
		{&base.Interim, &p.Budgets.Interim},
		{&base.Close, &p.Budgets.Close},
		{&base.Patience, &p.Budgets.Patience},
		{&base.Settle, &p.Budgets.Settle},
	} {
		if *b.from != 0 {
			*b.to = *b.from
		}
	}
	own := map[string]time.Duration{}
	for address, d := range base.Own {
		own[address] = d
	}
	for _, q := range p.Requirements {
		if q.Patience != 0 {
			own[q.Address] = q.Patience
		}
	}
	for address, d := range p.Budgets.Own {
		own[address] = d
	}
	if len(own) > 0 {
		base.Own = own
	}
	return base
}

// Lookup finds a requirement of the profile or of the RFCs, with the level that it
// has in the profile. A requirement that is off keeps the level it would have.
func (p Profile) Lookup(address string) (model.Requirement, bool) {
	q, ok := model.Lookup(address)
	if i := slices.IndexFunc(p.Requirements, func(own Requirement) bool { return own.Address == address }); i >= 0 {
		q, ok = p.Requirements[i].Requirement, true
	}
	if c, changed := p.Levels[address]; ok && changed && c.Level != Off {
		q.Level = c.Level
	}
	return q, ok
}

// Known returns the requirements by which the profile judges: those of the RFCs and
// its own, in their order, without those that are off.
func (p Profile) Known() []model.Requirement {
	var all []model.Requirement
	add := func(address string) {
		if c, changed := p.Levels[address]; !changed || c.Level != Off {
			q, _ := p.Lookup(address)
			all = append(all, q)
		}
	}
	for _, q := range model.Requirements() {
		add(q.Address)
	}
	for _, q := range p.Requirements {
		add(q.Address)
	}
	return all
}
