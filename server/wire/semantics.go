package wire

import (
	"bytes"
	"math"
)

// Framing says how the end of a request's body is found (RFC 9112, section 6.3).
type Framing uint8

const (
	BodyNone    Framing = iota // the request ends with its head
	BodyLength                 // Semantics.Length octets follow; it may be 0
	BodyChunked                // the chunked coding follows
)

// Semantics is what a head means for the connection. It holds facts only: what
// follows from them is for the connection's machine to say.
type Semantics struct {
	Form Form
	// Authority is that of the request-target where it has one, else the value of
	// Host (RFC 9112, sections 3.2.2 and 3.3). Empty where neither is known.
	Authority []byte

	SaysClose     bool // the connection option close is listed
	SaysKeepAlive bool // the connection option keep-alive is listed
	// Upgrade: the connection option upgrade is listed, an Upgrade field is there,
	// and the version allows it (RFC 9110, section 7.8).
	Upgrade bool

	Framing        Framing
	Length         int64 // of the body with BodyLength, else 0
	HasBothLengths bool  // Transfer-Encoding and Content-Length; the former counts (RFC 9112, section 6.1)
	CodingIn10     bool  // Transfer-Encoding in HTTP/1.0: faulty framing (RFC 9112, section 6.1)

	// ExpectsContinue: 100-continue is expected. In HTTP/1.0 expectations are
	// ignored (RFC 9110, section 10.1.1).
	ExpectsContinue    bool
	UnknownExpectation bool // an expectation other than 100-continue

	// Flaw is the most serious flaw of a head that is whole: one that hides the
	// end of the request, else one of Host, else an unknown coding.
	Flaw Flaw
}

// gathered is what derive has to remember between field lines.
type gathered struct {
	hosts   int
	host    []byte
	lengths int
	badLen  bool // of the last Content-Length; more than one is a flaw anyway
	upgrade bool // the Upgrade field
	option  bool // the upgrade connection option
	coding  codings
}

// derive fills in the Semantics of a head from its fields.
func (h *Head) derive() {
	var g gathered
	for i := range h.Fields {
		if f := &h.Fields[i]; mayMatter(f.Name) {
			h.gather(&g, recognise(f.Name), f.Value)
		}
	}
	if h.Minor == 0 {
		h.ExpectsContinue, h.UnknownExpectation = false, false
	}
	h.Upgrade = g.option && g.upgrade && h.Minor > 0
	if h.Authority == nil {
		h.Authority = g.host
	}
	if g.lengths > 0 || g.coding.present {
		h.frame(&g)
	}
	if h.Flaw != NoFlaw && h.Flaw.Fatal() {
		return
	}
	if flaw := h.hostFlaw(&g); flaw != NoFlaw {
		h.Flaw = flaw
	}
}

// gather takes in one field line.
func (h *Head) gather(g *gathered, name known, value []byte) {
	switch name {
	case hostName:
		g.hosts++
		g.host = value
	case connectionName:
		h.connection(g, value)
	case lengthName:
		g.lengths++
		var ok bool
		h.Length, ok = parseLength(value)
		g.badLen = !ok
	case codingName:
		g.coding.add(value)
	case expectName:
		h.expect(value)
	case upgradeName:
		g.upgrade = g.upgrade || len(value) > 0
	}
}

// frame finds how the body ends (RFC 9112, section 6.3), and what is wrong with that.
func (h *Head) frame(g *gathered) {
	h.HasBothLengths = g.coding.present && g.lengths > 0
	h.CodingIn10 = g.coding.present && h.Minor == 0
	h.Framing = BodyLength
	if g.coding.present {
		h.Framing, h.Length = BodyChunked, 0
	}
	h.Flaw = g.coding.flaw()
	if (g.badLen || g.lengths > 1) && !h.Flaw.Fatal() {
		h.Flaw = BadLength
	}
}

// hostFlaw is what is wrong with Host (RFC 9112, section 3.2).
func (h *Head) hostFlaw(g *gathered) Flaw {
	switch {
	case g.hosts > 1:
		return ManyHosts
	case g.hosts == 1 && !validHost(g.host):
		return BadHost
	case g.hosts == 0 && h.Minor > 0:
		return NoHost
	default:
		return NoFlaw
	}
}

// nextMember cuts the next member off a comma-separated list (RFC 9110, section
// 5.6.1), without the whitespace around it; it may be empty.
func nextMember(list []byte) (member, rest []byte) {
	i := bytes.IndexByte(list, ',')
	if i < 0 {
		return trim(list), nil
	}
	return trim(list[:i]), list[i+1:]
}

// connection takes in connection options (RFC 9110, section 7.6.1).
func (h *Head) connection(g *gathered, list []byte) {
	switch recognise(list) { // as it is, because most lists have one member
	case keepAliveOption:
		h.SaysKeepAlive = true
		return
	case closeOption:
		h.SaysClose = true
		return
	}
	for len(list) > 0 {
		var option []byte
		option, list = nextMember(list)
		switch recognise(option) {
		case keepAliveOption:
			h.SaysKeepAlive = true
		case closeOption:
			h.SaysClose = true
		case upgradeName:
			g.option = true
		}
	}
}

// expect takes in expectations (RFC 9110, section 10.1.1). A comma within a
// quoted parameter splits an expectation that is unknown anyway.
func (h *Head) expect(list []byte) {
	for len(list) > 0 {
		var member []byte
		member, list = nextMember(list)
		switch {
		case equalFold(member, "100-continue"):
			h.ExpectsContinue = true
		case len(member) > 0:
			h.UnknownExpectation = true
		}
	}
}

// parseLength reads 1*DIGIT without wrapping around (RFC 9110, section 8.6).
func parseLength(value []byte) (length int64, ok bool) {
	for _, c := range value {
		digit := int64(c) - '0'
		if digit < 0 || digit > 9 || length > (math.MaxInt64-digit)/10 {
			return 0, false
		}
		length = length*10 + digit
	}
	return length, len(value) > 0
}
