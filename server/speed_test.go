package server_test

import (
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// BenchmarkExchange measures one exchange on a connection that persists, alone and
// sixteen at a time in one segment, beside net/http. The client allocates nothing.
func BenchmarkExchange(b *testing.B) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello\n") })
	for _, s := range []struct {
		name  string
		serve func(net.Listener) error
	}{
		{"net-http", (&http.Server{Handler: hello, ErrorLog: log.New(io.Discard, "", 0)}).Serve},
		{"goroutines", (&server.Server{Handler: hello}).Serve},
		{"loop", (&server.Server{Handler: hello, Front: native.EventLoop}).Serve},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		go s.serve(l)
		b.Run(s.name+"/alone", func(b *testing.B) { exchange(b, l.Addr(), 1) })
		b.Run(s.name+"/pipelined", func(b *testing.B) { exchange(b, l.Addr(), 16) })
	}
}

func exchange(b *testing.B, addr net.Addr, depth int) {
	const one = "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n"
	c, err := net.Dial("tcp", addr.String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, one); err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 64<<10)
	length, err := c.Read(buf) // every answer has as many octets
	if err != nil {
		b.Fatal(err)
	}
	request := []byte(strings.Repeat(one, depth))
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += depth {
		if _, err := c.Write(request); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(c, buf[:length*depth]); err != nil {
			b.Fatal(err)
		}
	}
}
