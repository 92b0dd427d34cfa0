package profile

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/model"
)

// Load reads a profile from a YAML file. What the file does not name stays as in
// base. Errors name file, line and column.
func Load(file string, base Profile) (Profile, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return base, fmt.Errorf("reading the profile: %w", err)
	}
	return Parse(file, src, base)
}

// Parse reads a profile from src; file is its name in messages.
func Parse(file string, src []byte, base Profile) (Profile, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return base, fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 {
		return base, fmt.Errorf("%s:1:1: the profile is empty; it needs a key \"capabilities\"", file)
	}
	var problems []error
	fail := func(n *yaml.Node, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s:%d:%d: %s", file, n.Line, n.Column, fmt.Sprintf(format, args...)))
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		fail(root, "a profile is a mapping with the keys host and capabilities")
		return base, errors.Join(problems...)
	}
	p := base
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch key.Value {
		case "host":
			if value.Kind != yaml.ScalarNode || strings.ContainsAny(value.Value, " \r\n/") {
				fail(value, "host is one host, with a port where it needs one")
				continue
			}
			p.Host = value.Value
		case "capabilities":
			p = capabilities(p, value, fail)
		default:
			fail(key, "unknown key %q; a profile has host and capabilities", key.Value)
		}
	}
	return p, errors.Join(problems...)
}

// capabilities reads the mapping from capability to path.
func capabilities(p Profile, n *yaml.Node, fail func(*yaml.Node, string, ...any)) Profile {
	if n.Kind != yaml.MappingNode {
		fail(n, "capabilities is a mapping from capability to path, for example \"echo: /echo\"")
		return p
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		h, ok := model.ParseHandler(key.Value)
		if !ok {
			fail(key, "%v", unknown(key.Value))
			continue
		}
		next, err := p.With(h, value.Value)
		if err != nil {
			fail(value, "%v", err)
			continue
		}
		p = next
	}
	return p
}
