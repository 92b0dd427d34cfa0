package judged

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Options bound a run. The zero value is a small run by the standard table: some seconds of one
// processor.
type Options struct {
	Table   *model.Table // nil for the standard table
	Large   bool         // larger scopes: a minute of one processor, about 2 GB of memory
	Workers int          // scopes that are explored at a time; 0 for one for each processor
}

// Explored tells how much one scope held.
type Explored struct {
	Scope    string
	Policies int    // of machines; 0 where any server was tried
	States   int    // environments with a determinised judge
	Sets     int    // determinised judges among them
	Steps    uint64 // from each state to the next
	Depth    int    // steps of the longest shortest trace; 0 where it is not known
	Time     time.Duration
}

// Property is something that was checked in all scopes together.
type Property struct {
	Name    string
	Checked uint64
	Failed  uint64
	Against Trace  // the first trace against it
	Why     string // what was wrong there
}

// Holds tells whether nothing was found against it.
func (p *Property) Holds() bool { return p.Failed == 0 }

// Result is what a run found.
type Result struct {
	Explored     []Explored
	Properties   []Property // always
	Wordless     Property   // not demanded: violations at which every alternative deserves a warning, too
	Faults       []Fault    // of servers that follow the machine, worst first
	Witnesses    []Witness  // for each row
	Requirements []Shown    // for each requirement
	Time         time.Duration
}

// Shown tells by which trace a requirement can be broken, warned of or noted, as its
// level says; the trace is nil where none was found, and Why then says why.
type Shown struct {
	Requirement model.Requirement
	Row         int
	Trace       Trace
	Why         string
}

// Run explores the determinised judge, and the servers that follow the machine. It returns an
// error only when the context ends.
func Run(ctx context.Context, o Options) (*Result, error) {
	if o.Table == nil {
		o.Table = model.Standard
	}
	start := time.Now()
	searches, err := explore(ctx, o)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	r.collect(searches)
	if err := r.refine(ctx, o); err != nil {
		return nil, err
	}
	r.Witnesses = witnesses(o.Table, searches)
	r.Requirements = shown(o.Table, r.Witnesses)
	r.Time = time.Since(start)
	return r, nil
}

// report is what is kept of a search.
type report struct {
	explored          Explored
	claims            []Property
	wordless          Property
	followed, decided []Trace
}

// explore runs the searches of all scopes, several at a time.
func explore(ctx context.Context, o Options) ([]report, error) {
	all := scopes(o.Large)
	reports := make([]report, len(all))
	err := parallel(o.Workers, len(all), func(i int) error {
		start := time.Now()
		x := newSearch(o.Table, all[i])
		if err := x.run(ctx); err != nil {
			return err
		}
		a := x.audit
		reports[i] = report{
			explored: Explored{
				Scope: all[i].Name, States: len(x.nodes), Sets: x.sets.len(), Steps: x.edges, Depth: int(x.depths[len(x.depths)-1]), Time: time.Since(start),
			},
			claims: a.properties(), wordless: a.wordless.property("a violation comes with what was allowed instead"),
			followed: a.followed, decided: a.decided,
		}
		return nil
	})
	return reports, err
}

// parallel does n things, several at a time, and returns the first error in their order.
func parallel(workers, n int, do func(int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	errs, free := make([]error, n), make(chan struct{}, workers)
	for i := range n {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			errs[i] = do(i)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// collect adds up what the searches found.
func (r *Result) collect(reports []report) {
	for _, s := range reports {
		r.Explored = append(r.Explored, s.explored)
		if r.Properties == nil {
			r.Properties = make([]Property, len(s.claims))
		}
		for i := range s.claims {
			r.Properties[i].add(s.claims[i])
		}
		r.Wordless.add(s.wordless)
	}
}

func (p *Property) add(q Property) {
	p.Name = q.Name
	p.Checked += q.Checked
	p.Failed += q.Failed
	if p.Against == nil {
		p.Against, p.Why = q.Against, q.Why
	}
}

// refine explores the products with the machine.
func (r *Result) refine(ctx context.Context, o Options) error {
	type task struct {
		scope  Refinement
		policy model.Policy
	}
	var tasks []task
	for _, s := range refinements(o.Large) {
		for _, p := range s.Policies {
			tasks = append(tasks, task{s, p})
		}
	}
	found := make([]Explored, len(tasks))
	faults := make([][]Fault, len(tasks))
	err := parallel(o.Workers, len(tasks), func(i int) error {
		start := time.Now()
		x := newRefinement(o.Table, tasks[i].scope, tasks[i].policy)
		if err := x.run(ctx); err != nil {
			return err
		}
		found[i] = Explored{Scope: "machine: " + tasks[i].scope.Name, Policies: 1, States: len(x.nodes), Sets: x.sets.len(), Steps: x.steps, Time: time.Since(start)}
		for _, f := range x.faults {
			faults[i] = append(faults[i], *f)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range found {
		r.merge(found[i])
		r.Faults = append(r.Faults, faults[i]...)
	}
	sort.Slice(r.Faults, func(i, k int) bool {
		a, b := &r.Faults[i], &r.Faults[k]
		switch {
		case a.Verdict != b.Verdict:
			return a.Verdict > b.Verdict
		case a.Why != b.Why:
			return a.Why < b.Why
		case len(a.Moves) != len(b.Moves):
			return len(a.Moves) < len(b.Moves)
		}
		return a.Policy < b.Policy
	})
	return nil
}

// merge adds what was explored to that of the same scope by another policy.
func (r *Result) merge(e Explored) {
	if n := len(r.Explored); n > 0 && r.Explored[n-1].Scope == e.Scope {
		last := &r.Explored[n-1]
		last.Policies += e.Policies
		last.States += e.States
		last.Sets += e.Sets
		last.Steps += e.Steps
		last.Time += e.Time
		return
	}
	r.Explored = append(r.Explored, e)
}

// Worst returns the worst verdict on a server that follows the machine, and Note where
// there is no fault.
func (r *Result) Worst() model.Verdict {
	if len(r.Faults) == 0 {
		return model.Note
	}
	return r.Faults[0].Verdict
}

// Holds tells whether every property holds, and no server that follows the machine is
// accused: inconclusive, the server's own right to close, is no accusation.
func (r *Result) Holds() bool {
	for i := range r.Properties {
		if !r.Properties[i].Holds() {
			return false
		}
	}
	return r.Worst() <= model.Inconclusive
}
