package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/nearest"
)

// Reader reads one file. It holds nothing but its name, and may be copied.
type Reader struct {
	File string // as messages name it
}

// Field is one key that a mapping may have.
type Field struct {
	Key  string
	Read func(*yaml.Node) error
}

// documents parses the text; empty documents are left out.
func (r Reader) documents(src []byte) ([]*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", r.File, err)
	}
	var all []*yaml.Node
	for {
		n := new(yaml.Node)
		err := loader.Load(n)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, r.syntax(err)
		}
		if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
			all = append(all, n)
		}
	}
}

// Document parses a text that is at most one document and returns its top; nil when it holds nothing. What
// names the file in the message, for example "a profile".
func (r Reader) Document(src []byte, what string) (*yaml.Node, error) {
	all, err := r.documents(src)
	switch {
	case err != nil || len(all) == 0:
		return nil, err
	case len(all) > 1:
		return nil, r.Fail(all[1], "%s is one document: remove the line ---", what)
	}
	return all[0].Content[0], nil
}

// syntax says where the text stops being YAML.
func (r Reader) syntax(err error) error {
	at, msg := &yaml.Node{}, err.Error()
	var e *yaml.LoadError
	if errors.As(err, &e) {
		at.Line, at.Column, msg = e.Mark.Line, e.Mark.Column, e.Message
	}
	return r.Fail(at, "not YAML: %s; write one name: value on each line, and quote values with special characters", msg)
}

// Fields reads a mapping with these keys.
func (r Reader) Fields(n *yaml.Node, what string, known []Field) error {
	return r.Entries(n, what, func(key, value *yaml.Node) error {
		var names []string
		for _, f := range known {
			if f.Key == key.Value {
				return f.Read(value)
			}
			names = append(names, f.Key)
		}
		return r.Fail(key, "unknown key %q: %s", key.Value, Suggest(key.Value, names))
	})
}

// Entries calls visit with each key and value of a mapping, in their order.
func (r Reader) Entries(n *yaml.Node, what string, visit func(key, value *yaml.Node) error) error {
	if IsNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return r.Fail(n, "%s must be lines of name: value", what)
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if first, twice := seen[key.Value]; twice {
			return r.Fail(key, "%s stands twice, first in line %d: remove one", key.Value, first)
		}
		seen[key.Value] = key.Line
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}

// List calls visit with each item of a list. A single value is a list of one.
func (r Reader) List(n *yaml.Node, what string, visit func(*yaml.Node) error) error {
	switch {
	case IsNull(n):
		return nil
	case n.Kind == yaml.ScalarNode || n.Kind == yaml.MappingNode:
		return visit(n)
	case n.Kind != yaml.SequenceNode:
		return r.Fail(n, "%s must be a list: [a, b], or one - item on each line", what)
	}
	for _, item := range n.Content {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}

// Text returns a value that is one word or sentence. Want ends the message "what needs want".
func (r Reader) Text(n *yaml.Node, what, want string) (string, error) {
	if n.Kind != yaml.ScalarNode || IsNull(n) || n.Value == "" {
		return "", r.Fail(n, "%s needs %s", what, want)
	}
	return n.Value, nil
}

// Duration returns a time that is more than 0 and at most most.
func (r Reader) Duration(n *yaml.Node, what string, most time.Duration) (time.Duration, error) {
	text, err := r.Text(n, what, "a duration, for example 500ms")
	if err != nil {
		return 0, err
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, r.Fail(n, "%q is no duration: write a number and a unit, for example 500ms or 2m", text)
	case d <= 0 || d > most:
		return 0, r.Fail(n, "%s must be more than 0 and at most %v, and is %v", what, most, d)
	}
	return d, nil
}

// Suggest returns the next step for a word that is not known: the candidate that it was
// probably meant to be, or else all of them.
func Suggest(word string, candidates []string) string {
	if best := nearest.Of(word, candidates); best != "" {
		return "did you mean " + best + "?"
	}
	return "there are " + strings.Join(candidates, ", ")
}

// IsNull tells whether nothing was written behind a key.
func IsNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
