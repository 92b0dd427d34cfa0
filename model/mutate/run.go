package mutate

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Outcome is what became of one mutant.
type Outcome struct {
	*Mutant
	KilledBy string // name of the first killer that noticed it; empty when none did
	What     string // and what it noticed
	Kind     Kind
	Also     []string // Config.Every: the others that did
	Proof    Proof    // why no killer could
}

// Survived tells that nothing noticed the mutant, and nothing proved it equivalent.
func (o *Outcome) Survived() bool { return o.KilledBy == "" && o.Proof == NoProof }

// Config says how mutants are tried.
type Config struct {
	Killers  []Killer // in the order in which they are asked
	Prover   *Prover
	Parallel int                   // mutants at a time; at least 1
	Every    bool                  // ask every killer, even when one has noticed
	Progress func(done, total int) // called from one goroutine at a time; may be nil
}

// Run tries the mutants. Outcomes are in the order of the mutants. It ends early, with an
// error, when the context does.
func Run(ctx context.Context, mutants []Mutant, c Config) ([]Outcome, error) {
	outcomes := make([]Outcome, len(mutants))
	group, ctx := errgroup.WithContext(ctx)
	var next, done atomic.Int64
	var reporting sync.Mutex
	for range max(1, c.Parallel) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(mutants) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return context.Cause(ctx)
				}
				outcomes[i] = c.try(&mutants[i])
				if n := int(done.Add(1)); c.Progress != nil {
					reporting.Lock()
					c.Progress(n, len(mutants))
					reporting.Unlock()
				}
			}
		})
	}
	return outcomes, group.Wait()
}

// try asks the killers for one mutant. Properties are asked even of a mutant that is
// proved equivalent: a redundant row may still be an error. Examples cannot tell it apart.
func (c *Config) try(m *Mutant) Outcome {
	o := Outcome{Mutant: m}
	t := newTrial(m)
	proved := false
	for i := range c.Killers {
		k := &c.Killers[i]
		if o.KilledBy != "" && !c.Every {
			return o
		}
		if k.Kind == Example && !proved && o.KilledBy == "" {
			proved = true
			if o.Proof = c.Prover.soon(m); o.Proof != NoProof {
				return o
			}
		}
		what, noticed := k.try(t)
		switch {
		case !noticed:
		case o.KilledBy == "":
			o.KilledBy, o.What, o.Kind = k.Name, what, k.Kind
		default:
			o.Also = append(o.Also, k.Name)
		}
	}
	if o.KilledBy == "" {
		o.Proof = c.Prover.Equivalent(m)
	}
	return o
}
