package wire

import "bytes"

// Form is the form of a request-target (RFC 9112, section 3.2).
type Form uint8

const (
	OriginForm    Form = iota // "/path?query"
	AbsoluteForm              // "http://host/path"
	AuthorityForm             // "host:port", of CONNECT
	AsteriskForm              // "*", of OPTIONS
)

// targetForm tells the form of a request-target and where in it the authority
// lies (to is 0 where there is none).
func targetForm(method, target []byte, unescaped bool) (form Form, from, to int, ok bool) {
	switch {
	case len(target) == 0:
		return 0, 0, 0, false
	case string(method) == "CONNECT":
		return AuthorityForm, 0, len(target), validConnect(target)
	case target[0] == '/':
		return OriginForm, 0, 0, validPath(target, unescaped)
	case len(target) == 1 && target[0] == '*':
		return AsteriskForm, 0, 0, string(method) == "OPTIONS"
	}
	from, to, ok = absoluteURI(target, unescaped)
	return AbsoluteForm, from, to, ok
}

// absoluteURI checks absolute-URI (RFC 3986, section 4.3) with an authority. One
// without names nothing that HTTP serves, and "host:80" would pass for one,
// though authority-form belongs to CONNECT. An http or https URI needs a host
// (RFC 9110, section 4.2.1), and userinfo is refused, because it disguises the
// host more often than not (section 4.2.4).
func absoluteURI(target []byte, unescaped bool) (from, to int, ok bool) {
	scheme, rest, ok := bytes.Cut(target, []byte("://"))
	if !ok || !validScheme(scheme) {
		return 0, 0, false
	}
	from = len(target) - len(rest)
	to = len(target)
	if i := bytes.IndexAny(rest, "/?"); i >= 0 {
		to = from + i
	}
	host, _, ok := splitHost(target[from:to])
	web := equalFold(scheme, "http") || equalFold(scheme, "https")
	if !ok || web && len(host) == 0 || !validPath(target[to:], unescaped) {
		return 0, 0, false
	}
	return from, to, true
}

// validScheme checks the scheme of a URI (RFC 3986, section 3.1).
func validScheme(scheme []byte) bool {
	for i, c := range scheme {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !is(c, digitOctet) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return len(scheme) > 0
}

// validPath checks path and query (RFC 3986, sections 3.3 and 3.4).
func validPath(b []byte, unescaped bool) bool {
	if unescaped {
		return all(b, pathOctet|unescapedOctet)
	}
	return all(b, pathOctet) && validEscapes(b)
}

// validEscapes checks that two hexadecimal digits follow each "%".
func validEscapes(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '%')
		if i < 0 {
			return true
		}
		b = b[i+1:]
		if len(b) < 2 || !all(b[:2], hexOctet) {
			return false
		}
	}
}

// validConnect checks uri-host ":" port with a port that can be dialled (RFC
// 9112, section 3.2.3; RFC 9110, section 9.3.6).
func validConnect(target []byte) bool {
	host, port, ok := splitHost(target)
	if !ok || len(host) == 0 || len(port) == 0 {
		return false
	}
	number := 0
	for _, c := range port {
		number = min(number*10+int(c-'0'), 1<<16)
	}
	return number > 0 && number < 1<<16
}
