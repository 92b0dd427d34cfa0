package model

// Table is a set of rules, compiled. It is immutable and safe for concurrent use.
type Table struct {
	rules []Rule
	extra map[string]Requirement
	cells [numStates][numEvents]cell
}

// cell holds the rows of one state and event, sorted into lists: one for each
// class of trait, status and reason that the rows tell apart. What is left to
// compare in a list are flags.
type cell struct {
	lists  [][]row
	single bool // one list fits all
	counts bool // some row asks how many responses have been served
	trait  [1 << 6]uint16
	status [1 << 5]uint16
	last   [1 << 5]uint16
}

// row is a rule as it is looked up.
type row struct {
	mask, want Facts // holds when facts&mask == want
	rule       *Rule
	by         Policy // 0, or the choice; alsoOnly for one that no machine makes
	served     uint16
}

// NewTable compiles rules, which are numbered in their order. Extra are requirements
// beyond the standard ones that the rules cite.
func NewTable(rules []Rule, extra ...Requirement) *Table {
	t := &Table{rules: append([]Rule(nil), rules...), extra: map[string]Requirement{}}
	for _, q := range extra {
		t.extra[q.Address] = q
	}
	var at [numStates][numEvents][]*Rule
	for i := range t.rules {
		r := &t.rules[i]
		r.ID = i
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
			t.cells[s][e].compile(at[s][e])
		}
	}
	return t
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

// compile sorts the rows into lists.
func (c *cell) compile(rules []*Rule) {
	traits := classify(rules, int(numTraits), func(r *Rule) uint64 { return r.When.Trait }, c.trait[:], 1)
	statuses := classify(rules, int(numStatuses), func(r *Rule) uint64 { return r.When.Status }, c.status[:], len(traits))
	reasons := classify(rules, int(numReasons), func(r *Rule) uint64 { return r.When.Last }, c.last[:], len(traits)*len(statuses))
	for _, l := range reasons {
		for _, s := range statuses {
			for _, t := range traits {
				c.lists = append(c.lists, list(rules, t, s, l))
			}
		}
	}
	c.single = len(c.lists) == 1
	for _, r := range rules {
		c.counts = c.counts || r.When.Served > 0
	}
}

// classify finds which of n values the rows' sets tell apart. It returns one value
// of each class, and writes into class the number of each value's class times stride.
func classify(rules []*Rule, n int, set func(*Rule) uint64, class []uint16, stride int) (members []int) {
	number := map[string]int{}
	signature := make([]byte, len(rules))
	for v := range n {
		for i, r := range rules {
			signature[i] = '0'
			if m := set(r); m == 0 || m>>v&1 != 0 {
				signature[i] = '1'
			}
		}
		k, known := number[string(signature)]
		if !known {
			k = len(members)
			number[string(signature)] = k
			members = append(members, v)
		}
		class[v] = uint16(k * stride)
	}
	return members
}

// list returns the rows that can be followed with this trait, status and reason, up
// to the first that always is.
func list(rules []*Rule, trait, status, last int) (rows []row) {
	in := func(set uint64, v int) bool { return set == 0 || set>>v&1 != 0 }
	for _, r := range rules {
		w := &r.When
		if !in(w.Trait, trait) || !in(w.Status, status) || !in(w.Last, last) || w.All&w.Not != 0 {
			continue
		}
		compiled := row{mask: w.All | w.Not, want: w.All, rule: r, by: r.By, served: w.Served}
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

// rows returns the list for these facts.
func (c *cell) rows(f Facts) []row {
	if c.single {
		return c.lists[0]
	}
	return c.lists[int(c.trait[f&traitMask>>traitShift])+int(c.status[f&statusMask>>statusShift])+int(c.last[f&lastMask>>lastShift])]
}

// Pick returns the one rule that a machine with this policy follows when that many
// final responses have ended on its connection, or nil where the table has a gap.
func (t *Table) Pick(s State, e Event, f Facts, p Policy, served uint16) *Rule {
	rows := t.cells[s][e].rows(f)
	for i := range rows {
		r := &rows[i]
		if f&r.mask == r.want && (r.by == 0 || r.by&p != 0) && served >= r.served {
			return r.rule
		}
	}
	return nil
}

// each calls visit for every permitted continuation.
func (t *Table) each(s State, e Event, f Facts, served uint16, visit func(*Rule)) {
	rows := t.cells[s][e].rows(f)
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
