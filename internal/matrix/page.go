package matrix

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// page is what is told of one server, in every format.
type page struct {
	*Server
	Facts      []fact
	Unexpected []Difference
	Gone       []Difference
	Flaps      []Flap // of requirements
	Unsteady   []Flap // of cases
	Groups     []group
	Quiet      []cellOf // requirements without a finding
}

// fact is one line of what a page begins with.
type fact struct{ Name, Value string }

// group is one requirement with the conversations that show findings on it.
type group struct {
	model.Requirement
	Verdict model.Verdict
	Why     string // why it is expected, or empty
	Shown   []conversation
}

// conversation is one finding, with the octets that show it.
type conversation struct {
	Case, Message, Expected, Observed, Replay string
	Verdict                                   model.Verdict
	Text                                      string // the time line; empty where another group has it
}

// cellOf is a requirement with its verdict.
type cellOf struct {
	model.Requirement
	Cell
}

// pageOf collects the page of a server. Requirements are the rows of the table.
func pageOf(s *Server, requirements []model.Requirement) page {
	p := page{Server: s, Flaps: s.Flaps(), Unsteady: s.FlappedCases(), Groups: groupsOf(s)}
	p.Unexpected, p.Gone = s.Compare()
	for _, q := range requirements {
		c, known := s.Cell(q.Address)
		grouped := slices.ContainsFunc(p.Groups, func(g group) bool { return g.Address == q.Address })
		if known && !grouped {
			p.Quiet = append(p.Quiet, cellOf{q, c})
		}
	}
	add := func(name, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{name, value})
		}
	}
	add("address", s.URL)
	add("judged by", s.judgedBy())
	add("status", strings.TrimSuffix(s.Status.String()+": "+s.Reason, ": "))
	if len(s.Runs) > 0 {
		add("cases", s.Runs[0].Summary().String())
		add("time", fmt.Sprintf("%.1f s for each of %s; ready after %.1f s", s.Seconds(), count(len(s.Runs), "run", "runs"), s.Ready.Seconds()))
	}
	return p
}

func (s *Server) judgedBy() string {
	if s.Profile == "" {
		return "the RFCs"
	}
	return "profile " + s.Profile
}

// groupsOf collects the findings by requirement, the worst first. A case that several
// runs showed broken is told once, with the first conversation that is still there.
func groupsOf(s *Server) []group {
	var groups []group
	told := map[string]bool{} // requirement and case
	for _, run := range s.Runs {
		for i := range run.Results {
			r := &run.Results[i]
			if r.Trace == nil {
				continue
			}
			for _, f := range r.Findings {
				key := f.Requirement.Address + " " + r.Case
				if told[key] {
					continue
				}
				told[key] = true
				groups = into(groups, f, conversation{
					Case: r.Case, Message: f.Message, Expected: f.Expected, Observed: f.Observed,
					Replay: r.Replay, Verdict: f.Verdict, Text: timeline(run, r),
				})
			}
		}
	}
	for i := range groups {
		groups[i].Why = s.Why(groups[i].Address)
		slices.SortStableFunc(groups[i].Shown, func(a, b conversation) int { return rank(b.Verdict) - rank(a.Verdict) })
	}
	slices.SortStableFunc(groups, func(a, b group) int { return rank(b.Verdict) - rank(a.Verdict) })
	return groups
}

// into adds a conversation to the group of its requirement.
func into(groups []group, f report.Finding, c conversation) []group {
	at := slices.IndexFunc(groups, func(g group) bool { return g.Address == f.Requirement.Address })
	if at < 0 {
		at = len(groups)
		groups = append(groups, group{Requirement: f.Requirement, Verdict: f.Verdict})
	}
	g := &groups[at]
	if rank(f.Verdict) > rank(g.Verdict) {
		g.Verdict = f.Verdict
	}
	g.Shown = append(g.Shown, c)
	return groups
}

// timeline is the conversation of one result: both directions and the states.
func timeline(run *report.Run, r *report.Result) string {
	var b bytes.Buffer
	alone := *r
	alone.About, alone.Findings = nil, nil
	one := report.Run{Target: run.Target, Results: []report.Result{alone}, Lookup: run.Lookup}
	if err := report.Conversations(&b, &one, false); err != nil {
		return "" // a buffer takes everything
	}
	_, text, _ := strings.Cut(b.String(), "\n") // the headline, which the page says in its own way
	return strings.TrimRight(text, "\n") + "\n"
}

// listed is how many conversations of one requirement a text shows whole; of the others
// the names are enough.
const listed = 2
