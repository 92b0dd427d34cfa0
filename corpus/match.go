package corpus

import (
	"path"
	"strings"
)

// Match tells whether a pattern selects the case. A pattern is
//
//   - the address of a requirement that the case is about: 9112/9.6/response-says-close
//   - the beginning of one: 9112, 9112/9 (with its subsections), 9112/9.6
//   - the name of the case, with the wildcards of [path.Match]: close/behind-*
//   - the beginning of a name, ending in '/': close/
//
// A malformed pattern selects nothing.
func Match(c Case, pattern string) bool {
	for _, address := range c.About {
		if within(address, strings.TrimSuffix(pattern, "/")) {
			return true
		}
	}
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(c.Name, pattern)
	}
	ok, err := path.Match(pattern, c.Name)
	return err == nil && ok
}

// within tells whether prefix names the requirement, its section, or a section above it.
func within(address, prefix string) bool {
	rest, ok := strings.CutPrefix(address, prefix)
	if !ok || prefix == "" {
		return false
	}
	inSection := strings.Count(prefix, "/") == 1 && strings.HasPrefix(rest, ".")
	return rest == "" || rest[0] == '/' || inSection
}
