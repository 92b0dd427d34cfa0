package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Skipped   *junitMessage `xml:"skipped"`
	Failure   *junitMessage `xml:"failure"`
	SystemOut *junitText    `xml:"system-out"`

	took time.Duration
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// JUnit writes the run as JUnit XML: a suite for each section of the
// specification, a test for each case. What Run.Fails counts is a failure; a
// late or inconclusive case passes and says so in its output.
func JUnit(w io.Writer, run *Run, strict bool) error {
	all := junitSuites{Name: toolName + " " + run.Target, Time: seconds(run.Duration)}
	for i := range run.Results {
		r := &run.Results[i]
		name := sectionOf(r)
		at := slices.IndexFunc(all.Suites, func(s junitSuite) bool { return s.Name == name })
		if at < 0 {
			at = len(all.Suites)
			all.Suites = append(all.Suites, junitSuite{Name: name})
		}
		all.Suites[at].Cases = append(all.Suites[at].Cases, newJUnitCase(r, name, strict))
	}
	for i := range all.Suites {
		all.Suites[i].total()
		all.Tests += all.Suites[i].Tests
		all.Failures += all.Suites[i].Failures
		all.Skipped += all.Suites[i].Skipped
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the JUnit report: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func (s *junitSuite) total() {
	var took time.Duration
	for _, c := range s.Cases {
		s.Tests++
		took += c.took
		if c.Failure != nil {
			s.Failures++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
	}
	s.Time = seconds(took)
}

func newJUnitCase(r *Result, section string, strict bool) junitCase {
	c := junitCase{Name: r.Case, ClassName: section, took: lengthOf(r)}
	c.Time = seconds(c.took)
	switch {
	case r.Verdict == model.Skipped:
		c.Skipped = &junitMessage{Message: r.Reason}
	case r.fails(strict):
		worst := r.Findings[r.worst()]
		c.Failure = &junitMessage{
			Message: worst.Requirement.Address + ": " + worst.Message,
			Type:    worst.Verdict.String(), Text: explanation(r),
		}
	case len(r.Findings) > 0:
		c.SystemOut = &junitText{explanation(r)}
	case r.Verdict != model.Conforms:
		c.SystemOut = &junitText{fmt.Sprintf("%s%s\n", r.Verdict, remark(r))}
	}
	return c
}

// explanation is what Text prints of a case, with every finding in full.
func explanation(r *Result) string {
	var b bytes.Buffer
	if r.Reason != "" {
		fmt.Fprintf(&b, "%s%s\n", r.Verdict, remark(r))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s%s (%s): %s\n  allowed: %s\n  came:    %s\n", f.Verdict, f.Requirement.Address,
			knownMark(f), f.Requirement.Clause(), harmless(f.Message), harmless(f.Expected), harmless(f.Observed))
	}
	writeTimeline(&b, r, false)
	if r.Replay != "" {
		fmt.Fprintf(&b, "replay: %s\n", harmless(r.Replay))
	}
	return b.String()
}

// sectionOf names the section that a case is about first; a case about nothing
// in particular is filed under the folder of its name.
func sectionOf(r *Result) string {
	if len(r.About) > 0 {
		return model.Requirement{Address: r.About[0]}.Clause()
	}
	folder, _, _ := strings.Cut(r.Case, "/")
	return folder
}

func lengthOf(r *Result) time.Duration {
	if r.Trace == nil || len(r.Trace.Records) == 0 {
		return 0
	}
	return r.Trace.Records[len(r.Trace.Records)-1].At
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
