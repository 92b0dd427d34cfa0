package profile

import (
	"maps"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// placeholders are what a path must hold for the capabilities that take an argument.
var placeholders = map[model.Handler]string{
	model.Slow: "{ms}", model.Size: "{bytes}", model.Count: "{key}",
}

// Default returns the profile of a target of which nothing is known.
func Default() Profile {
	return Profile{Capabilities: map[model.Handler]string{model.Answer: "/"}}
}

// Full returns the profile of the built-in handler, which has every capability.
func Full() Profile {
	return Profile{Capabilities: map[model.Handler]string{
		model.Answer: "/", model.Slow: "/slow?ms={ms}", model.Read: "/read", model.Echo: "/echo",
		model.Ignore: "/ignore", model.Size: "/size?bytes={bytes}", model.Stream: "/stream",
		model.Closing: "/close", model.NoContent: "/no-content", model.NotModified: "/not-modified",
		model.Count: "/count?key={key}",
	}}
}

// With returns the profile with one more capability, or another path for it.
func (p Profile) With(h model.Handler, path string) Profile {
	capabilities := map[model.Handler]string{h: path}
	for old, at := range p.Capabilities {
		if old != h {
			capabilities[old] = at
		}
	}
	p.Capabilities = capabilities
	return p
}

// Over returns the profile, completed by what only base says.
func (p Profile) Over(base Profile) Profile {
	capabilities := maps.Clone(base.Capabilities)
	if capabilities == nil {
		capabilities = map[model.Handler]string{}
	}
	maps.Copy(capabilities, p.Capabilities)
	p.Capabilities = capabilities
	if p.Host == "" {
		p.Host = base.Host
	}
	return p
}

// Has tells whether the target is known to have the capability.
func (p Profile) Has(h model.Handler) bool {
	_, has := p.Capabilities[h]
	return has || h == model.Answer
}

// Missing returns which of the capabilities the target is not known to have.
func (p Profile) Missing(needs []model.Handler) []model.Handler {
	var missing []model.Handler
	for _, h := range needs {
		if !p.Has(h) {
			missing = append(missing, h)
		}
	}
	return missing
}

// Path returns the path of a capability that the target has. Arg is milliseconds
// for Slow and octets for Size; key is for Count, and must need no escaping in a URL.
func (p Profile) Path(h model.Handler, arg int, key string) string {
	template, has := p.Capabilities[h]
	if !has && h == model.Answer {
		return "/"
	}
	switch h {
	case model.Slow, model.Size:
		return strings.ReplaceAll(template, placeholders[h], strconv.Itoa(arg))
	case model.Count:
		return strings.ReplaceAll(template, placeholders[h], key)
	}
	return template
}
