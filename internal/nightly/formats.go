package nightly

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// json is the form that the history has and docs/nightly.schema.json describes.
func (n *Night) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(n)
}

// markdown is the report for a merge request or an issue.
func (n *Night) markdown(w io.Writer) error {
	fmt.Fprintf(w, "# Night of %s\n\n**%s**\n\n", n.Began.Format(time.DateTime), cell(n.Headline()))
	for _, f := range n.Failures {
		fmt.Fprintf(w, "- failed: %s\n", cell(f))
	}
	for _, c := range n.Canaries {
		fmt.Fprintf(w, "- %s\n", cell(c.String()))
	}
	for _, c := range n.Changes {
		fmt.Fprintf(w, "- %s\n", cell(c))
	}
	fmt.Fprintf(w, "\n| what | end | executions | per second | corpus | rules | new | known | gone |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, j := range n.Jobs {
		c := j.counts()
		fmt.Fprintf(w, "| %s | %s | %d | %.0f | %d | %s | %d | %d | %d |\n", cell(j.Name), j.End, j.Executions, j.Rate(), j.Corpus, j.rules(), c[New], c[Known], c[Gone])
	}
	for _, j := range n.Jobs {
		for _, f := range j.Findings {
			fmt.Fprintf(w, "\n## %s %s: %s\n\n%s\n", f.State, f.Class, cell(j.Name), cell(escape(f.Title)))
			if f.State != Gone && f.Rerun != "" {
				fmt.Fprintf(w, "\n%d of %d reruns show it:\n\n    %s\n", f.Shown, f.Plays, f.Rerun)
			}
			if f.State == New && f.Text != "" {
				fmt.Fprintf(w, "\n%s\n", indented(f.Text))
			}
		}
	}
	return nil
}

// cell is text in a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "*", `\*`, "_", `\_`).Replace(text)
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string         `xml:"name,attr"`
	Class   string         `xml:"classname,attr"`
	Time    string         `xml:"time,attr"`
	Failure []junitFailure `xml:"failure"`
	Out     string         `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// junit has a suite for the canaries, one for the native targets and one for the servers. What is new is a failure; what is known passes
// and is told.
func (n *Night) junit(w io.Writer) error {
	suites := map[string]*junitSuite{"canary": {Name: "canary"}, KindNative: {Name: KindNative}, KindServer: {Name: KindServer}}
	add := func(suite string, c junitCase) {
		s := suites[suite]
		c.Class = toolName + "." + suite
		s.Cases = append(s.Cases, c)
		s.Tests++
		s.Failures += min(len(c.Failure), 1)
	}
	for _, c := range n.Canaries {
		made := junitCase{Name: c.Name, Time: seconds(c.Millis)}
		if !c.Found {
			made.Failure = []junitFailure{{Message: c.String(), Type: "canary"}}
		}
		add("canary", made)
	}
	for _, j := range n.Jobs {
		add(j.Kind, j.junit())
	}
	for _, f := range n.Failures {
		add("canary", junitCase{Name: "the night", Time: "0", Failure: []junitFailure{{Message: printable(f), Type: "night"}}})
	}
	all := junitSuites{Name: toolName}
	for _, name := range []string{"canary", KindNative, KindServer} {
		s := suites[name]
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Suites = append(all.Suites, *s)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func (j *Job) junit() junitCase {
	c := junitCase{Name: j.Name, Time: seconds(j.Millis)}
	if j.End == EndNoOp || j.End == EndFailed {
		c.Failure = append(c.Failure, junitFailure{Message: printable(j.End + ": " + j.Reason), Type: j.End})
	}
	for _, f := range j.Findings {
		if f.State == New {
			c.Failure = append(c.Failure, junitFailure{Message: printable(f.Title), Type: f.Class, Text: printable(f.Rerun + "\n" + f.Text)})
			continue
		}
		c.Out += printable(f.State + " " + f.Class + ": " + f.Title + "\n")
	}
	return c
}

// printable leaves out what XML can not hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

func seconds(millis int64) string { return fmt.Sprintf("%.3f", float64(millis)/1000) }

// SARIF 2.1.0, as far as a night needs it.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Baseline     string            `json:"baselineState"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Locations    []sarifLocation   `json:"locations"`
	}
	sarifLocation struct {
		Logical []sarifLogical `json:"logicalLocations"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
	}
)

// sarif has a result for each finding; baselineState says whether it is new.
func (n *Night) sarif(w io.Writer) error {
	run := sarifRun{Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: toolName, Version: n.Version, URI: "https://github.com/hangup-http/hangup", Rules: []sarifRule{}}
	seen := map[string]bool{}
	for _, j := range n.Jobs {
		for _, f := range j.Findings {
			rule := f.Class
			if j.Kind == KindServer && f.Where != "" {
				rule = f.Where
			}
			if !seen[rule] {
				seen[rule] = true
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{rule})
			}
			run.Results = append(run.Results, sarifResult{
				RuleID: rule, Level: map[bool]string{true: "warning", false: "error"}[f.Class == EndFlake],
				Message:      sarifText{printable(j.Name + ": " + f.Title + "\n" + f.Rerun)},
				Baseline:     map[string]string{New: "new", Known: "unchanged", Gone: "absent"}[f.State],
				Fingerprints: map[string]string{"hangup/v1": f.ID},
				Locations:    []sarifLocation{{[]sarifLogical{{j.Name}}}},
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}
