// Swap is a program of the ordinary kind: a router with its middlewares, files, a JSON
// interface, uploads, server-sent events, connections that are upgraded, and a reverse
// proxy. It shows that a program that serves with net/http can serve with Hangup:
// function serve is all that differs.
//
//	go run ./deploy/swap --server hangup
//	go run ./deploy/swap --server hangup-loop --listen 127.0.0.1:8081 --backend http://127.0.0.1:8080
//
// Its test runs the program with each server, as a backend and as a proxy before one,
// holds the same conversations with all of them, and compares what comes back.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	which := flag.String("server", "net/http", "net/http, hangup, or hangup-loop, which waits in an event loop")
	listen := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	files := flag.String("files", ".", "folder to offer at /files/")
	backend := flag.String("backend", "", "URL of another one, to be offered at /proxy/")
	flag.Parse()
	behind, err := url.Parse(*backend)
	if err != nil {
		return fmt.Errorf("reading --backend: %w", err)
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	fmt.Printf("serving on http://%s with %s\n", l.Addr(), *which)
	return serve(*which, l, application(*files, behind))
}

// serve is the swap.
func serve(which string, l net.Listener, handler http.Handler) error {
	switch which {
	case "net/http":
		return http.Serve(l, handler)
	case "hangup":
		return server.Serve(l, handler)
	case "hangup-loop":
		return (&server.Server{Handler: handler, Front: native.EventLoop}).Serve(l)
	}
	return fmt.Errorf("there is no server %q", which)
}
