package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hangup-http/hangup/internal/capable"
)

// goodServer is net/http with every capability.
func goodServer(t *testing.T) string {
	server := httptest.NewServer(capable.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// listen serves every connection with handle until the test ends.
func listen(t *testing.T, handle func(net.Conn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				handle(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// answerEverything has the bug that this tool was written for: it never looks
// at Connection and answers whatever comes. Requests that come together are answered
// together: then how long the machine takes between two answers is of no account.
func answerEverything(conn net.Conn) {
	in, out := bufio.NewReader(conn), bufio.NewWriter(conn)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if strings.TrimSpace(line) == "" {
			_, _ = out.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") // Flush tells what goes wrong
		}
		if in.Buffered() == 0 && out.Flush() != nil {
			return
		}
	}
}

// flakyServer answers what comes behind close on every fourth connection, and elsewhere
// closes behind its answer. One case played alone takes two connections: one to see that
// somebody answers, and its own.
func flakyServer(t *testing.T) string {
	var connections atomic.Int32
	return listen(t, func(conn net.Conn) {
		if connections.Add(1)%4 == 0 {
			answerEverything(conn)
			return
		}
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
		}
	})
}

// deadAddress is a port on which nobody listens. One that was free a moment ago may be
// that of another test by now.
const deadAddress = "http://127.0.0.1:1"

// silentServer accepts and says nothing.
func silentServer(t *testing.T) string {
	return listen(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
}

// fallsSilent answers once on its first connection and says nothing on later ones;
// the first of those closes reached.
func fallsSilent(t *testing.T, reached chan<- struct{}) string {
	var connections atomic.Int32
	return listen(t, func(conn net.Conn) {
		switch connections.Add(1) {
		case 1:
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			return
		case 2:
			close(reached)
		}
		_, _ = io.Copy(io.Discard, conn)
	})
}

// binaryServer sends octets that are no HTTP, without end.
func binaryServer(t *testing.T) string {
	return listen(t, func(conn net.Conn) {
		noise := []byte(strings.Repeat("\x00\xff\x1b[2J\x7f", 1000))
		for {
			if _, err := conn.Write(noise); err != nil {
				return
			}
		}
	})
}
