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
	lengths := h.fields.values("Content-Length")
	h.coded, h.measured = len(codings) > 0, len(lengths) > 0
	if h.measured {
		h.readLengths(lengths)
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

// readLengths reads Content-Length (RFC 9110, section 8.6). Several equal values may be
// refused or taken as one, and are left alone.
func (h *head) readLengths(lengths []string) {
	var first string
	for i, v := range strings.Split(strings.Join(lengths, ","), ",") {
		v = trim(v)
		switch {
		case !digits(v) || i > 0 && v != first:
			h.remark(model.BadLength)
			h.broken = h.broken || !h.coded
			return
		case i > 0:
			h.remark(model.Odd)
		}
		first = v
	}
	n, err := strconv.ParseInt(first, 10, 63)
	if err != nil {
		h.huge = true
		h.remark(model.HugeLength)
		return
	}
	h.length = int(n)
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
	case len(codings) > 1 && known(codings[:len(codings)-1]):
		h.remark(model.Odd) // a server may understand them
	case len(codings) > 1:
		h.remark(model.UnknownCoding)
	case !h.measured:
		h.remark(model.Chunked)
	}
	return byChunks
}

// known tells whether one of the codings is registered.
func known(codings []string) bool {
	for _, c := range codings {
		switch strings.ToLower(c) {
		case "chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress", "identity", "trailers":
			return true
		}
	}
	return false
}
