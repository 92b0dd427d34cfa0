package read

import (
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// framing says where a body ends.
type framing uint8

const (
	noBody framing = iota
	byLength
	byChunks
	endless // its length is past every integer, or only the connection ends it
)

// framing decides the length of the body (RFC 9112, section 6.3).
func (h *head) framing() framing {
	codings := h.fields.values("Transfer-Encoding")
	h.coded, h.measured = len(codings) > 0, len(h.fields.values("Content-Length")) > 0
	if h.measured {
		h.readLengths()
	}
	switch {
	case h.coded && h.old:
		h.remark(model.CodingIn10)
		return noBody
	case h.coded:
		if h.measured {
			h.remark(model.BothLengths)
		}
		return h.readCodings(h.fields.list("Transfer-Encoding"))
	case h.huge:
		return endless
	case h.measured && h.length > 0:
		return byLength
	case !h.measured && (h.method == "POST" || h.method == "PUT" || h.method == "PATCH"):
		h.remark(model.BarePOST)
	}
	return noBody
}

// readLengths reads Content-Length (RFC 9110, section 8.6; RFC 9112, section 6.3).
// Several equal values may be refused or taken as one, and are left alone, and so are
// the empty members of such a list.
func (h *head) readLengths() {
	value, ok := h.fields.lengthValue()
	if !ok {
		h.mustRefuse(model.BadLength)
		h.broken = h.broken || !h.coded
		return
	}
	if lines := h.fields.values("Content-Length"); len(lines) > 1 || lines[0] != value {
		h.remark(model.Odd)
	}
	n, err := strconv.ParseInt(value, 10, 63)
	if err != nil {
		h.huge = true
		h.remark(model.HugeLength)
		return
	}
	h.length = int(n)
}

// lengthValue returns what all members of all Content-Length lines say; not ok if one
// is no number or they differ.
func (f fields) lengthValue() (value string, ok bool) {
	members := f.list("Content-Length")
	for _, v := range members {
		if !digits(v) || v != members[0] {
			return "", false
		}
	}
	if len(members) == 0 {
		return "", false
	}
	return members[0], true
}

// readCodings reads Transfer-Encoding (RFC 9112, sections 6.1 and 7).
func (h *head) readCodings(codings []string) framing {
	if len(codings) == 0 {
		h.remark(model.Odd)
		h.broken = true
		return noBody
	}
	final := strings.ToLower(codings[len(codings)-1])
	name, _, parameters := strings.Cut(final, ";")
	switch {
	case trim(name) != "chunked":
		h.remark(model.CodingNotFinal)
		h.broken = true
		return noBody
	case parameters:
		h.remark(model.CodingParameters)
	case len(codings) > 1 && arguable(codings[:len(codings)-1]):
		h.remark(model.Odd)
	case len(codings) > 1:
		h.remark(model.UnknownCoding)
	case !h.measured:
		h.remark(model.Chunked)
	}
	return byChunks
}

// arguable tells whether one of the codings is registered, whatever its parameters, so that a server may understand it;
// or is none by the grammar, so that a server may call it a bad request.
func arguable(codings []string) bool {
	for _, c := range codings {
		name, _, _ := strings.Cut(c, ";")
		name = trim(name)
		if !token(name) {
			return true
		}
		switch strings.ToLower(name) {
		case "chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress", "identity", "trailers":
			return true
		}
	}
	return false
}
