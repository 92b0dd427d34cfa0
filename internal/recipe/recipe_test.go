package recipe_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/recipe"
)

// load reads a text as t.yaml, beside which there are a program, a profile, a file of
// expected violations and a folder.
func load(t *testing.T, text string) (*recipe.File, error) {
	t.Chdir(t.TempDir())
	for name, mode := range map[string]os.FileMode{"mine/start": 0o755, "mine/profile.yaml": 0o644, "mine/expected.txt": 0o644, "cgi/count": 0o755} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("#!/bin/sh\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile("t.yaml", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return recipe.Load("t.yaml")
}

const complete = `first-port: 9000
site: [cgi]
defaults:
  start: ./{NAME}/start
  profile: "{NAME}/profile.yaml"
  env: {A: one, B: two}
  grace: 3s
targets:
  mine: {expected: mine/expected.txt, tls: true, env: {B: "{PORT} {NAME}"}, needs: sh}
  other:
    start: [sh, -c, "serve {PORT} {DIR} {SITE}"]
    port: 9100
    url: unix:{DIR}/socket
    profile: strict
    needs: [node, deb:x]
    ready: 2m
    stop: SIGINT
  there:
    url: http://127.0.0.1:8080
    profile: rfc
`

func TestLoad(t *testing.T) {
	f, err := load(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	here, _ := os.Getwd()
	in := func(name string) string { return filepath.Join(here, name) }
	for i, want := range []recipe.Target{
		{
			Name: "mine", URL: "https://127.0.0.1:{PORT}", Start: []string{in("mine/start")}, Port: 9000, Env: map[string]string{"A": "one", "B": "{PORT} {NAME}"},
			Profile: in("mine/profile.yaml"), Expected: in("mine/expected.txt"), Needs: []string{"sh"}, Ready: 30 * time.Second, Stop: "TERM", Grace: 3 * time.Second,
		},
		{
			Name: "other", URL: "unix:{DIR}/socket", Start: []string{"sh", "-c", "serve {PORT} {DIR} {SITE}"}, Port: 9100, Env: map[string]string{"A": "one", "B": "two"},
			Profile: "strict", Needs: []string{"node", "deb:x"}, Ready: 2 * time.Minute, Stop: "INT", Grace: 3 * time.Second,
		},
		{
			Name: "there", URL: "http://127.0.0.1:8080", Env: map[string]string{"A": "one", "B": "two"},
			Profile: "rfc", Ready: 30 * time.Second, Stop: "TERM", Grace: 3 * time.Second,
		},
	} {
		if got := f.Targets[i]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n got %+v\nwant %+v", want.Name, got, want)
		}
	}
	if f.Site[0] != in("cgi") || f.Folder != here {
		t.Errorf("site %s, folder %s", f.Site, f.Folder)
	}
}

func TestPlaceholdersAreFilledIn(t *testing.T) {
	f, err := load(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	other := f.Targets[1].At(recipe.Place{Port: 9100, Dir: "/d", Site: "/s"})
	if other.URL != "unix:/d/socket" || other.Start[2] != "serve 9100 /d /s" {
		t.Errorf("%+v", other)
	}
	mine := f.Targets[0].At(recipe.Place{Port: 9000, Dir: "/d", Site: "/s"})
	if want := (map[string]string{"A": "one", "B": "9000 mine", "PORT": "9000", "DIR": "/d", "SITE": "/s"}); !reflect.DeepEqual(mine.Env, want) {
		t.Errorf("environment %v", mine.Env)
	}
	if f.Targets[1].Start[2] != "serve {PORT} {DIR} {SITE}" || f.Targets[0].Env["B"] != "{PORT} {NAME}" {
		t.Error("a target was changed in place")
	}
}

func TestMistakesSayWhereAndWhatToDo(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "t.yaml:1:1: no target: write targets:"},
		{"targets:\n", "t.yaml:1:1: no target"},
		{"targets: {}\n", "t.yaml:1:1: no target"},
		{"target:\n", "t.yaml:1:1: unknown key \"target\": did you mean targets?"},
		{"- a\n", "t.yaml:1:1: the file must be lines of name: value"},
		{"targets: {a: {url: x}}\n---\ntargets: {}\n", "t.yaml:2:1: the file is one document"},
		{"targets: a: b\n", "t.yaml:1:11: not YAML: mapping values are not allowed in this context"},
		{"targets:\n  a b: {url: x}\n", "t.yaml:2:3: \"a b\" can not be the name of a target"},
		{"targets:\n  index: {url: x}\n", "and not index or matrix"},
		{"targets:\n  a: {url: x}\n  a: {url: y}\n", "t.yaml:3:3: a stands twice, first in line 2"},
		{"targets:\n  a:\n", "t.yaml:2:3: a needs start, how it is started, or url"},
		{"targets:\n  a: {strat: x}\n", "t.yaml:2:7: unknown key \"strat\": did you mean start?"},
		{"targets:\n  a: {start: ./none}\n", "t.yaml:2:14: a: there is no program ./none, from the folder of this file"},
		{"targets:\n  a: {start: [mine/expected.txt]}\n", "can not be executed: chmod +x"},
		{"targets:\n  a: {start: []}\n", "t.yaml:2:14: start needs a program"},
		{"targets:\n  a: {start: {b: c}}\n", "t.yaml:2:14: start must be a list"},
		{"targets:\n  a: {start: \"x {PROT}\"}\n", "t.yaml:2:14: nothing is filled in for {PROT} in start: there are {PORT}, {DIR}"},
		{"targets:\n  a: {url: \"http://127.0.0.1:{PORT}\"}\n", "t.yaml:2:3: the url of a has a placeholder"},
		{"targets:\n  a: {url: x, port: 80}\n", "a has a port, and no start"},
		{"targets:\n  a: {start: x, port: 65536}\n", "t.yaml:2:23: port must be a number from 1 to 65535"},
		{"targets:\n  a: {start: x, port: 80}\n  b: {start: x, port: 80}\n", "t.yaml:3:3: a and b both have port 80"},
		{"first-port: 65535\ntargets:\n  a: {start: x}\n  b: {start: x}\n", "t.yaml:4:3: b would get port 65536"},
		{"targets:\n  a: {start: x, tls: yes}\n", "t.yaml:2:22: tls is true or false"},
		{"targets:\n  a: {url: x, profile: none.yaml}\n", "t.yaml:2:24: a: profile none.yaml is neither one that ships (rfc, "},
		{"defaults:\n  expected: \"{NAME}.txt\"\ntargets:\n  a: {url: x}\n", "t.yaml:2:13: a: there is no file a.txt, from the folder of this one: an empty one expects nothing"},
		{"targets:\n  a: {start: x, env: {PORT: 1}}\n", "t.yaml:2:23: env can not set \"PORT\""},
		{"targets:\n  a: {start: x, ready: 5}\n", "t.yaml:2:24: \"5\" is no duration"},
		{"targets:\n  a: {start: x, grace: 0s}\n", "t.yaml:2:24: grace must be more than 0"},
		{"targets:\n  a: {start: x, stop: TERMINATE}\n", "t.yaml:2:23: unknown signal \"TERMINATE\": there are TERM, "},
		{"targets:\n  a: {start: x, needs: {b: c}}\n", "t.yaml:2:24: needs must be a list"},
		{"defaults: {url: x}\ntargets:\n  a: {start: x}\n", "t.yaml:1:12: unknown key \"url\""},
		{"site: [none]\ntargets:\n  a: {start: x}\n", "t.yaml:1:7: site: there is no folder none"},
	} {
		_, err := load(t, c.text)
		var mistake *recipe.Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: not one line: %q", c.text, err)
		}
	}
	if _, err := recipe.Load("none.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestSelect(t *testing.T) {
	f, err := load(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	some, err := f.Select([]string{"there", "mine"})
	if err != nil || len(some) != 2 || some[0].Name != "mine" || some[1].Name != "there" {
		t.Errorf("%+v %v", some, err)
	}
	if _, err := f.Select([]string{"tehre"}); err == nil || !strings.Contains(err.Error(), "did you mean there?") {
		t.Errorf("%v", err)
	}
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tool"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	target := recipe.Target{Needs: []string{"tool", "no-such-tool", filepath.Join(dir, "to*"), "/no/such/*", "deb:no-such-package-of-debian"}}
	if got := fmt.Sprint(target.Missing()); got != "[no-such-tool /no/such/* deb:no-such-package-of-debian]" {
		t.Errorf("missing %s", got)
	}
}

func TestMakeSite(t *testing.T) {
	f, err := load(t, complete)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod("cgi/count", 0o700); err != nil {
		t.Fatal(err)
	}
	site := filepath.Join(t.TempDir(), "site")
	if err := f.MakeSite(site, []int{70_001, 3}); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 3, 70_001} {
		text, err := os.ReadFile(filepath.Join(site, "size", fmt.Sprint(size)))
		if err != nil || len(text) != size || slices.ContainsFunc(text, func(b byte) bool { return b != 'x' }) {
			t.Errorf("size %d: %d octets, %v", size, len(text), err)
		}
	}
	if info, err := os.Stat(filepath.Join(site, "cgi/count")); err != nil || info.Mode().Perm()&0o055 != 0o055 {
		t.Errorf("others can not run the copy: %v %v", info, err)
	}
}
