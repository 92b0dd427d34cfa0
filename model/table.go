package model

import "sync"

// Table is a set of rules, compiled. It is immutable and safe for concurrent use.
type Table struct {
	rules []Rule
	extra map[string]Requirement
	cells [numStates]cells

	served uint16 // the greatest number of responses that a row asks for

	compiled sync.Once // into cells
}

// cells are those of one state. Their number is rounded up, so that no event can be
// out of range once it is masked.
type cells [1 << 6]cell

const eventMask = 1<<6 - 1

// cell holds the rows of one state and event, sorted into lists: one for each
// class of trait, status and reason that the rows tell apart. What is left to
// compare in a list are flags.
type cell struct {
	all     list   // the one list, where it fits all
	lists   []list // else
	classes *classes
}

// list is rows, and what tells that the first of them can be passed over: each of
// those asks for one of the flags in need.
type list struct {
	rows []row
	need Facts
	skip int
}

// classes number the lists: the sum of the three is an index.
type classes struct {
	trait  [1 << 6]uint16
	status [1 << 5]uint16
	last   [1 << 5]uint16
}

// row is a rule as it is looked up, with what it does next to what it asks.
type row struct {
	mask, want Facts // holds when facts&mask == want
	clear, set Facts
	rule       *Rule
	to         *cells // nil to stay
	by         Policy // 0, or the choice; alsoOnly for one that no machine makes
	served     uint16
	last       Reason
	mark       Verdict
	state      State // or Stay
	hold       bool  // the input waits
}

// NewTable makes a table of rules, which are numbered in their order. Extra are requirements
// beyond the standard ones that the rules cite. It is compiled when it is used first: most
// of the tables that a program knows, for example of faults, never are.
func NewTable(rules []Rule, extra ...Requirement) *Table {
	t := &Table{rules: append([]Rule(nil), rules...), extra: map[string]Requirement{}}
	for _, q := range extra {
		t.extra[q.Address] = q
	}
	for i := range t.rules {
		r := &t.rules[i]
		r.ID = i
		t.served = max(t.served, r.When.Served)
	}
	return t
}

// ready returns the table compiled.
func (t *Table) ready() *Table {
	t.compiled.Do(t.compileAll)
	return t
}

func (t *Table) compileAll() {
	var at [numStates][numEvents][]*Rule
	for i := range t.rules {
		r := &t.rules[i]
		for s := range numStates {
			for e := range numEvents {
				if r.In>>s&1 != 0 && r.On>>e&1 != 0 {
					at[s][e] = append(at[s][e], r)
				}
			}
		}
	}
	for s := range numStates {
		for e := range numEvents {
			t.cells[s][e] = t.compile(at[s][e])
		}
	}
}

// Rules returns a copy of the rows.
func (t *Table) Rules() []Rule { return append([]Rule(nil), t.rules...) }

// Lookup finds a requirement that the table may cite by its address.
func (t *Table) Lookup(address string) (Requirement, bool) {
	if q, ok := t.extra[address]; ok {
		return q, true
	}
	return Lookup(address)
}

// compile sorts the rows into lists. Combinations that the same rows fit share one.
func (t *Table) compile(rules []*Rule) cell {
	c := cell{classes: new(classes)}
	traits := classify(rules, int(numTraits), func(w *When) uint64 { return w.Trait }, c.classes.trait[:], 1)
	statuses := classify(rules, int(numStatuses), func(w *When) uint64 { return w.Status }, c.classes.status[:], len(traits))
	reasons := classify(rules, int(numReasons), func(w *When) uint64 { return w.Last }, c.classes.last[:], len(traits)*len(statuses))
	known := map[string]list{}
	fit := make([]byte, len(rules))
	for _, l := range reasons {
		for _, s := range statuses {
			for _, trait := range traits {
				for i := range fit {
					fit[i] = l[i] & s[i] & trait[i]
				}
				l, ok := known[string(fit)]
				if !ok {
					l = newList(t.fitting(rules, fit))
					known[string(fit)] = l
				}
				c.lists = append(c.lists, l)
			}
		}
	}
	if len(c.lists) == 1 {
		c.all, c.lists = c.lists[0], nil
	}
	return c
}

// classify finds which of n values the rows' sets tell apart. It returns, for each
// class of values, which rows it fits (1 or 0 each), and writes into class the
// number of each value's class times stride.
func classify(rules []*Rule, n int, set func(*When) uint64, class []uint16, stride int) (fits [][]byte) {
	number := map[string]int{}
	fit := make([]byte, len(rules))
	for v := range n {
		asked := false
		for i, r := range rules {
			m := set(&r.When)
			asked = asked || m != 0
			fit[i] = 0
			if m == 0 || m>>v&1 != 0 {
				fit[i] = 1
			}
		}
		k, known := number[string(fit)]
		if !known {
			k = len(fits)
			number[string(fit)] = k
			fits = append(fits, append([]byte(nil), fit...))
		}
		class[v] = uint16(k * stride)
		if !asked {
			break // all values are of the first class
		}
	}
	return fits
}

// newList finds how many of the first rows a configuration with few flags can pass over.
func newList(rows []row) list {
	l := list{rows: rows}
	for l.skip < len(rows) && rows[l.skip].want != 0 {
		l.need |= rows[l.skip].want
		l.skip++
	}
	return l
}

// fitting returns the rows that fit, up to the first that always holds.
func (t *Table) fitting(rules []*Rule, fit []byte) (rows []row) {
	for i, r := range rules {
		w := &r.When
		if fit[i] == 0 || w.All&w.Not != 0 {
			continue
		}
		compiled := row{
			mask: w.All | w.Not, want: w.All, clear: r.Clear, set: r.Set, rule: r, by: r.By, served: w.Served,
			last: r.Last, mark: r.Mark, state: r.To, hold: r.Do&Hold != 0,
		}
		if r.To != Stay {
			compiled.to = &t.cells[r.To]
		}
		if r.Also {
			compiled.by = alsoOnly
		}
		rows = append(rows, compiled)
		if compiled.mask == 0 && compiled.by == 0 && compiled.served == 0 {
			break
		}
	}
	return rows
}

// rows returns the rows to compare with these facts, in their order.
func (c *cell) rows(f Facts) []row {
	l := &c.all
	if c.lists != nil {
		k := c.classes
		l = &c.lists[int(k.trait[f&traitMask>>traitShift])+int(k.status[f&statusMask>>statusShift])+int(k.last[f&lastMask>>lastShift])]
	}
	if f&l.need == 0 {
		return l.rows[l.skip:]
	}
	return l.rows
}

// Pick returns the one rule that a machine with this policy follows when that many
// final responses have ended on its connection, or nil where the table has a gap.
func (t *Table) Pick(s State, e Event, f Facts, p Policy, served uint16) *Rule {
	if r := t.ready().cells[s][e&eventMask].pick(f, p, served); r != nil {
		return r.rule
	}
	return nil
}

func (c *cell) pick(f Facts, p Policy, served uint16) *row {
	rows := c.rows(f)
	for i := range rows {
		if r := &rows[i]; r.picked(f, p, served) {
			return r
		}
	}
	return nil
}

// picked tells whether a machine that has come to this row follows it.
func (r *row) picked(f Facts, p Policy, served uint16) bool {
	return f&r.mask == r.want && (r.by == 0 || r.by&p != 0) && served >= r.served
}

// apply returns the facts behind the row; it is Rule.Apply, precompiled.
func (r *row) apply(f Facts) Facts {
	f = f&^r.clear | r.set
	if r.last != NotLast && f&lastMask == 0 {
		f = f.withLast(r.last)
	}
	return f
}

// each calls visit for every permitted continuation.
func (t *Table) each(s State, e Event, f Facts, served uint16, visit func(*Rule)) {
	rows := t.ready().cells[s][e].rows(f)
	for i := range rows {
		r := &rows[i]
		if f&r.mask != r.want || served < r.served {
			continue
		}
		visit(r.rule)
		if r.by == 0 {
			return
		}
	}
}
