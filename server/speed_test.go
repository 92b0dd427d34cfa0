package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server"
)

// BenchmarkExchange measures one exchange on a connection that persists, alone and
// sixteen at a time in one segment.
func BenchmarkExchange(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello\n") })}
	go s.Serve(l)
	defer s.Close()
	for name, depth := range map[string]int{"alone": 1, "pipelined": 16} {
		b.Run(name, func(b *testing.B) {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			request := []byte(strings.Repeat("GET / HTTP/1.1\r\nHost: a\r\n\r\n", depth))
			r := bufio.NewReader(c)
			b.ReportAllocs()
			for i := 0; i < b.N; i += depth {
				if _, err := c.Write(request); err != nil {
					b.Fatal(err)
				}
				for range depth {
					for line := ""; line != "hello\n"; {
						if line, err = r.ReadString('\n'); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		})
	}
}
