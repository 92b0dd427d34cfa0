package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/server"
)

// The swap: server.Serve, or a server.Server, in place of http.Serve or an http.Server.
func Example() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s", r.PathValue("name"))
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := &server.Server{Handler: mux}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()

	resp, err := http.Get("http://" + l.Addr().String() + "/hello/world")
	if err != nil {
		fmt.Println(err)
		return
	}
	out, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	fmt.Println(resp.Status, string(out))

	s.Shutdown(context.Background())
	fmt.Println(<-served)
	// Output:
	// 200 OK hello world
	// http: Server closed
}
