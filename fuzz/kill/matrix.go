package kill

import (
	"maps"
	"slices"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/catalogue"
	"github.com/hangup-http/hangup/model"
)

// Kill is a finding of one case on one suspect.
type Kill struct {
	Case        string
	Requirement string
	Verdict     model.Verdict // Warning or worse
	Message     string
}

// same tells whether both are about the same, whatever the words.
func (k Kill) same(o Kill) bool { return k.Case == o.Case && k.Requirement == o.Requirement }

// Row is what all cases made of one suspect.
type Row struct {
	Suspect
	Kills   []Kill // by a requirement that it breaks, each time that it was played
	Wrong   []Kill // by another one; of an innocent: every accusation
	Took    time.Duration
	Missed  int      // plays in which no case found the fault
	Flapped []string // cases that did not find the same each time
	Err     error    // why it could not be played
}

// Killed tells whether a fault was found each time that it was played, be it by one case
// or another, or an innocent accused.
func (r *Row) Killed() bool {
	if r.Innocent {
		return len(r.Wrong) > 0
	}
	return r.Missed == 0 && len(r.Kills)+len(r.Flapped) > 0
}

// Matrix is suspects by cases.
type Matrix struct {
	Network     string
	Rows        []Row // in the order of the suspects
	Cases       []corpus.Case
	Repeat      int
	Took        time.Duration
	Interrupted bool // Rows holds what was done until then
}

// Faults returns the rows of faults, and Innocents the others.
func (m *Matrix) Faults() []Row    { return m.rows(false) }
func (m *Matrix) Innocents() []Row { return m.rows(true) }

func (m *Matrix) rows(innocent bool) (rows []Row) {
	for _, r := range m.Rows {
		if r.Innocent == innocent {
			rows = append(rows, r)
		}
	}
	return rows
}

// Count is the outcome in numbers.
type Count struct {
	Faults    int `json:"faults"`
	Killed    int `json:"killed"`
	Survived  int `json:"survived"`
	Misjudged int `json:"misjudged"` // blamed for something else, killed or not
	Innocents int `json:"innocents"`
	Accused   int `json:"accused"`
	Failed    int `json:"failed"` // suspects that could not be played, whatever they count as
}

// Count counts.
func (m *Matrix) Count() (c Count) {
	for i := range m.Rows {
		r := &m.Rows[i]
		if r.Err != nil {
			c.Failed++
		}
		if r.Innocent {
			c.Innocents++
			if r.Killed() {
				c.Accused++
			}
			continue
		}
		c.Faults++
		if r.Killed() {
			c.Killed++
		} else {
			c.Survived++
		}
		if len(r.Wrong) > 0 {
			c.Misjudged++
		}
	}
	return c
}

// Perfect tells that every fault is killed, by nothing but what it breaks, and no innocent accused.
func (c Count) Perfect() bool { return c.Survived+c.Misjudged+c.Accused+c.Failed == 0 }

// few is of how many killers each is worth something.
const few = 3

// Worth is what a requirement or a case is worth: the faults that it kills.
type Worth struct {
	Name  string   `json:"name"`
	Kills []string `json:"kills"`
	Alone []string `json:"alone"` // nothing else of its kind kills them
	Few   []string `json:"few"`   // one or two others do
	// Own are the faults that a requirement finds and only cases about it kill.
	Own []string `json:"own,omitempty"`
}

// Requirements returns the worth of each requirement of level MUST, in the order of the
// catalogue.
func (m *Matrix) Requirements() (all []Worth) {
	worth := m.worth(func(k Kill) string { return k.Requirement })
	about := map[string][]string{}
	for _, c := range m.Cases {
		about[c.Name] = c.About
	}
	for _, q := range model.Requirements() {
		if q.Level != model.Must {
			continue
		}
		w := worth[q.Address]
		w.Name = q.Address
		for i := range m.Rows {
			r := &m.Rows[i]
			foreign := func(k Kill) bool { return !slices.Contains(about[k.Case], q.Address) }
			if slices.Contains(w.Kills, r.Name) && !slices.ContainsFunc(r.Kills, foreign) {
				w.Own = append(w.Own, r.Name)
			}
		}
		all = append(all, w)
	}
	return all
}

// PerCase returns the worth of each case, in their order.
func (m *Matrix) PerCase() (all []Worth) {
	worth := m.worth(func(k Kill) string { return k.Case })
	for _, c := range m.Cases {
		w := worth[c.Name]
		w.Name = c.Name
		all = append(all, w)
	}
	return all
}

// Idle returns the cases that kill no fault.
func (m *Matrix) Idle() (names []string) {
	for _, w := range m.PerCase() {
		if len(w.Kills) == 0 {
			names = append(names, w.Name)
		}
	}
	return names
}

// Classless returns the classes of bugs that no fault of the matrix is of.
func (m *Matrix) Classless() (names []string) {
	for _, c := range catalogue.Classes() {
		if !slices.ContainsFunc(m.Faults(), func(r Row) bool { return r.Class == c.Name }) {
			names = append(names, c.Name)
		}
	}
	return names
}

func (m *Matrix) worth(key func(Kill) string) map[string]Worth {
	all := map[string]Worth{}
	for _, r := range m.Faults() {
		killers := map[string]bool{}
		for _, k := range r.Kills {
			killers[key(k)] = true
		}
		for name := range killers {
			w := all[name]
			w.Kills = append(w.Kills, r.Name)
			switch {
			case len(killers) == 1:
				w.Alone = append(w.Alone, r.Name)
			case len(killers) <= few:
				w.Few = append(w.Few, r.Name)
			}
			all[name] = w
		}
	}
	return all
}

// Minimal returns cases that kill all that any case kills each time: each time the one that kills most of what is left.
func (m *Matrix) Minimal() (enough []string) {
	left := map[string]map[string]bool{} // cases by fault
	for _, r := range m.Faults() {
		if len(r.Kills) > 0 {
			left[r.Name] = map[string]bool{}
			for _, k := range r.Kills {
				left[r.Name][k.Case] = true
			}
		}
	}
	for len(left) > 0 {
		kills := map[string]int{}
		best := ""
		for _, cases := range left {
			for c := range cases {
				kills[c]++
			}
		}
		for _, c := range slices.Sorted(maps.Keys(kills)) {
			if best == "" || kills[c] > kills[best] {
				best = c
			}
		}
		enough = append(enough, best)
		maps.DeleteFunc(left, func(_ string, cases map[string]bool) bool { return cases[best] })
	}
	return enough
}
