package profile_test

import (
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/profile"
	"github.com/hangup-http/hangup/model"
)

func TestParse(t *testing.T) {
	p, err := profile.Parse("p.yaml", []byte("host: example\ncapabilities:\n  slow: /wait?ms={ms}\n"), profile.Default("/"))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Path(model.Slow, 300, ""); got != "/wait?ms=300" {
		t.Errorf("path of slow:300 is %q", got)
	}
	if got := p.Path(model.Answer, 0, ""); got != "/" {
		t.Errorf("the answer path of the base is lost: %q", got)
	}
	if missing := p.Lacking([]model.Handler{model.Slow, model.Echo}); len(missing) != 1 || missing[0] != model.Echo {
		t.Errorf("lacking %v", missing)
	}
}

// TestParseErrors: each message names the place and the next step.
func TestParseErrors(t *testing.T) {
	for src, want := range map[string]string{
		"capabilities:\n  ecco: /echo\n":    `p.yaml:2:3: unknown capability "ecco"; there are answer,`,
		"capabilities:\n  slow: /slow\n":    `p.yaml:2:9: the path of slow is "/slow"; it needs {ms}`,
		"capabilities:\n  echo: echo\n":     `p.yaml:2:9: the path of echo is "echo"; it has to begin with /`,
		"paths:\n  echo: /echo\n":           `p.yaml:1:1: unknown key "paths"`,
		"capabilities: /echo\n":             `p.yaml:1:15: capabilities is a mapping`,
		"":                                  `p.yaml:1:1: the profile is empty`,
		"capabilities:\n  answer: \"/a b\"": `percent-encode`,
		"a: [":                              `p.yaml: `,
	} {
		if _, err := profile.Parse("p.yaml", []byte(src), profile.Profile{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", src, err, want)
		}
	}
}

func TestWithFlag(t *testing.T) {
	p, err := profile.Default("/").WithFlag("echo=/e?x=1")
	if err != nil || p.Path(model.Echo, 0, "") != "/e?x=1" {
		t.Errorf("%v %v", p, err)
	}
	for _, bad := range []string{"echo", "ecco=/", "size=/big"} {
		if _, err := p.WithFlag(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
