package native_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// A handler that never waits, in the event loop. It allocates nothing for a request.
func Example() {
	text := []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}
	hello := []byte("Hello!\n")
	s := &native.Server{
		Front:  native.EventLoop,
		Inline: true,
		Handler: native.HandlerFunc(func(x *native.Exchange) {
			if string(x.Head().Target) != "/" {
				x.Answer(404, nil, nil)
				return
			}
			x.Answer(200, text, hello)
		}),
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()

	resp, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	content, _ := io.ReadAll(resp.Body)
	fmt.Printf("%s: %s", resp.Status, content)

	http.DefaultClient.CloseIdleConnections()
	fmt.Println(s.Shutdown(context.Background()), <-served)
	// Output:
	// 200 OK: Hello!
	// <nil> the server is closed
}

// A handler that answers later, from another goroutine. The response to the second
// request is ready first, and goes out second.
func ExampleExchange_Detach() {
	first := make(chan *native.Exchange, 1)
	s := &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
		x.Detach()
		if string(x.Head().Target) == "/slow" {
			first <- x
			return
		}
		x.Answer(200, nil, []byte("fast"))
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go s.Serve(l)
	defer s.Close()

	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\n\r\n")
	go func() { (<-first).Answer(200, nil, []byte("slow")) }()
	br := bufio.NewReader(c)
	for range 2 {
		resp, err := http.ReadResponse(br, nil)
		if err != nil {
			log.Fatal(err)
		}
		content, _ := io.ReadAll(resp.Body)
		fmt.Printf("%s\n", content)
	}
	// Output:
	// slow
	// fast
}
