package profile_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

const complete = `# where the handlers are
host: example.test:8080   # behind a proxy
capabilities:
  answer: /hello
  slow: /slow?ms={ms}
  size: "/octets/{bytes}"
  count: /count?key={key}&again={key}
`

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "profile.yaml")
	if err := os.WriteFile(file, []byte(complete), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := profile.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if p.Host != "example.test:8080" || p.Name != file {
		t.Errorf("host %q, name %q", p.Host, p.Name)
	}
	for _, c := range []struct {
		h    model.Handler
		arg  int
		want string
	}{
		{model.Answer, 0, "/hello"},
		{model.Slow, 300, "/slow?ms=300"},
		{model.Size, 70000, "/octets/70000"},
		{model.Count, 0, "/count?key=k1&again=k1"},
	} {
		if got := p.Path(c.h, c.arg, "k1"); got != c.want {
			t.Errorf("path of %v is %q, want %q", c.h, got, c.want)
		}
	}
	needs := []model.Handler{model.Slow, model.Echo, model.Answer, model.Stream}
	if got := fmt.Sprint(p.Missing(needs)); got != "[echo stream]" {
		t.Errorf("missing %s", got)
	}
}

func TestMistakesSayWhereAndWhatToDo(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"capabilities:\n  eco: /echo\n", "p.yaml:2:3: unknown capability \"eco\": did you mean echo?"},
		{"capabilities:\n  xyzzy-plugh: /\n", "p.yaml:2:3: unknown capability \"xyzzy-plugh\": there are answer, slow, "},
		{"hosts: x\n", "p.yaml:1:1: unknown key \"hosts\": did you mean host?"},
		{"capabilities:\n  slow: /slow\n", "p.yaml:2:9: the path of slow needs {ms} where the argument goes, for example /slow?ms={ms}"},
		{"capabilities:\n  echo: /e/{ms}\n", "p.yaml:2:9: the path of echo holds {ms}, which is not filled in for it: write the path out"},
		{"capabilities:\n  slow: /e/{ms}{key}\n", "p.yaml:2:9: the path of slow holds {key}, which is not filled in for it: only {ms} is"},
		{"capabilities:\n  echo: echo\n", "p.yaml:2:9: the path of echo must begin with /"},
		{"capabilities:\n  echo: /a b\n", "p.yaml:2:9: the path of echo holds ' ', which no URL may: percent-encode it"},
		{"capabilities:\n  echo: /\u00fc\n", "p.yaml:2:9: the path of echo holds 'ü'"},
		{"capabilities:\n  echo:\n", "echo needs a path, for example /echo"},
		{"capabilities:\n  echo: [/a]\n", "p.yaml:2:9: echo needs a path"},
		{"capabilities:\n  echo: &x /a\n  read: *x\n", "p.yaml:3:9: read needs a path"},
		{"capabilities: /echo\n", "p.yaml:1:15: capabilities must be lines of name: value"},
		{"capabilities:\n  echo: /a\n  echo: /b\n", "p.yaml:3:3: echo stands twice, first in line 2: remove one"},
		{"host: \"a b\"\n", "p.yaml:1:7: host holds ' '"},
		{"host: {}\n", "p.yaml:1:7: host needs a name"},
		{"- answer\n", "p.yaml:1:1: the profile must be lines of name: value"},
		{"host: a: b\n", "p.yaml:1:8: not YAML: mapping values are not allowed in this context"},
		{"host: \x00\n", "p.yaml:1:1: not YAML: control characters are not allowed"},
		{"host: a\n---\nhost: b\n", ": a profile is one document: remove the line ---"},
	} {
		_, err := profile.Parse("p.yaml", []byte(c.text))
		var mistake *profile.Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "\n") || mistake.Line < 1 || mistake.Column < 1 {
			t.Errorf("%q: not one line with a position: %q", c.text, err)
		}
	}
}

func TestEmptyFilesKnowNothing(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "capabilities:\n", "---\n"} {
		p, err := profile.Parse("p.yaml", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if p.Has(model.Echo) || !p.Has(model.Answer) || p.Path(model.Answer, 0, "") != "/" {
			t.Errorf("%q: %+v", text, p)
		}
	}
}

func TestLoadFails(t *testing.T) {
	if _, err := profile.Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := profile.Load(large); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("large file: %v", err)
	}
}

func TestParseCapability(t *testing.T) {
	h, path, err := profile.ParseCapability("slow=/wait?a=b&ms={ms}")
	if h != model.Slow || path != "/wait?a=b&ms={ms}" || err != nil {
		t.Errorf("%v %q %v", h, path, err)
	}
	for text, want := range map[string]string{
		"echo":       "write it as name=/path",
		"ecoh=/echo": "did you mean echo?",
		"size=/size": "needs {bytes}",
		"echo=":      "must begin with /",
	} {
		if _, _, err := profile.ParseCapability(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestOverAndWithLeaveTheirOperandsAlone(t *testing.T) {
	base := profile.Default().With(model.Answer, "/base")
	p := profile.Profile{Host: "h"}.With(model.Echo, "/echo").Over(base).With(model.Echo, "/other")
	if p.Path(model.Answer, 0, "") != "/base" || p.Path(model.Echo, 0, "") != "/other" || p.Host != "h" {
		t.Errorf("%+v", p)
	}
	if base.Has(model.Echo) || profile.Default().Path(model.Answer, 0, "") != "/" {
		t.Error("a profile was changed in place")
	}
}

// The built-in handler and the profile for it are written down in two packages,
// because this one is linked into fuzzers and must not bring net/http along.
func TestFullIsTheBuiltInHandler(t *testing.T) {
	if !maps.Equal(profile.Full().Capabilities, capable.Paths()) {
		t.Errorf("profile %v, handler %v", profile.Full().Capabilities, capable.Paths())
	}
}

// The profiles in the repository are good.
func TestProfilesOfTheRealServers(t *testing.T) {
	files, _ := filepath.Glob("../../deploy/targets/*/profile.yaml")
	if len(files) == 0 {
		t.Fatal("no profile found")
	}
	for _, file := range files {
		if _, err := profile.Load(file); err != nil {
			t.Error(err)
		}
	}
}

func ExampleParseCapability() {
	h, path, _ := profile.ParseCapability("slow=/wait?ms={ms}")
	p := profile.Default().With(h, path)
	fmt.Println(p.Path(model.Slow, 300, ""))
	// Output: /wait?ms=300
}
