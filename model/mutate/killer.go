package mutate

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// Kind says what a killer needs to know.
type Kind string

const (
	// Property: it holds of every table worth the name.
	Property Kind = "property"
	// Example: a conversation whose outcome is known.
	Example Kind = "example"
)

// Killer is a check that a mutant may fail.
type Killer struct {
	Name string
	Kind Kind
	// Kills tells whether the check notices the mutant, and what it notices. It is called
	// from several goroutines at once.
	Kills func(*Trial) (what string, noticed bool)
}

// Trial is one mutant on its way past the killers. It is not safe for concurrent use.
type Trial struct {
	*Mutant
	table *model.Table
	where hull
}

func newTrial(m *Mutant) *Trial { return &Trial{Mutant: m, where: m.hull()} }

// Table returns the mutated table. It is compiled once, and only for those who ask.
func (t *Trial) Table() *model.Table {
	if t.table == nil {
		t.table = model.NewTable(t.Rules())
	}
	return t.table
}

// try runs a killer. A check that panics on a mutant has noticed it.
func (k *Killer) try(t *Trial) (what string, noticed bool) {
	defer func() {
		if broken := recover(); broken != nil {
			what, noticed = fmt.Sprint(broken), true
		}
	}()
	return k.Kills(t)
}
