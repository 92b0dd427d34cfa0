package nightly_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/nightly"
)

// config writes a file for the tiny module, with more lines.
func config(t *testing.T, dir, more string) *nightly.Config {
	t.Helper()
	module, err := filepath.Abs("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "nightly.yaml")
	text := fmt.Sprintf("budget: {executions: 1000}\nnative:\n  module: %s\n  hang: 4s\n  workers: 1\n%s", module, more)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := nightly.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const canary = "canary: {package: ./a, target: FuzzCanary, finds: planted bug, executions: 1000}\n"

func hold(t *testing.T, c *nightly.Config) *nightly.Night {
	t.Helper()
	n, err := nightly.Run(t.Context(), c, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ends lists how each job ended.
func ends(n *nightly.Night) string {
	var all []string
	for _, j := range n.Jobs {
		all = append(all, j.Name+" "+j.End)
	}
	return strings.Join(all, ", ")
}

// findings lists them with their states.
func findings(n *nightly.Night) string {
	var all []string
	for _, j := range n.Jobs {
		for _, f := range j.Findings {
			all = append(all, fmt.Sprintf("%s %s %s", f.State, f.Class, j.Name))
		}
	}
	return strings.Join(all, ", ")
}

const packageA = "  packages: [./a]\n  left-out: {a.FuzzCanary: the canary}\n"

// TestNights: crashes and flakes are told apart, the second night has nothing new, and the third sees a cure.
func TestNights(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TINY_FOLDER", dir)
	c := config(t, dir, packageA+canary)
	first := hold(t, c)
	if got := ends(first); got != "a.FuzzCrash crash, a.FuzzFlake flake, a.FuzzPass ok" {
		t.Error(got)
	}
	if got := findings(first); got != "new crash a.FuzzCrash, new flake a.FuzzFlake" {
		t.Error(got)
	}
	crash := first.Jobs[0].Findings[0]
	if crash.Shown != crash.Plays || crash.Title != "a_test.go: only the seed is good" || !strings.Contains(crash.Rerun, "go test -run='^FuzzCrash$/^") {
		t.Errorf("%+v", crash)
	}
	if _, err := os.Stat(crash.File); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("testdata/tiny/a/testdata"); err == nil {
		t.Error("the engine has written into the source")
	}
	if flake := first.Jobs[1].Findings[0]; flake.Shown != 0 {
		t.Errorf("%+v", flake)
	}
	if len(first.Failures) > 0 || !first.Canaries[0].Found {
		t.Error(first.Headline())
	}
	reports(t, first, filepath.Join(dir, "report"))

	rename(t, dir, 1)
	if got := findings(hold(t, c)); got != "known crash a.FuzzCrash, gone flake a.FuzzFlake" {
		t.Error(got)
	}
	rename(t, dir, 2)
	t.Setenv("TINY_CURED", "yes")
	if got := findings(hold(t, c)); got != "gone crash a.FuzzCrash" {
		t.Error(got)
	}
}

// rename moves the newest night back by some minutes: two of one second would be one.
func rename(t *testing.T, dir string, back int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "history", "nights", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	slices.Sort(files)
	newest := files[len(files)-1]
	if err := os.Rename(newest, filepath.Join(filepath.Dir(newest), fmt.Sprintf("2026-01-01T00-%02d-00Z.json", back))); err != nil {
		t.Fatal(err)
	}
}

// reports: each format is written, and can be read by what reads it.
func reports(t *testing.T, n *nightly.Night, dir string) {
	t.Helper()
	if err := n.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, format := range nightly.Formats {
		text, err := os.ReadFile(filepath.Join(dir, "night."+format))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "only the seed is good") {
			t.Errorf("%s does not tell the crash:\n%s", format, text)
		}
		var any any
		switch format {
		case "json", "sarif":
			err = json.Unmarshal(text, &any)
		case "junit.xml":
			err = xml.Unmarshal(text, &struct {
				XMLName xml.Name `xml:"testsuites"`
			}{})
		case "html":
			if strings.Contains(string(text), `src="http`) || strings.Contains(string(text), `href="http`) || strings.Count(string(text), "<svg role=") != 6 {
				t.Error("the page does not stand alone, or lacks figures")
			}
		}
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// TestHangAndNoOp: an input that does not end is a finding, a target that does nothing fails the night.
func TestHangAndNoOp(t *testing.T) {
	n := hold(t, config(t, t.TempDir(), "  packages: [./b]\n"+canary))
	if got := ends(n); got != "b.FuzzHang timeout, b.FuzzNoOp no-op" {
		t.Error(got)
	}
	if got := findings(n); got != "new timeout b.FuzzHang" {
		t.Error(got)
	}
	if len(n.Failures) != 1 || !strings.Contains(n.Failures[0], "b.FuzzNoOp: no-op") {
		t.Error(n.Failures)
	}
}

// TestFailedNight: a canary that is not found, and targets that are missing, fail the night.
func TestFailedNight(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TINY_FOLDER", dir)
	t.Setenv("TINY_CURED", "yes")
	t.Setenv("CANARY_CURED", "yes")
	n := hold(t, config(t, dir, "  packages: [./a]\n  targets: {a: [FuzzPass, FuzzOld]}\n  left-out: {a.FuzzCrash: x, a.FuzzFlake: x, a.FuzzCanary: x, a.FuzzGone: x}\n"+canary))
	if !strings.HasPrefix(n.Headline(), "THE NIGHT FAILED: ") || len(n.Failures) != 3 {
		t.Fatal(n.Failures)
	}
	for i, want := range []string{"there is no fuzz target a.FuzzOld", "there is no fuzz target a.FuzzGone", "the canary FuzzCanary was not found"} {
		if !strings.Contains(n.Failures[i], want) {
			t.Errorf("no %q in %s", want, n.Failures[i])
		}
	}
}

// TestGoesOn: what a night that was killed has done is not done again.
func TestGoesOn(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TINY_FOLDER", dir)
	t.Setenv("TINY_CURED", "yes")
	c := config(t, dir, packageA+"  targets: {a: [FuzzPass]}\n"+canary)
	ctx, stop := context.WithCancel(t.Context())
	first, err := nightly.Run(ctx, c, "test", func(line string) {
		if strings.HasPrefix(line, "a.FuzzCrash: ") {
			stop() // behind the first job
		}
	})
	if err != nil || !first.Interrupted || ends(first) != "a.FuzzCrash ok" {
		t.Fatal(ends(first), err)
	}
	saved, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	// As SIGKILL leaves it.
	if err := os.WriteFile(filepath.Join(c.History, "current.json"), saved, 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := nightly.Run(t.Context(), c, "test", func(line string) {
		if strings.HasPrefix(line, "a.FuzzCrash: ") {
			t.Error("it is done again")
		}
	})
	if err != nil || !second.Resumed || second.Interrupted || ends(second) != "a.FuzzCrash ok, a.FuzzFlake flake, a.FuzzPass ok" {
		t.Fatal(ends(second), err)
	}
	if !second.Jobs[1].Unlisted || second.Jobs[2].Unlisted {
		t.Error("which target is not listed is not known")
	}
}

// TestMistakes: each says where it is and what to write instead.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "n.yaml:1:1: no budget: write budget:"},
		{"budget: {executions: 1, duration: 1h}\n", "n.yaml:1:9: executions and duration exclude each other"},
		{"budget: {executions: 1}\n", "n.yaml:1:1: nothing to fuzz"},
		{"bugdet: {executions: 1}\n", `n.yaml:1:1: unknown key "bugdet": did you mean budget?`},
		{"budget: {executions: 1}\nnative: {packages: [./...]}\n", "n.yaml:1:1: native targets are fuzzed and nothing shows"},
		{"budget: {executions: 1}\nservers: {a: {built-in: true}}\n", "n.yaml:1:1: servers are fuzzed and nothing shows"},
		{"servers: {a: {}}\n", "n.yaml:1:11: a needs one of url, recipe"},
		{"servers: {a: {url: http://127.0.0.1:1, fault: no-such}}\n", "n.yaml:1:47: there is no fault \"no-such\""},
		{"servers: {a: {recipe: nginx}}\n", "n.yaml:1:11: a: recipe is the name of a target"},
		{"native: {targets: {a: [TestX]}}\n", `n.yaml:1:24: "TestX" is no fuzz target`},
		{"canary: {target: FuzzX}\n", "n.yaml:1:9: the native canary needs package, target and finds"},
		{"budget: {executions: many}\n", "n.yaml:1:22: executions must be a number of at least 1"},
	} {
		name := filepath.Join(t.TempDir(), "n.yaml")
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := nightly.Load(name)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// TestOurNight: the file of this repository is good.
func TestOurNight(t *testing.T) {
	if _, err := nightly.Load("../../deploy/nightly/nightly.yaml"); err != nil {
		t.Error(err)
	}
}
