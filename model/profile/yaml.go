package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"go.yaml.in/yaml/v4"
)

// place is where something was written down.
type place struct {
	file         string
	line, column int
}

func (p place) String() string { return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column) }

func (l *loader) place(n *yaml.Node) place { return place{l.file, n.Line, n.Column} }

func (l *loader) fail(at *yaml.Node, format string, args ...any) error {
	return l.place(at).fail(format, args...)
}

func (p place) fail(format string, args ...any) error {
	return &Error{File: p.file, Line: p.line, Column: p.column, Msg: fmt.Sprintf(format, args...)}
}

// documents parses the text into nodes, which know where they stand.
func (l *loader) documents(src []byte) ([]*yaml.Node, error) {
	reader, err := yaml.NewLoader(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("reading the profile: %w", err)
	}
	var all []*yaml.Node
	for {
		n := new(yaml.Node)
		err := reader.Load(n)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, l.syntax(err)
		}
		if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
			all = append(all, n)
		}
	}
}

// syntax says where the text stops being YAML.
func (l *loader) syntax(err error) error {
	at := &yaml.Node{Line: 1, Column: 1}
	msg := err.Error()
	var e *yaml.LoadError
	if errors.As(err, &e) {
		msg = e.Message
		if e.Mark.Line > 0 {
			at.Line, at.Column = e.Mark.Line, max(e.Mark.Column, 1)
		}
	}
	return l.fail(at, "not YAML: %s; write one name: value on each line, and quote values with special characters", msg)
}

// fields calls visit with each key and value of a mapping.
func (l *loader) fields(n *yaml.Node, what string, visit func(key, value *yaml.Node) error) error {
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return l.fail(n, "%s must be lines of name: value", what)
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if first, twice := seen[key.Value]; twice {
			return l.fail(key, "%s stands twice, first in line %d: remove one", key.Value, first)
		}
		seen[key.Value] = key.Line
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}

// list calls visit with each item of a list. A single value is a list of one.
func (l *loader) list(n *yaml.Node, what string, visit func(*yaml.Node) error) error {
	switch {
	case isNull(n):
		return nil
	case n.Kind == yaml.ScalarNode || n.Kind == yaml.MappingNode:
		return visit(n)
	case n.Kind != yaml.SequenceNode:
		return l.fail(n, "%s must be a list: [a, b], or one - item on each line", what)
	}
	for _, item := range n.Content {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}

// text returns a value that is one word or sentence.
func (l *loader) text(n *yaml.Node, what, example string) (string, error) {
	if n.Kind != yaml.ScalarNode || isNull(n) || n.Value == "" {
		return "", l.fail(n, "%s needs %s", what, example)
	}
	return n.Value, nil
}

// maxPatience bounds what a tester waits for.
const maxPatience = time.Hour

func (l *loader) duration(n *yaml.Node, what string) (time.Duration, error) {
	text, err := l.text(n, what, "a duration, for example 500ms")
	if err != nil {
		return 0, err
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, l.fail(n, "%q is no duration: write a number and a unit, for example 500ms or 2m", text)
	case d <= 0 || d > maxPatience:
		return 0, l.fail(n, "%s must be more than 0 and at most %v, and is %v", what, maxPatience, d)
	}
	return d, nil
}

// named finds what a word is the name of.
func named[T any](l *loader, n *yaml.Node, what string, parse func(string) (T, bool), names []string) (v T, err error) {
	word, err := l.text(n, "each "+what, "its name")
	if err != nil {
		return v, err
	}
	v, ok := parse(word)
	if !ok {
		return v, l.fail(n, "unknown %s %q: %s", what, word, suggest(word, names))
	}
	return v, nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
