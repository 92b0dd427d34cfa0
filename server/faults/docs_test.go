package faults_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/faults"
)

var quoted = regexp.MustCompile("`([^`]+)`")

// TestFalseAlarmsPage: whatever shows a behaviour exists, and so do requirements and choices.
func TestFalseAlarmsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/false-alarms.md")
	if err != nil {
		t.Fatal(err)
	}
	allowed, rest, found := strings.Cut(string(page), "\n## What servers document, and Hangup reports")
	if !found {
		t.Fatal("the second table is gone")
	}
	rows := 0
	for line := range strings.Lines(allowed) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[0], "-") || strings.TrimSpace(cells[0]) == "server" {
			continue
		}
		rows++
		if !strings.Contains(cells[0], "](https://") || !strings.Contains(cells[2], "RFC ") {
			t.Errorf("no documentation or no clause: %s", line)
		}
		for _, name := range quotedIn(t, cells[4]) {
			if _, innocent := faults.LookupInnocent(name); !innocent && !slices.Contains(caseNames(t), name) {
				t.Errorf("%s is neither an innocent nor a case", name)
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d behaviours, want at least 20", rows)
	}
	for _, address := range regexp.MustCompile(`\b91\d\d/\d+(\.\d+)*/[a-z0-9-]+`).FindAllString(string(page), -1) {
		if _, ok := model.Lookup(address); !ok {
			t.Errorf("there is no requirement %s", address)
		}
	}
	for _, name := range quotedIn(t, rest[strings.LastIndex(rest, "## Where a profile"):]) {
		if _, ok := faults.LookupInnocent(name); !ok && strings.Contains(name, "-") && !strings.HasPrefix(name, "--") && !strings.Contains(name, " ") {
			t.Errorf("there is no innocent %s", name)
		}
	}
}

func quotedIn(t *testing.T, text string) (names []string) {
	t.Helper()
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	if len(names) == 0 {
		t.Errorf("nothing is named in %q", text)
	}
	return names
}

func caseNames(t *testing.T) (names []string) {
	t.Helper()
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		names = append(names, c.Name)
	}
	return names
}
