package profile

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
)

// Profile is where the handlers of a target are. The zero value knows none.
type Profile struct {
	Host         string // Host field to send; empty for the authority of the URL
	Capabilities map[model.Handler]string
}

// Default expects only that GET on path is answered.
func Default(path string) Profile {
	if path == "" {
		path = "/"
	}
	return Profile{Capabilities: map[model.Handler]string{model.Answer: path}}
}

// Full has every capability, at the paths of the built-in server.
func Full() Profile { return Profile{Capabilities: capable.Paths()} }

// placeholders are what a path takes its argument by.
var placeholders = map[model.Handler]string{model.Slow: "{ms}", model.Size: "{bytes}", model.Count: "{key}"}

// With returns the profile with one more capability. It fails when the path is
// not absolute or lacks the placeholder of its argument.
func (p Profile) With(h model.Handler, path string) (Profile, error) {
	if !strings.HasPrefix(path, "/") {
		return p, fmt.Errorf("the path of %s is %q; it has to begin with /", h, path)
	}
	if i := strings.IndexFunc(path, func(r rune) bool { return r <= ' ' || r >= 0x7f }); i >= 0 {
		return p, fmt.Errorf("the path of %s holds %q; percent-encode it", h, path[i])
	}
	if mark := placeholders[h]; mark != "" && !strings.Contains(path, mark) {
		return p, fmt.Errorf("the path of %s is %q; it needs %s where its argument goes", h, path, mark)
	}
	all := maps.Clone(p.Capabilities)
	if all == nil {
		all = map[model.Handler]string{}
	}
	all[h] = path
	p.Capabilities = all
	return p, nil
}

// WithFlag returns the profile with a capability written as name=/path.
func (p Profile) WithFlag(s string) (Profile, error) {
	name, path, ok := strings.Cut(s, "=")
	if !ok {
		return p, fmt.Errorf("capability %q: write it as name=/path, for example echo=/echo", s)
	}
	h, ok := model.ParseHandler(name)
	if !ok {
		return p, unknown(name)
	}
	return p.With(h, path)
}

// unknown names the capabilities that there are.
func unknown(name string) error {
	var names []string
	for _, h := range model.Handlers() {
		names = append(names, h.String())
	}
	return fmt.Errorf("unknown capability %q; there are %s", name, strings.Join(names, ", "))
}

// Path returns the request-target of a capability. arg is milliseconds for Slow and
// octets for Size; key tells apart the counters of Count.
func (p Profile) Path(h model.Handler, arg int, key string) string {
	return strings.NewReplacer("{ms}", strconv.Itoa(arg), "{bytes}", strconv.Itoa(arg), "{key}", key).Replace(p.Capabilities[h])
}

// Lacking returns which of the needs the target has no handler for.
func (p Profile) Lacking(needs []model.Handler) (missing []model.Handler) {
	for _, h := range needs {
		if p.Capabilities[h] == "" {
			missing = append(missing, h)
		}
	}
	return missing
}
