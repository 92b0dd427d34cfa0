package explore

import (
	"context"
	"runtime"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Options say what is explored. The zero value of each stands for its default.
type Options struct {
	Table   *model.Table  // the standard table
	Policy  *model.Policy // model.DefaultPolicy
	Scope   Scope         // the first of Scopes
	Workers int           // how many goroutines; one for each processor
	// Progress, when set, is called behind each level of the search, and with the name of
	// each property that is then looked at.
	Progress func(configurations int64, depth int, looking string)
}

// Kind is the kind of a property.
type Kind string

// The kinds of properties.
const (
	Always     Kind = "always"
	Sometimes  Kind = "sometimes"
	Eventually Kind = "eventually"
)

// Property is a property with its verdict.
type Property struct {
	Kind   Kind
	Name   string
	Says   string
	Cites  string
	Holds  bool
	Why    string        // what was found; for Sometimes, what was not
	Never  []string      // for Sometimes: moves that were never made, rules that were never followed
	Breach *Conversation // the shortest that breaks it
}

// Result is what an exploration found.
type Result struct {
	Scope          string
	Policy         model.Policy
	Complete       bool // false when it was cut short: what holds then holds for what was visited
	Configurations int64
	Transitions    int64
	Depth          int           // the longest shortest way
	Took           time.Duration // of the search alone
	Workers        int
	Memory         float64 // octets of the table of visited configurations, for each
	Properties     []Property
}

// Holds tells whether every property does.
func (r *Result) Holds() bool {
	for _, p := range r.Properties {
		if !p.Holds {
			return false
		}
	}
	return true
}

// Run explores. When the context is cancelled, it returns what was found so far, with
// the context's error.
func Run(ctx context.Context, o Options) (*Result, error) {
	s := newSearch(ctx, &o)
	r, err := s.visit(&o)
	r.Properties = append(s.always(), s.sometimes())
	if err != nil {
		return r, err
	}
	more, err := s.eventually(ctx, o.Progress)
	r.Properties = append(r.Properties, more...)
	r.Complete = err == nil
	return r, err
}

// Search visits every configuration, and asks nothing: it is there to be measured.
func Search(ctx context.Context, o Options) (*Result, error) {
	s := newSearch(ctx, &o)
	s.laws = laws{}
	return s.visit(&o)
}

// visit searches, and counts.
func (s *search) visit(o *Options) (*Result, error) {
	began := time.Now()
	var progress func(int64, int)
	if o.Progress != nil {
		progress = func(n int64, depth int) { o.Progress(n, depth, "") }
	}
	err := s.run(progress)
	r := &Result{
		Scope: o.Scope.Name, Policy: s.sys.policy, Complete: err == nil, Took: time.Since(began), Depth: s.depth,
		Configurations: s.seen.count.Load(), Workers: len(s.workers),
	}
	r.Memory = float64(8*len(s.seen.slots)) / float64(r.Configurations)
	for i := range s.workers {
		r.Transitions += s.workers[i].transitions
	}
	return r, err
}

// Check tells whether every law and every fate holds, and names the first that does
// not. It is meant for many small searches, such as those of mutants of a table.
func Check(t *model.Table, p model.Policy, scope Scope) (broken string) {
	ctx := context.Background()
	s := newSearch(ctx, &Options{Table: t, Policy: &p, Scope: scope, Workers: 1})
	if s.run(nil) != nil || len(s.workers[0].breaches) > 0 {
		return s.laws.all[s.workers[0].breaches[0].law].Name
	}
	for i := range fates {
		if component, _ := s.find(ctx, &fates[i], true); component != nil {
			return fates[i].Name
		}
	}
	return ""
}

func newSearch(ctx context.Context, o *Options) *search {
	if o.Table == nil {
		o.Table = model.Standard
	}
	if o.Policy == nil {
		p := model.DefaultPolicy
		o.Policy = &p
	}
	if o.Scope.Name == "" {
		o.Scope = Scopes()[0]
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	s := &search{
		sys: newSystem(o.Table, *o.Policy, o.Scope), laws: newLaws(alwaysLaws), seen: newVisited(smallTable),
		workers: make([]worker, o.Workers), cancel: ctx,
	}
	for i := range s.workers {
		s.workers[i].used = make([]bool, len(s.sys.rules))
		s.workers[i].made = make([]bool, len(s.sys.moves))
	}
	return s
}

// always gives each law its verdict.
func (s *search) always() (all []Property) {
	for i, law := range s.laws.all {
		p := Property{Kind: Always, Name: law.Name, Says: law.Says, Cites: law.Cites, Holds: true}
		if b, broken := s.breachOf(i); broken {
			p.Holds, p.Breach, p.Why = false, s.show(b), whyOf(b)
		}
		all = append(all, p)
	}
	return all
}

// breachOf returns the breach of a law with the shortest way to it.
func (s *search) breachOf(law int) (first breach, broken bool) {
	for i := range s.workers {
		for _, b := range s.workers[i].breaches {
			if b.law == law && (!broken || b.depth < first.depth) {
				first, broken = b, true
			}
		}
	}
	return first, broken
}

func whyOf(b breach) string {
	switch {
	case b.move == nil:
		return "this configuration was reached"
	case b.rule == nil:
		return "the table has no rule for " + b.move.Input.Event.String()
	case b.rule.Mark == model.Violation:
		return b.move.Input.Event.String() + " breaks " + b.rule.Cites + ": " + b.rule.Why
	}
	return b.move.Input.Event.String() + ": " + b.rule.Why
}

// eventually gives each fate its verdict.
func (s *search) eventually(ctx context.Context, progress func(int64, int, string)) (all []Property, err error) {
	for i := range fates {
		f := &fates[i]
		if progress != nil {
			progress(s.seen.count.Load(), s.depth, f.Name)
		}
		p := Property{Kind: Eventually, Name: f.Name, Says: f.Says, Cites: f.Cites, Holds: true}
		component, err := s.find(ctx, f, false)
		if err != nil {
			return all, err
		}
		if component != nil {
			p.Holds, p.Breach, p.Why = false, s.lasso(f, component), "it can go on like this for ever"
		}
		all = append(all, p)
	}
	return all, nil
}
