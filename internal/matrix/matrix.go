package matrix

import (
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// Matrix is what is known of all servers.
type Matrix struct {
	Version     string
	File        string // the file of targets
	Start       time.Time
	Duration    time.Duration
	Repeat      int // how often each server was to be judged
	Interrupted bool
	Servers     []*Server
}

// Status says how far a server got.
type Status uint8

const (
	Judged      Status = iota // every run is complete
	Skipped                   // something that it needs is not installed
	Failed                    // it did not start, was not reached, or went away
	Interrupted               // the user ended it before it was done, or had begun
)

var statusNames = [...]string{Judged: "judged", Skipped: "skipped", Failed: "failed", Interrupted: "interrupted"}

// String returns the name used in reports.
func (s Status) String() string { return statusNames[s] }

// Server is one column of the table. Add must not be called concurrently with other methods.
type Server struct {
	Name     string
	URL      string
	Profile  string // name or file; empty: the RFCs
	Status   Status
	Reason   string        // for all but judged: why, in one sentence
	Ready    time.Duration // from its start until it accepted a connection; 0 when it ran already
	Expected *Expected     // nil: nothing is known, every violation is unexpected
	Runs     []*report.Run // in their order
	Partial  bool          // only some of the cases were played
	Lookup   func(address string) (model.Requirement, bool)

	cells map[string]Cell
}

// Cell is what all cases in all runs showed of one requirement.
type Cell struct {
	Verdict model.Verdict // the worst of the runs
	Flapped bool          // the runs disagree
	Cases   int           // how many cases of the worst run came to it
}

// Add adds one run. The conversations that no report shows are dropped: many servers
// judged many times would fill the memory.
func (s *Server) Add(run *report.Run) {
	shown := map[string]model.Verdict{}
	for _, earlier := range s.Runs {
		for i := range earlier.Results {
			if r := &earlier.Results[i]; r.Trace != nil {
				shown[r.Case] = max(shown[r.Case], r.Verdict)
			}
		}
	}
	for i := range run.Results {
		r := &run.Results[i]
		if r.Verdict < model.Note || shown[r.Case] >= r.Verdict {
			r.Trace, r.Steps = nil, nil
		}
	}
	s.Runs = append(s.Runs, run)
	s.sum(cellsOf(run))
}

// sum adds the cells of one run to those of the server.
func (s *Server) sum(run map[string]Cell) {
	if s.cells == nil {
		s.cells = map[string]Cell{}
	}
	for address, cell := range run {
		if before, known := s.cells[address]; !known || rank(cell.Verdict) > rank(before.Verdict) {
			s.cells[address] = cell
		}
	}
	for _, f := range s.Flaps() {
		cell := s.cells[f.Name]
		cell.Flapped = true
		s.cells[f.Name] = cell
	}
}

// Cell returns what was found on a requirement. Known is false when no case is about it.
func (s *Server) Cell(address string) (c Cell, known bool) {
	c, known = s.cells[address]
	return c, known
}

// Count counts the cells with this verdict.
func (s *Server) Count(v model.Verdict) (n int) {
	for _, c := range s.cells {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// Seconds is how long one run took, on average.
func (s *Server) Seconds() float64 {
	var sum time.Duration
	for _, run := range s.Runs {
		sum += run.Duration
	}
	if sum == 0 {
		return 0
	}
	return sum.Seconds() / float64(len(s.Runs))
}

// Conclusive tells whether a case came to a verdict about the server.
func (s *Server) Conclusive() bool {
	return slices.ContainsFunc(s.Runs, (*report.Run).Conclusive)
}

// Requirements returns those that at least one server was judged by: first those of the
// RFCs, in the order of the specification, then those of profiles. Where profiles give a
// requirement different levels, it has that of the RFCs.
func (m *Matrix) Requirements() []model.Requirement {
	found := map[string]model.Requirement{}
	for _, s := range m.Servers {
		for address := range s.cells {
			q := s.lookup(address)
			if before, known := found[address]; known && before.Level != q.Level {
				if standard, ok := model.Lookup(address); ok {
					q = standard
				}
			}
			found[address] = q
		}
	}
	var all []model.Requirement
	for _, q := range model.Requirements() {
		if own, ok := found[q.Address]; ok {
			all = append(all, own)
			delete(found, q.Address)
		}
	}
	standard := len(all)
	for _, q := range found {
		all = append(all, q)
	}
	slices.SortFunc(all[standard:], func(a, b model.Requirement) int { return strings.Compare(a.Address, b.Address) })
	return all
}

func (s *Server) lookup(address string) model.Requirement {
	if s.Lookup != nil {
		if q, ok := s.Lookup(address); ok {
			return q
		}
	}
	if q, ok := model.Lookup(address); ok {
		return q
	}
	return model.Requirement{Address: address}
}
