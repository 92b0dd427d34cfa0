package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/model"
)

// maxFile bounds a profile, in octets: a path given by mistake may have no end.
const maxFile = 1 << 20

// Error is one mistake in a profile: where it is, what is wrong, and what to do.
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1
	Msg    string
}

// Error returns file:line:column: message.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// Load reads a profile from a YAML file. A mistake in it is an *[Error].
func Load(file string) (Profile, error) {
	f, err := os.Open(file)
	if err != nil {
		return Profile{}, fmt.Errorf("reading the profile: %w", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Profile{}, fmt.Errorf("reading the profile: %w", err)
	}
	if len(src) > maxFile {
		return Profile{}, fmt.Errorf("reading the profile: %s is larger than %d octets, so it can not be one", file, maxFile)
	}
	return Parse(file, src)
}

// Parse reads the text of a profile. File is its name in messages.
func Parse(file string, src []byte) (Profile, error) {
	l := loader{file: file}
	documents, err := l.documents(src)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Name: file, Capabilities: map[model.Handler]string{}}
	if len(documents) == 0 {
		return p, nil
	}
	if len(documents) > 1 {
		return Profile{}, l.fail(documents[1], "a profile is one document: remove the line ---")
	}
	err = l.fields(documents[0].Content[0], "the profile", func(key, value *yaml.Node) error {
		switch key.Value {
		case "host":
			return l.host(&p, value)
		case "capabilities":
			return l.capabilities(&p, value)
		}
		return l.fail(key, "unknown key %q: %s", key.Value, suggest(key.Value, []string{"host", "capabilities"}))
	})
	return p, err
}

type loader struct{ file string }

func (l loader) fail(at *yaml.Node, format string, args ...any) error {
	return &Error{File: l.file, Line: at.Line, Column: at.Column, Msg: fmt.Sprintf(format, args...)}
}

// documents parses the text into nodes, which know where they stand.
func (l loader) documents(src []byte) ([]*yaml.Node, error) {
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
func (l loader) syntax(err error) error {
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
func (l loader) fields(n *yaml.Node, what string, visit func(key, value *yaml.Node) error) error {
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

func (l loader) host(p *Profile, value *yaml.Node) error {
	if value.Kind != yaml.ScalarNode || value.Value == "" {
		return l.fail(value, "host needs a name, for example localhost; remove the line to send that of the URL")
	}
	if err := checkHost(value.Value); err != nil {
		return l.fail(value, "%v", err)
	}
	p.Host = value.Value
	return nil
}

func (l loader) capabilities(p *Profile, n *yaml.Node) error {
	return l.fields(n, "capabilities", func(key, value *yaml.Node) error {
		h, err := capability(key.Value)
		if err != nil {
			return l.fail(key, "%v", err)
		}
		if value.Kind != yaml.ScalarNode || isNull(value) {
			return l.fail(value, "%s needs a path, for example %s", h, Full().Capabilities[h])
		}
		if err := checkPath(h, value.Value); err != nil {
			return l.fail(value, "%v", err)
		}
		p.Capabilities[h] = value.Value
		return nil
	})
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
