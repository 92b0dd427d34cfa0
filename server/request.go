package server

import (
	"fmt"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// newRequest copies a head, which lies in a buffer, into a request. All its strings
// are cut from one. A request-target that url.Parse does not take leaves URL nil.
func (a *adapter) newRequest(e *exchange, x *native.Exchange) *http.Request {
	h := x.Head()
	peer := a.peer(e, x)
	var text text
	text.makeRoom(h, peer)
	e.ctx.base, e.ctx.x, e.ctx.fragile = peer.base, x, a.s.HalfCloseCancels
	r := blank.WithContext(&e.ctx)
	r.Method = text.method(h.Method)
	r.RequestURI = text.copy(h.Target)
	r.Host = text.copy(h.Authority)
	r.RemoteAddr, r.TLS = peer.remote, peer.tls
	if peer.remote == "" {
		r.RemoteAddr = text.remote(x)
	}
	r.Header = e.header(h.Fields, &text)
	setVersion(r, h)
	r.URL = e.target(h.Form, r.RequestURI)
	e.setBody(r, h, x)
	return r
}

// setVersion sets the version, and Close as net/http does.
func setVersion(r *http.Request, h *wire.Head) {
	r.ProtoMajor, r.ProtoMinor, r.Close = 1, h.Minor, h.SaysClose
	switch h.Minor {
	case 0:
		r.Proto, r.Close = "HTTP/1.0", h.SaysClose || !h.SaysKeepAlive
	case 1:
		r.Proto = "HTTP/1.1"
	default:
		r.Proto = fmt.Sprintf("HTTP/1.%d", h.Minor)
	}
}

// setBody sets what belongs to the content. Its framing is in members of the request,
// and no longer in its header.
func (e *exchange) setBody(r *http.Request, h *wire.Head, x *native.Exchange) {
	r.Body, r.ContentLength = http.NoBody, h.Length
	if h.Framing == wire.BodyChunked {
		delete(r.Header, "Transfer-Encoding")
		delete(r.Header, "Content-Length")
		r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
		r.Trailer = announced(r.Header)
	}
	if r.ContentLength != 0 {
		e.body.x, e.body.r = x, r
		r.Body = &e.body
	}
}

// header makes the header of a request.
func (e *exchange) header(fields []wire.Field, text *text) http.Header {
	header := make(http.Header, len(fields))
	values := e.values[:0]
	if len(fields) > cap(values) {
		values = make([]string, 0, len(fields))
	}
	for i := range fields {
		name := text.name(fields[i].Name)
		if name == "Host" { // Request.Host, as in net/http
			continue
		}
		value := text.copy(fields[i].Value)
		if before, ok := header[name]; ok {
			header[name] = append(before, value)
			continue
		}
		values = append(values, value)
		n := len(values)
		header[name] = values[n-1 : n : n]
	}
	if pragma := header["Pragma"]; pragma != nil && pragma[0] == "no-cache" && header["Cache-Control"] == nil {
		header["Cache-Control"] = []string{"no-cache"} // as net/http does
	}
	return header
}

// text is what strings are cut from: one copy of all octets of a head that are kept.
type text struct{ octets strings.Builder }

func (t *text) makeRoom(h *wire.Head, p *peer) {
	size := len(h.Method) + len(h.Target) + len(h.Authority)
	for i := range h.Fields {
		size += len(h.Fields[i].Name) + len(h.Fields[i].Value)
	}
	if p.remote == "" {
		size += longestAddress
	}
	t.octets.Grow(size)
}

// longestAddress is the length of an IPv6 address with a port and a short zone.
const longestAddress = 64

func (t *text) copy(octets []byte) string {
	at := t.octets.Len()
	t.octets.Write(octets)
	return t.octets.String()[at:]
}

func (t *text) remote(x *native.Exchange) string {
	var room [longestAddress]byte
	return t.copy(x.AppendRemoteAddr(room[:0]))
}

func (t *text) method(octets []byte) string {
	switch string(octets) {
	case "GET":
		return "GET"
	case "POST":
		return "POST"
	case "HEAD":
		return "HEAD"
	case "PUT":
		return "PUT"
	}
	return t.copy(octets)
}

// name returns the canonical form of a field name.
func (t *text) name(octets []byte) string {
	if name, ok := names[string(octets)]; ok {
		return name
	}
	return textproto.CanonicalMIMEHeaderKey(t.copy(octets))
}
