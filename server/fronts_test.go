package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// onFronts runs a test with each front.
func onFronts(t *testing.T, test func(*testing.T, native.Front)) {
	t.Run("goroutines", func(t *testing.T) { test(t, native.Goroutines) })
	t.Run("event loop", func(t *testing.T) { test(t, native.EventLoop) })
}

// startFunc serves a function until the test ends.
func startFunc(t *testing.T, front native.Front, h http.HandlerFunc) net.Addr {
	return start(t, &server.Server{Handler: h, Front: front})
}

// ask sends a request and reads the head of its response.
func ask(t *testing.T, c net.Conn, request string) (*bufio.Reader, *http.Response) {
	t.Helper()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(c)
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	return r, resp
}

// line reads a line.
func line(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	s, err := r.ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", s, err)
	}
	return s
}

// within waits for something that must happen.
func within[T any](t *testing.T, what string, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-t.Context().Done():
	case <-after():
		t.Fatalf("%s does not come", what)
	}
	return v
}

func after() <-chan time.Time { return time.After(patience) }
