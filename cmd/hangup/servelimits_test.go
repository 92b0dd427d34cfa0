package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/server"
)

// TestServeLimits: what is said on the command line holds on the wire, up to the server's FIN.
func TestServeLimits(t *testing.T) {
	const host = " HTTP/1.1\r\nHost: a\r\n\r\n"
	for _, tt := range []struct{ flags, in, want string }{
		{"--max-requests 2", "GET /" + host + "GET /" + host + "GET /" + host, "200 200 close"},
		{"--handler-timeout 1ms", "GET /slow?ms=10000" + host, "503 close"},
		{"--idle-timeout 20ms", "GET /" + host, "200"},
		{"--head-timeout 20ms", "GET /", "408 close"},
		{"--body-timeout 20ms", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "408 close"},
		{"--linger-timeout=-1s --write-timeout=-1s --max-requests 1", "GET /" + host, "200 close"},
	} {
		t.Run(tt.flags, func(t *testing.T) {
			addr := serving(t, strings.Fields(tt.flags))
			got, err := talkTo(addr, tt.in)
			for end := time.Now().Add(time.Minute); got == "" && time.Now().Before(end); { // on a busy machine, the request comes when the idle time is over
				got, err = talkTo(addr, tt.in)
			}
			if got != tt.want || err != nil {
				t.Errorf("%q, %v, want %q", got, err, tt.want)
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
func talkTo(addr net.Addr, in string) (string, error) {
	c, err := new(net.Dialer).DialContext(context.Background(), addr.Network(), addr.String())
	if err != nil {
		return "", err
	}
	defer c.Close()
	if _, err := io.WriteString(c, in); err != nil {
		return "", err
	}
	out, err := io.ReadAll(c)
	var kept []string
	for _, m := range signs.FindAllSubmatch(out, -1) {
		kept = append(kept, string(m[1]))
	}
	return strings.Join(kept, " "), err
}

var signs = regexp.MustCompile(`(?:HTTP/1\.1 |Connection: )(\d+|close)`)
