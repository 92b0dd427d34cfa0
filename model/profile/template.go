package profile

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// ParseCapability reads name=path, as given to --capability, for example
// echo=/echo or slow=/wait?ms={ms}.
func ParseCapability(text string) (model.Handler, string, error) {
	name, path, ok := strings.Cut(text, "=")
	if !ok {
		return model.Unknown, "", fmt.Errorf("capability %q has no path: write it as name=/path, for example echo=/echo", text)
	}
	h, err := capability(name)
	if err != nil {
		return model.Unknown, "", err
	}
	return h, path, checkPath(h, path)
}

// capability finds the capability of that name.
func capability(name string) (model.Handler, error) {
	h, ok := model.ParseHandler(name)
	if !ok {
		var names []string
		for _, h := range model.Handlers() {
			names = append(names, h.String())
		}
		return model.Unknown, fmt.Errorf("unknown capability %q: %s", name, suggest(name, names))
	}
	return h, nil
}

// checkPath checks that path can be a request-target in origin-form (RFC 9112,
// section 3.2.1) and holds the placeholder of the capability, and no other.
func checkPath(h model.Handler, path string) error {
	if !strings.HasPrefix(path, "/") {
		return fmt.Errorf("the path of %s must begin with /, and is %q", h, path)
	}
	plain, need := path, placeholders[h]
	if need != "" {
		plain = strings.ReplaceAll(path, need, "")
		if plain == path {
			return fmt.Errorf("the path of %s needs %s where the argument goes, for example %s",
				h, need, Full().Capabilities[h])
		}
	}
	if i := strings.IndexFunc(plain, notInTarget); i >= 0 {
		bad := plain[i:]
		if end := strings.IndexByte(bad, '}'); bad[0] == '{' && end > 0 {
			return fmt.Errorf("the path of %s holds %s, which is not filled in for it: %s", h, bad[:end+1], filledIn(need))
		}
		return fmt.Errorf("the path of %s holds %q, which no URL may: percent-encode it", h, []rune(bad)[0])
	}
	return nil
}

func filledIn(need string) string {
	if need == "" {
		return "write the path out"
	}
	return "only " + need + " is"
}

func notInTarget(c rune) bool {
	return c <= ' ' || c > '~' || strings.ContainsRune("\"#<>[\\]^`{|}", c)
}

// checkHost checks a value for the Host field. It is not parsed further: whoever
// wants to send a strange one may.
func checkHost(host string) error {
	for _, c := range host {
		if c <= ' ' || c > '~' {
			return fmt.Errorf("host holds %q: write a host name, with :port if it needs one", c)
		}
	}
	return nil
}
