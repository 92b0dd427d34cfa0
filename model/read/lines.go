package read

import (
	"bytes"
	"strings"
)

// line is one line of a head without its terminator.
type line struct {
	text   string
	bareLF bool // it ended in LF alone
	bareCR bool // it held a CR that no LF followed; each is read as SP
}

// cutLine takes one line off buf. ok is false while its LF has not come.
func cutLine(buf []byte) (l line, rest []byte, ok bool) {
	i := bytes.IndexByte(buf, '\n')
	if i < 0 {
		return line{}, buf, false
	}
	text := buf[:i]
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	} else {
		l.bareLF = true
	}
	l.bareCR = bytes.IndexByte(text, '\r') >= 0
	l.text = strings.ReplaceAll(string(text), "\r", " ")
	return l, buf[i+1:], true
}

// tchar tells whether c may stand in a token (RFC 9110, section 5.6.2).
func tchar(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// token tells whether s is a token.
func token(s string) bool {
	for i := range len(s) {
		if !tchar(s[i]) {
			return false
		}
	}
	return s != ""
}

// controls tells whether s holds control characters other than HTAB.
func controls(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

// digits tells whether s is one or more decimal digits.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// trim removes optional whitespace (OWS) from both ends.
func trim(s string) string { return strings.Trim(s, " \t") }

// field is one field line, folds joined with SP.
type field struct{ name, value string }

// fields is a field section in its order.
type fields []field

// values returns the values of all lines with that name.
func (f fields) values(name string) (all []string) {
	for _, l := range f {
		if strings.EqualFold(l.name, name) {
			all = append(all, l.value)
		}
	}
	return all
}

// list returns the members of a comma-separated list over all lines of that name, empty ones dropped.
func (f fields) list(name string) (members []string) {
	for _, v := range f.values(name) {
		for m := range strings.SplitSeq(v, ",") {
			if m = trim(m); m != "" {
				members = append(members, m)
			}
		}
	}
	return members
}

// has tells whether the list under that name has the member, in any case.
func (f fields) has(name, member string) bool {
	for _, m := range f.list(name) {
		if strings.EqualFold(m, member) {
			return true
		}
	}
	return false
}
