// Goserver looks at requests for several things that none of its answers betrays. It counts by which places of its code it comes.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/hangup-http/hangup/fuzz/counters"
	"github.com/hangup-http/hangup/server"
)

// deep is how far a request gets.
func deep(r *http.Request) (n int) {
	if r.Method == http.MethodDelete {
		n++
		if r.Header.Get("Upgrade") != "" {
			n++
			if r.Header.Get("Expect") != "" {
				n++
			}
		}
	}
	return n
}

func handle(w http.ResponseWriter, r *http.Request) {
	deep(r)
	fmt.Fprint(w, "ok")
}

// main serves at two free ports, and prints both addresses.
func main() {
	page, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(page, counters.Page())) }()
	fmt.Fprintln(os.Stdout, l.Addr(), page.Addr())
	log.Fatal((&server.Server{Handler: http.HandlerFunc(handle)}).Serve(l))
}
