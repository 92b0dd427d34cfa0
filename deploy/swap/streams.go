package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// events are sent for as long as their client wants them.
type events struct{ watchers atomic.Int64 }

func (e *events) send(w http.ResponseWriter, r *http.Request) {
	e.watchers.Add(1)
	defer e.watchers.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(w)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for n := 1; ; n++ {
		if _, err := fmt.Fprintf(w, "id: %d\ndata: tick\n\n", n); err != nil {
			return // the client has gone
		}
		if err := flusher.Flush(); err != nil {
			return // the same
		}
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

func (e *events) count(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, e.watchers.Load())
}

// upload says what came in each part of a form.
func upload(w http.ResponseWriter, r *http.Request) {
	parts, err := r.MultipartReader()
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnsupportedMediaType)
		return
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		sum := sha256.New()
		n, _ := io.Copy(sum, part) // its error comes again with the next part
		fmt.Fprintf(w, "%s %s %d %x\n", part.FormName(), part.FileName(), n, sum.Sum(nil))
	}
}

// digest sends content back as it comes, and its digest behind it.
func digest(w http.ResponseWriter, r *http.Request) {
	controller := http.NewResponseController(w)
	if err := controller.EnableFullDuplex(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Trailer", "Digest")
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(sum, w), r.Body); err != nil {
		panic(http.ErrAbortHandler) // the client has to see that something is missing
	}
	w.Header().Set("Digest", fmt.Sprintf("%x", sum.Sum(nil)))
	w.Header().Set(http.TrailerPrefix+"Client-Said", r.Trailer.Get("Client-Says"))
}

// echo takes its connection over, as websockets do.
func echo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "echo" {
		w.Header().Set("Upgrade", "echo")
		http.Error(w, "upgrade to echo", http.StatusUpgradeRequired)
		return
	}
	c, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer c.Close()
	io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	io.Copy(c, buffered) // until either of them has gone
}
