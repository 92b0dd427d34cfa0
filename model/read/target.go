package read

import (
	"strings"

	"github.com/hangup-http/hangup/model"
)

// readTarget remarks what a server may or must refuse about the request-target (RFC
// 9112, section 3.2). A target of the wrong form for its method, of another scheme
// than http, or with octets that only some servers take matches the grammar of some
// form, or nearly so: such a request may be served and may be refused.
func (h *head) readTarget() {
	connect, path := h.method == "CONNECT", strings.HasPrefix(h.target, "/")
	switch t := h.target; {
	case connect && authorityForm(t) != invalid:
		h.readConnect()
	case t == "*" && h.method == "OPTIONS":
	case path && !connect && pathAndQuery(t):
	case webURI(t) && !connect && !h.usual():
		h.remark(model.Odd) // a method that is not implemented may be refused, in whatever form its target is
	case webURI(t) && !connect:
		h.remark(model.AbsoluteForm)
	case t == "*", path, hasScheme(t), authorityForm(t) != invalid && authority(t) != invalid:
		h.remark(model.Odd)
	default:
		h.remark(model.BadRequestLine)
		h.broken = true
	}
}

// readConnect reads the target of CONNECT: a server must refuse a port to which it
// cannot connect (RFC 9110, section 9.3.6).
func (h *head) readConnect() {
	_, port, _ := cutPort(h.target)
	switch {
	case badPort(port):
		h.remark(model.BadPort)
	case authorityForm(h.target) == unusual:
		h.remark(model.Odd)
	default:
		h.remark(model.Connect)
	}
}

// authorityForm reads uri-host ":" port (RFC 9112, section 3.2.3), whatever the port may be.
func authorityForm(s string) fitness {
	host, _, ok := cutPort(s)
	if !ok {
		return invalid
	}
	return uriHost(host)
}

// hasScheme tells whether s begins like an absolute-URI, which may go on without
// "//" (RFC 3986, sections 3.1 and 4.3).
func hasScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	return ok && scheme != "" && made(scheme, "+-.") && made(scheme[:1], "") && !digits(scheme[:1])
}

// webURI tells whether s is an http URI that every server has to accept (RFC 9112,
// section 3.2.2; RFC 9110, section 4.2.1). An https URI is to be refused, where the
// connection is not secured (RFC 9110, section 7.4), and userinfo may be (section 4.2.4).
func webURI(s string) bool {
	end := pathAt(s)
	return end > 0 && authority(s[len(web):end]) == usual && pathAndQuery(s[end:])
}

const web = "http://"

// pathAt returns where path and query of an http URI begin, and 0 for another target.
func pathAt(s string) int {
	if len(s) < len(web) || !strings.EqualFold(s[:len(web)], web) {
		return 0
	}
	if i := strings.IndexAny(s[len(web):], "/?"); i >= 0 {
		return len(web) + i
	}
	return len(s)
}

// pathAndQuery tells whether s has the octets of a path and a query (RFC 3986, sections 3.3 and 3.4).
func pathAndQuery(s string) bool { return escaped(s, unreserved+subDelims+":@/?") }
