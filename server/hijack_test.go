package server_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

const upgrade = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

// echoLines speaks another protocol: each line comes back.
func echoLines(rw *bufio.ReadWriter) {
	for {
		s, err := rw.ReadString('\n')
		if err != nil {
			return
		}
		rw.WriteString("> " + s)
		rw.Flush()
	}
}

// TestUpgrade: as websocket libraries do it, by writing the head themselves or with
// WriteHeader before, with what the client says ahead of time, and more.
func TestUpgrade(t *testing.T) {
	byHand := func(w http.ResponseWriter, _ *http.Request) (net.Conn, *bufio.ReadWriter, error) {
		nc, rw, err := w.(http.Hijacker).Hijack()
		if err == nil {
			io.WriteString(nc, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		}
		return nc, rw, err
	}
	byHeader := func(w http.ResponseWriter, _ *http.Request) (net.Conn, *bufio.ReadWriter, error) {
		w.Header().Set("Upgrade", "echo")
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
		return http.NewResponseController(w).Hijack()
	}
	for name, take := range map[string]func(http.ResponseWriter, *http.Request) (net.Conn, *bufio.ReadWriter, error){"by hand": byHand, "by header": byHeader} {
		onFronts(t, func(t *testing.T, front native.Front) {
			misuse := make(chan error, 3)
			addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
				nc, rw, err := take(w, r)
				if err != nil {
					t.Error(err)
					return
				}
				defer nc.Close()
				if n := rw.Reader.Buffered(); n != len("early\n") {
					t.Errorf("%s: %d octets are buffered", name, n)
				}
				_, err = io.WriteString(w, "x")
				misuse <- err
				_, err = r.Body.Read(make([]byte, 1))
				misuse <- err
				_, _, err = w.(http.Hijacker).Hijack()
				misuse <- err
				if nc.RemoteAddr().String() != r.RemoteAddr {
					t.Errorf("%v is not %s", nc.RemoteAddr(), r.RemoteAddr)
				}
				echoLines(rw)
			})
			c := dial(t, addr)
			r, resp := ask(t, c, upgrade+"early\n")
			if resp.StatusCode != 101 || resp.Header.Get("Upgrade") != "echo" || resp.Header.Get("Connection") != "Upgrade" {
				t.Fatalf("%s: %v", name, resp)
			}
			if got := line(t, r); got != "> early\n" {
				t.Errorf("%s: %q", name, got)
			}
			for _, s := range []string{"hello\n", strings.Repeat("x", 100_000) + "\n"} {
				io.WriteString(c, s)
				if got := line(t, r); got != "> "+s {
					t.Errorf("%s: %d octets came back", name, len(got))
				}
			}
			for _, want := range []error{http.ErrHijacked, io.EOF, http.ErrHijacked} {
				if got := within(t, "an error", misuse); got != want && !(want == io.EOF && got == http.ErrBodyReadAfterClose) {
					t.Errorf("%s: %v, want %v", name, got, want)
				}
			}
			c.CloseWrite()
			if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
				t.Errorf("%s: %q, %v", name, rest, err)
			}
		})
	}
}

// TestHijackBehindAnAnswer: the connection had an exchange before, another one is
// pipelined behind, and a response that was begun is sent first.
func TestHijackBehindAnAnswer(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "begun")
			if r.URL.Path == "/1" {
				return
			}
			w.(http.Flusher).Flush()
			nc, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			next, _ := rw.Peek(rw.Reader.Buffered())
			rw.WriteString(" and then " + string(next))
			rw.Flush()
		})
		c := dial(t, addr)
		io.WriteString(c, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.0\r\n\r\nnonsense")
		out, err := io.ReadAll(c)
		if got := brief(string(out)); err != nil || got != "200 OK|Content-Length: 5||begun200 OK|Connection: close||begun and then nonsense" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

// TestConnect: a proxy says 200 and takes the connection over.
func TestConnect(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			nc, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			echoLines(rw)
		})
		c := dial(t, addr)
		io.WriteString(c, "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n")
		r := bufio.NewReader(c)
		head := ""
		for !strings.HasSuffix(head, "\r\n\r\n") {
			head += line(t, r)
		}
		if got := brief(head); got != "200 OK||" {
			t.Errorf("%q", got)
		}
		io.WriteString(c, "hello\n")
		if got := line(t, r); got != "> hello\n" {
			t.Errorf("%q", got)
		}
	})
}

// TestShutdownLeavesHijacked: Shutdown waits neither for them nor for their handlers.
func TestShutdownLeavesHijacked(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		ended := make(chan error, 1)
		told := make(chan struct{})
		s := &server.Server{Front: front, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Context().Value(http.ServerContextKey).(*http.Server).RegisterOnShutdown(func() { close(told) })
			nc, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			rw.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
			rw.Flush()
			echoLines(rw)
			ended <- r.Context().Err()
		})}
		c := dial(t, start(t, s))
		r, _ := ask(t, c, upgrade)
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		within(t, "word of the shutdown", told)
		if len(s.Connections()) > 0 {
			t.Error("the server still counts it")
		}
		io.WriteString(c, "still there\n")
		if got := line(t, r); got != "> still there\n" {
			t.Errorf("%q", got)
		}
		c.Close()
		if err := within(t, "the end of the handler", ended); err != nil {
			t.Errorf("the context has ended before the handler: %v", err)
		}
	})
}

// TestHijackedDeadlines: they are those of the connection from now on.
func TestHijackedDeadlines(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		failed := make(chan error, 1)
		addr := startFunc(t, front, func(w http.ResponseWriter, _ *http.Request) {
			c := http.NewResponseController(w)
			c.SetReadDeadline(time.Now().Add(time.Hour))
			nc, _, err := c.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			if err := c.SetReadDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
				t.Error(err)
			}
			_, err = nc.Read(make([]byte, 1))
			failed <- err
		})
		c := dial(t, addr)
		io.WriteString(c, upgrade)
		var timeout net.Error
		if err := within(t, "the deadline", failed); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Error(err)
		}
	})
}
