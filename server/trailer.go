package server

import (
	"net/http"
	"strings"

	"github.com/hangup-http/hangup/server/wire"
)

// announced takes the Trailer field out of the header of a request in chunks and makes
// of it what Request.Trailer is before the content was read: names without values.
func announced(header http.Header) http.Header {
	lists := header["Trailer"]
	if lists == nil {
		return nil
	}
	delete(header, "Trailer")
	var trailer http.Header
	for name := range members(lists) {
		if name = http.CanonicalHeaderKey(name); !wire.ForbiddenInTrailer(name) {
			if trailer == nil {
				trailer = make(http.Header)
			}
			trailer[name] = nil
		}
	}
	return trailer
}

// received adds what has come behind the content.
func received(trailer http.Header, fields []wire.Field) http.Header {
	if len(fields) > 0 && trailer == nil {
		trailer = make(http.Header, len(fields))
	}
	for _, f := range fields {
		trailer.Add(string(f.Name), string(f.Value))
	}
	return trailer
}

// trailer is what a handler has said for the end of its response: the names that it
// has announced, and what it has marked with http.TrailerPrefix.
func (w *response) trailer() []wire.Field {
	var fields []wire.Field
	add := func(name string, values []string) {
		for _, value := range values {
			fields = append(fields, wire.Field{Name: []byte(name), Value: []byte(value)})
		}
	}
	for _, name := range w.said.trailers {
		add(name, w.header[name])
	}
	for key, values := range w.header {
		if name, ok := strings.CutPrefix(key, http.TrailerPrefix); ok {
			add(http.CanonicalHeaderKey(name), values)
		}
	}
	return fields
}

// hasPrefixed tells whether a handler has marked anything with http.TrailerPrefix.
func (w *response) hasPrefixed() bool {
	for key := range w.header {
		if strings.HasPrefix(key, http.TrailerPrefix) {
			return true
		}
	}
	return false
}
