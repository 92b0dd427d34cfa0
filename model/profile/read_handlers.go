package profile

import (
	"go.yaml.in/yaml/v4"
)

func (l *loader) host(p *Profile, value *yaml.Node) error {
	if value.Kind != yaml.ScalarNode || value.Value == "" {
		return l.fail(value, "host needs a name, for example localhost; remove the line to send that of the URL")
	}
	if err := checkHost(value.Value); err != nil {
		return l.fail(value, "%v", err)
	}
	p.Host = value.Value
	return nil
}

func (l *loader) capabilities(p *Profile, n *yaml.Node) error {
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
