package recipe

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

// Error is one mistake in a file of targets: where it is, what is wrong, and what to do.
type Error = strictyaml.Error

// reader reads one file.
type reader struct {
	strictyaml.Reader
	folder string // absolute
}

// document parses the text, which has to hold something.
func (r *reader) document(src []byte) (*yaml.Node, error) {
	top, err := r.Document(src, "the file")
	if err == nil && top == nil {
		err = r.Fail(&yaml.Node{}, "no target: write targets: and, below it, one name: for each server")
	}
	return top, err
}

// texts reads a list of words. A single value is a list of one.
func (r *reader) texts(n *yaml.Node, what, example string, into *[]string) error {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.AliasNode {
		return r.Fail(n, "%s must be a list, for example %s", what, example)
	}
	if strictyaml.IsNull(n) {
		return r.text(n, what, example, new(string))
	}
	all := []string{}
	err := r.List(n, what, func(item *yaml.Node) error {
		var word string
		err := r.text(item, what, example, &word)
		all = append(all, word)
		return err
	})
	*into = all
	return err
}

// text reads a value that is one word or sentence.
func (r *reader) text(n *yaml.Node, what, example string, into *string) error {
	text, err := r.Text(n, what, "a value, for example "+example)
	if err != nil {
		return err
	}
	if unknown := unknownPlaceholder(text); unknown != "" {
		return r.Fail(n, "nothing is filled in for %s in %s: there are %s", unknown, what, strings.Join(placeholders, ", "))
	}
	*into = text
	return nil
}

// longest bounds what somebody waits for a server.
const longest = time.Hour

func (r *reader) duration(n *yaml.Node, what string, into *time.Duration) error {
	d, err := r.Duration(n, what, longest)
	if err == nil {
		*into = d
	}
	return err
}
