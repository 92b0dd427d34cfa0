package profile

import (
	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

func (l *loader) host(p *Profile, value *yaml.Node) error {
	if value.Kind != yaml.ScalarNode || value.Value == "" {
		return l.Fail(value, "host needs a name, for example localhost; remove the line to send that of the URL")
	}
	if err := checkHost(value.Value); err != nil {
		return l.Fail(value, "%v", err)
	}
	p.Host = value.Value
	return nil
}

func (l *loader) capabilities(p *Profile, n *yaml.Node) error {
	return l.Entries(n, "capabilities", func(key, value *yaml.Node) error {
		h, err := capability(key.Value)
		if err != nil {
			return l.Fail(key, "%v", err)
		}
		if value.Kind != yaml.ScalarNode || strictyaml.IsNull(value) {
			return l.Fail(value, "%s needs a path, for example %s", h, Full().Capabilities[h])
		}
		if err := checkPath(h, value.Value); err != nil {
			return l.Fail(value, "%v", err)
		}
		p.Capabilities[h] = value.Value
		return nil
	})
}
