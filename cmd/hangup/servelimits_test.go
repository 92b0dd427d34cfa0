package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/server"
)

// TestServeLimits: what is said on the command line holds on the wire, up to the server's FIN.
func TestServeLimits(t *testing.T) {
	const host = " HTTP/1.1\r\nHost: a\r\n\r\n"
	for _, tt := range []struct{ flags, in, want string }{
		{"--max-requests 2", "GET /" + host + "GET /" + host + "GET /" + host, "200 200 close"},
		{"--handler-timeout 1ms", "GET /slow?ms=60" + host, "503 close"},
		{"--idle-timeout 20ms", "GET /" + host, "200"},
		{"--head-timeout 20ms", "GET /", "408 close"},
		{"--body-timeout 20ms", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "408 close"},
		{"--linger-timeout=-1s --write-timeout=-1s --max-requests 1", "GET /" + host, "200 close"},
	} {
		t.Run(tt.flags, func(t *testing.T) {
			if got := talkTo(t, serving(t, strings.Fields(tt.flags)), tt.in); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// serving starts the server that the flags ask for.
func serving(t *testing.T, flags []string) net.Addr {
	var limits serverLimits
	parser, err := kong.New(&limits)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(flags); err != nil {
		t.Fatal(err)
	}
	s := &server.Server{Handler: capable.Handler()}
	limits.apply(s)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; err != http.ErrServerClosed {
			t.Error(err)
		}
	})
	return l.Addr()
}

// talkTo sends, reads to the server's FIN, and keeps the statuses and close.
func talkTo(t *testing.T, addr net.Addr, in string) string {
	c, err := new(net.Dialer).DialContext(context.Background(), addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, in); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, m := range signs.FindAllSubmatch(out, -1) {
		kept = append(kept, string(m[1]))
	}
	return strings.Join(kept, " ")
}

var signs = regexp.MustCompile(`(?:HTTP/1\.1 |Connection: )(\d+|close)`)
