package server

import (
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/server/wire"
)

// said is what a handler's fields say about its response, when it calls WriteHeader.
type said struct {
	fields   []wire.Field // to be sent as they are
	trailers []string     // that are announced
	length   int64        // of the content, or -1
	declared int64        // the handler's Content-Length, or -1; what is beyond is not written
	framed   bool         // it says how the content is framed: then no length is found for it
	typed    bool         // no type is to be found for the content
	undated  bool
	close    bool
}

// readHeader takes from the handler's fields what this package, or the connection,
// writes itself. The others go out in the order of their names.
func (w *response) readHeader() {
	r := w.room
	w.said = said{length: -1, declared: -1}
	r.fields, r.names, r.octets = r.fields[:0], r.names[:0], r.octets[:0]
	for name := range w.header {
		r.names = append(r.names, name)
	}
	slices.Sort(r.names)
	for _, name := range r.names {
		w.readField(name, w.header[name])
	}
	w.said.fields = r.fields
	if coding := w.header["Transfer-Encoding"]; len(coding) > 0 && coding[0] != "" {
		w.readCoding(coding[0])
	}
}

func (w *response) readField(name string, values []string) {
	switch name {
	case "Connection":
		w.readOptions(values)
	case "Content-Length":
		w.readLength(values)
	case "Trailer":
		for name := range members(values) {
			if name = http.CanonicalHeaderKey(name); !wire.ForbiddenInTrailer(name) {
				w.said.trailers = append(w.said.trailers, name)
			}
		}
	case "Keep-Alive", "Proxy-Connection", "Transfer-Encoding":
	case "Content-Type":
		w.said.typed = true
		if w.status != http.StatusNotModified {
			w.keep(name, values)
		}
	case "Content-Encoding":
		w.said.typed = w.said.typed || len(values) > 0 && values[0] != ""
		w.keep(name, values)
	case "Date":
		w.said.undated = len(values) == 0
		w.keep(name, values)
	default:
		if !strings.HasPrefix(name, http.TrailerPrefix) {
			w.keep(name, values)
		}
	}
}

// keep copies a field, which the handler may change from now on.
func (w *response) keep(name string, values []string) {
	if len(values) == 0 {
		return
	}
	octets := w.room.keep(name)
	for _, value := range values {
		w.room.fields = append(w.room.fields, wire.Field{Name: octets, Value: w.room.keep(textproto.TrimString(value))})
	}
}

// readOptions hears whether the handler wants the connection to end. Other options than
// those of the connection's own are passed on.
func (w *response) readOptions(values []string) {
	for option := range members(values) {
		switch {
		case strings.EqualFold(option, "close"):
			w.said.close = true
		case strings.EqualFold(option, "keep-alive"), strings.EqualFold(option, "upgrade"):
		default:
			w.room.fields = append(w.room.fields, wire.Field{Name: w.room.keep("Connection"), Value: w.room.keep(option)})
		}
	}
}

// readLength takes the length that the handler declares.
func (w *response) readLength(values []string) {
	w.said.framed = true
	if len(values) == 0 || values[0] == "" || w.status == http.StatusNotModified {
		return
	}
	n, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil || n < 0 {
		w.s.log().Error("a handler set an invalid Content-Length", "value", values[0])
		return
	}
	w.said.length, w.said.declared = n, n
}

// readCoding takes the transfer coding that the handler declares. The connection
// chooses it, but a length goes with none.
func (w *response) readCoding(coding string) {
	if w.said.length >= 0 && coding != "identity" {
		w.s.log().Error("a handler set both Transfer-Encoding and Content-Length", "coding", coding, "length", w.said.length)
		w.said.length = -1
	}
	w.said.framed, w.said.typed = true, true
}
