package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// httpHandler offers every capability, a file, and a trailer.
func httpHandler() http.Handler {
	all := capable.Handler()
	files := http.FileServerFS(fstest.MapFS{"digits": {Data: []byte("0123456789")}})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/trailer":
			w.Header().Set("Trailer", "Digest")
			io.WriteString(w, "content")
			w.Header().Set("Digest", "d1")
		case "/digits":
			files.ServeHTTP(w, r)
		default:
			all.ServeHTTP(w, r)
		}
	})
}

// nativeHandler offers the same without the file.
func nativeHandler() native.Handler {
	all := capable.Native()
	return native.HandlerFunc(func(x *native.Exchange) {
		if string(x.Head().Target) != "/trailer" {
			all.Serve(x)
			return
		}
		fields := []wire.Field{{Name: []byte("Trailer"), Value: []byte("Digest")}}
		if x.Start(&conn.Answer{Status: http.StatusOK, Fields: fields, Length: -1}) != nil {
			return // the client has gone
		}
		x.Write([]byte("content")) // an error comes again with the end
		_ = x.End(wire.Field{Name: []byte("Digest"), Value: []byte("d1")})
	})
}

// capabilities is a profile for hangup check.
func capabilities() string {
	var b strings.Builder
	b.WriteString("capabilities:\n")
	paths := capable.Paths()
	for _, h := range slices.Sorted(maps.Keys(paths)) {
		fmt.Fprintf(&b, "  %s: %q\n", h, paths[h])
	}
	return b.String()
}
