package soak

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hangup-http/hangup/server/native"
)

// Timeouts are short where a client waits for their end. The others only end what a busy
// machine has held up.
var Timeouts = native.Timeouts{
	Head: 20 * time.Second, Body: 20 * time.Second, Idle: 3 * time.Second,
	Linger: 5 * time.Second, Write: 300 * time.Millisecond,
}

// big is more than sockets hold.
const big = 8 << 20

var zeros = make([]byte, big)

// Handler answers each request with its target, unless it is one of the special paths.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.RequestURI) })
	mux.HandleFunc("/echo/", func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			http.Error(w, "body incomplete", http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "%s %d", r.RequestURI, n)
	})
	mux.HandleFunc("/slow/", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(wait(r.RequestURI)):
			io.WriteString(w, r.RequestURI)
		}
	})
	mux.HandleFunc("/big/", func(w http.ResponseWriter, _ *http.Request) {
		piece := make([]byte, 64<<10)
		for sent := 0; sent < big; sent += len(piece) {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/refuse/", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, r.RequestURI)
	})
	return mux
}

// wait is how long a slow handler takes: up to 31 ms, after the number in the target.
func wait(target string) time.Duration {
	n, _ := strconv.Atoi(target[strings.LastIndexByte(target, '/')+1:])
	return time.Duration(n%32) * time.Millisecond
}

// Native is the same for package native. Slow answers come from other goroutines.
func Native() native.Handler {
	return native.HandlerFunc(func(x *native.Exchange) {
		target := string(x.Head().Target)
		switch first, _, _ := strings.Cut(target[1:], "/"); first {
		case "echo":
			n, err := io.Copy(io.Discard, reader{x})
			if err != nil {
				x.Answer(http.StatusBadRequest, nil, []byte("body incomplete"))
				return
			}
			x.Answer(http.StatusOK, nil, fmt.Appendf(nil, "%s %d", target, n))
		case "slow":
			x.Detach()
			time.AfterFunc(wait(target), func() { x.Answer(http.StatusOK, nil, []byte(target)) })
		case "big":
			x.Answer(http.StatusOK, nil, zeros)
		case "refuse":
			x.Answer(http.StatusForbidden, nil, []byte(target))
		default:
			x.Answer(http.StatusOK, nil, []byte(target))
		}
	})
}

// reader hides the other methods.
type reader struct{ x *native.Exchange }

func (r reader) Read(p []byte) (int, error) { return r.x.Read(p) }
