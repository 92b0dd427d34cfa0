package strictyaml_test

import (
	"fmt"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

// read reads a file with a text, a list and a duration.
func read(src string) error {
	r := strictyaml.Reader{File: "t.yaml"}
	top, err := r.Document([]byte(src), "the file")
	if err != nil || top == nil {
		return err
	}
	return r.Fields(top, "the file", []strictyaml.Field{
		{Key: "name", Read: func(n *yaml.Node) error { _, err := r.Text(n, "name", "a word"); return err }},
		{Key: "wait", Read: func(n *yaml.Node) error { _, err := r.Duration(n, "wait", time.Minute); return err }},
		{Key: "all", Read: func(n *yaml.Node) error {
			return r.List(n, "all", func(n *yaml.Node) error { _, err := r.Text(n, "one", "a word"); return err })
		}},
	})
}

// TestMistakes: each says where it is and what to write instead.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", "<nil>"},
		{"---\n# nothing\n", "<nil>"},
		{"name: x\nall: [a, b]\nwait: 1s\n", "<nil>"},
		{"all: a\n", "<nil>"},
		{"name: x\nnmae: y\n", `t.yaml:2:1: unknown key "nmae": did you mean name?`},
		{"zzzzzz: y\n", `t.yaml:1:1: unknown key "zzzzzz": there are name, wait, all`},
		{"name: x\nname: y\n", "t.yaml:2:1: name stands twice, first in line 1: remove one"},
		{"[a]\n", "t.yaml:1:1: the file must be lines of name: value"},
		{"name:\n", "t.yaml:1:6: name needs a word"},
		{"all: [a, [b]]\n", "t.yaml:1:10: one needs a word"},
		{"wait: 2h\n", "t.yaml:1:7: wait must be more than 0 and at most 1m0s, and is 2h0m0s"},
		{"wait: soon\n", `t.yaml:1:7: "soon" is no duration: write a number and a unit, for example 500ms or 2m`},
		{"name: x\n---\nname: y\n", "t.yaml:2:1: the file is one document: remove the line ---"},
	} {
		if got := fmt.Sprint(read(c.src)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}
