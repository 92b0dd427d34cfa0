package profile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// TestEffects: what a profile does to the judgement of a conversation. The files hold
//
//	profile                            a profile, for the judge commands that follow
//	judge [about=ADDRESS]              the conversation, judged by it and without it
//
// To see the judgement of a new one: go test ./model/profile -run TestEffects -rewrite
func TestEffects(t *testing.T) {
	datadriven.Walk(t, "testdata/effects", func(t *testing.T, path string) {
		var current profile.Profile
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "profile":
				p, err := profile.Parse("p.yaml", []byte(d.Input))
				if err != nil {
					d.Fatalf(t, "%v", err)
				}
				current = p
				return "ok\n"
			case "judge":
				var about []string
				if d.HasArg("about") {
					about = append(about, argument(t, d, "about"))
				}
				return judged(t, d, "rfc", profile.Profile{}, nil) + judged(t, d, "profile", current, about)
			}
			d.Fatalf(t, "unknown command %q", d.Cmd)
			return ""
		})
	})
}

func argument(t *testing.T, d *datadriven.TestData, key string) (value string) {
	d.ScanArgs(t, key, &value)
	return value
}

// eachWay judges a conversation with one choice open, forbidden and required.
func eachWay(t *testing.T, d *datadriven.TestData) string {
	name := argument(t, d, "name")
	text := judged(t, d, "rfc", profile.Profile{}, nil)
	for _, value := range []string{"forbid", "require"} {
		src := "policies:\n  " + name + ": " + value + "\n"
		if d.HasArg("cites") {
			src = fmt.Sprintf("requirements:\n  - {address: %s, level: MUST, rule: r, budget: 10s}\npolicies:\n  %s: {value: %s, cites: %[1]s}\n",
				argument(t, d, "cites"), name, value)
		}
		p, err := profile.Parse("team.yaml", []byte(src))
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		text += judged(t, d, value, p, nil)
	}
	return text
}

// judged judges the records of a command.
func judged(t *testing.T, d *datadriven.TestData, name string, p profile.Profile, about []string) string {
	records, err := transcript.Parse(d.Input)
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	j := trace.NewJudgeBy(p.Table(about...), p.Patience(trace.DefaultBudgets()))
	for _, r := range records {
		j.Add(r)
	}
	report := j.Report()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", name, report.Verdict)
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "  %s %s (%s): %s\n", f.Verdict, f.Requirement.Address, f.Requirement.Level, f.Message)
	}
	return b.String()
}

// TestEveryPolicyIsTried: each choice stands in testdata/policies both taken and left, so
// far as anything shows it. The file holds
//
//	policy name=NAME [cites=ADDRESS]   the conversation, judged with the choice open, forbidden and required
func TestEveryPolicyIsTried(t *testing.T) {
	tried := map[string]int{}
	datadriven.RunTest(t, "testdata/policies", func(t *testing.T, d *datadriven.TestData) string {
		text := eachWay(t, d)
		for _, line := range strings.Split(text, "\n") {
			for _, verdict := range []string{"violation", "late"} {
				if value, ok := strings.CutSuffix(line, ": "+verdict); ok {
					tried[argument(t, d, "name")+" "+value]++
				}
			}
		}
		return text
	})
	for _, c := range model.Choices() {
		for value, require := range map[string]bool{"forbid": false, "require": true} {
			if seen := profile.Seen(c.Policy, require); seen != (tried[c.Name+" "+value] > 0) {
				t.Errorf("%s %s: a sign of it in the table: %v; conversations that break it: %d", value, c.Name, seen, tried[c.Name+" "+value])
			}
		}
	}
}
