package server

import (
	"io"
	"net/http"
)

// generalOptions answers OPTIONS *, as net/http does.
func generalOptions(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "0")
	if r.ContentLength != 0 {
		io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, 4<<10)) // enough that most connections go on
	}
}
