package read

import (
	"strings"

	"github.com/hangup-http/hangup/model"
)

// head is a request head while it is read.
type head struct {
	lines  int
	size   int  // of the field lines
	empty  int  // empty lines before it
	bare   bool // one of those was LF alone
	method string
	target string
	old    bool // HTTP/1.0
	long   bool // its target was remarked as too long already
	simple bool // not even a request-line: nothing more can be expected
	broken bool // what follows the head cannot be found
	fields fields
	traits []model.Trait

	coded       bool // has Transfer-Encoding
	measured    bool // has Content-Length
	length      int
	huge        bool // the length is past every integer
	expects     bool
	expectEvent model.Event
}

func (h *head) remark(t model.Trait) {
	for _, old := range h.traits {
		if old == t {
			return
		}
	}
	h.traits = append(h.traits, t)
}

// requestLine reads method SP request-target SP HTTP-version (RFC 9112, section 3).
func (h *head) requestLine(s string) {
	switch {
	case h.bare: // a recipient need not take it for a line (section 2.2)
		h.remark(model.BareLF)
	case h.empty == 1:
		h.remark(model.LeadingCRLF)
	}
	if h.empty > 1 { // only one has to be ignored
		h.remark(model.Odd)
	}
	parts := strings.Split(s, " ")
	loose := !threeWords(parts)
	if loose {
		// A recipient may split at any whitespace, and ignore what stands around (section 3).
		parts = strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t\v\f\r", c) })
		if !threeWords(parts) {
			if len(parts) > 0 && parts[0] == "HEAD" {
				h.method = perhapsHEAD
			}
			h.notARequest(s)
			return
		}
		h.remark(model.Odd)
	}
	h.method, h.target = parts[0], parts[1]
	if h.method == "HEAD" && (loose || h.refusable()) {
		h.method = perhapsHEAD
	}
	switch v := parts[2]; {
	case v[5] != '1':
		h.remark(model.Odd)
	case v[7] == '0':
		h.old = true
	case v[7] > '1':
		h.remark(model.LaterMinor)
	}
	h.readTarget()
	h.requestLineSize(len(s))
}

// refusable tells whether a server may refuse what stands before the request-line.
func (h *head) refusable() bool { return h.bare || h.empty > 1 }

// perhapsHEAD is the method of a request-line that says HEAD to a server which has read
// that far and split it there, which it need not: its response has content or has none.
const perhapsHEAD = "HEAD?"

// threeWords tells whether the parts are method, request-target and HTTP-version.
func threeWords(parts []string) bool {
	return len(parts) == 3 && token(parts[0]) && version(parts[2])
}

func (h *head) requestLineSize(n int) {
	switch {
	case len(h.method) > longMethod:
		h.remark(model.LongMethod)
	case len(h.target) > longTarget:
		h.remark(model.LongTarget)
	case n > line8000:
		h.remark(model.Odd)
	case n > shortLine:
		h.remark(model.Line8000)
	}
}

// longestMethod is the length of the longest method that is registered (UPDATEREDIRECTREF). Whoever has read
// more may say that it is not implemented, with 501 (RFC 9112, section 3), whatever follows.
const longestMethod = 17

// notARequest tells a bad request-line from something that is not HTTP at all.
func (h *head) notARequest(s string) {
	h.broken = true
	first, _, spaced := strings.Cut(s, " ")
	if len(s) > longestMethod && token(s[:longestMethod+1]) {
		h.remark(model.Odd)
		h.simple = !strings.Contains(s, "HTTP/")
		return
	}
	if strings.Contains(s, "HTTP/") {
		h.remark(model.BadRequestLine)
		return
	}
	// Without a version nothing says that a head follows: HTTP/0.9 had none.
	h.simple = true
	if spaced && token(first) && first == strings.ToUpper(first) {
		h.remark(model.BadRequestLine)
		return
	}
	h.remark(model.NotHTTP)
}

// version tells whether s is an HTTP-version (RFC 9112, section 2.3).
func version(s string) bool {
	return len(s) == 8 && s[:5] == "HTTP/" && digits(s[5:6]) && s[6] == '.' && digits(s[7:])
}

// fieldLine reads one field line, or what stands in its place (RFC 9112, section 5).
func (h *head) fieldLine(s string) {
	if s[0] == ' ' || s[0] == '\t' {
		if len(h.fields) == 0 {
			h.remark(model.SpaceBeforeField) // and dropped
			return
		}
		h.remark(model.Fold)
		last := &h.fields[len(h.fields)-1]
		last.value = trim(last.value + " " + trim(s))
		return
	}
	name, value, ok := strings.Cut(s, ":")
	switch bare := strings.TrimRight(name, " \t"); {
	case !ok || name == "":
		h.remark(model.Odd)
		return
	case bare != name && token(bare):
		h.mustRefuse(model.SpaceBeforeColon)
		name = bare
	case !token(name):
		h.remark(model.Odd)
	}
	value = trim(value)
	if controls(value) {
		h.remark(model.Odd)
	}
	h.fields = append(h.fields, field{name, value})
}

// checkHost demands exactly one valid Host in HTTP/1.1, and no invalid one at all (RFC
// 9112, section 3.2). A valid one that is unusual may be refused by any server, as may
// CONNECT anyway.
func (h *head) checkHost() {
	hosts := h.fields.values("Host")
	switch {
	case len(hosts) == 0 && h.old:
	case len(hosts) != 1:
		h.mustRefuse(model.BadHost)
	case authority(hosts[0]) == invalid:
		h.mustRefuse(model.BadHost)
	case authority(hosts[0]) == unusual && h.method != "CONNECT":
		h.remark(model.Odd)
	}
}

// mustRefuse remarks what has to be refused with 400, unless another refusal is due that needs only the
// request-line: 501 for a method that the server does not implement (RFC 9110, section 9.1).
func (h *head) mustRefuse(t model.Trait) {
	if h.usual() {
		h.remark(t)
	} else {
		h.remark(model.Odd)
	}
}

// usual tells whether the method is one that servers implement.
func (h *head) usual() bool {
	switch h.method {
	case "GET", "HEAD", perhapsHEAD, "POST", "PUT", "DELETE", "OPTIONS", "PATCH":
		return true
	}
	return false
}

// checkSize remarks heads that a server may find too large.
func (h *head) checkSize() {
	if len(h.target) <= longTarget && len(h.method) <= longMethod && (h.size > longHead || len(h.fields) > manyFields) {
		h.remark(model.Odd)
	}
}

// connection reads the connection options (RFC 9110, section 7.6.1).
func (h *head) connection() (model.Event, bool) {
	options := h.fields.list("Connection")
	for _, o := range options {
		if !token(o) {
			h.remark(model.Odd)
		}
	}
	closes, keeps := h.fields.has("Connection", "close"), h.fields.has("Connection", "keep-alive")
	switch {
	case closes && keeps:
		return model.SaysCloseAndKeepAlive, true
	case closes && len(options) == 1 && h.fields.values("Connection")[0] == "close":
		return model.SaysClose, true
	case closes:
		return model.SaysCloseOddly, true
	case keeps:
		return model.SaysKeepAlive, true
	}
	return 0, false
}

// offers returns the protocols that the client offers (RFC 9110, section 7.8).
func (h *head) offers() []string {
	names := h.fields.list("Upgrade")
	if len(names) > 0 {
		h.remark(model.Upgrades)
	}
	return names
}

// expectations reads Expect (RFC 9110, section 10.1.1).
func (h *head) expectations() {
	values := h.fields.values("Expect")
	switch {
	case len(values) == 0:
	case len(values) > 1:
		h.remark(model.Odd)
	case values[0] == "100-continue":
		h.expects, h.expectEvent = true, model.Expects
	case strings.EqualFold(values[0], "100-continue"):
		h.expects, h.expectEvent = true, model.ExpectsOddly
	default:
		h.remark(model.OtherExpect)
	}
}
