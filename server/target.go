package server

import (
	"net/url"
	"strings"

	"github.com/hangup-http/hangup/server/wire"
)

// target parses a request-target as net/http does.
func (e *exchange) target(form wire.Form, target string) *url.URL {
	if form == wire.AuthorityForm {
		e.url.Host = target
		return &e.url
	}
	if form == wire.OriginForm && plainTarget(target, &e.url) {
		return &e.url
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil
	}
	return u
}

// plainTarget parses a request-target whose path is written in the one way that there
// is for it; false for all others. What it does not set is empty.
func plainTarget(target string, u *url.URL) bool {
	path, query, _ := strings.Cut(target, "?")
	if len(path) < len(target) && query == "" {
		return false
	}
	for i := range len(path) {
		if !plainInPath[path[i]] {
			return false
		}
	}
	for i := range len(query) {
		if query[i] <= ' ' || query[i] == 0x7f || query[i] == '#' {
			return false
		}
	}
	u.Path, u.RawQuery = path, query
	return true
}

// plainInPath are the octets that package url never escapes in a path.
var plainInPath = func() (plain [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/" {
		plain[c] = true
	}
	return plain
}()
