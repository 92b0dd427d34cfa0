package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// wrapper is what middlewares put around a ResponseWriter.
type wrapper struct{ http.ResponseWriter }

func (w wrapper) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TestReadDeadline: it ends reading that waits, also where it is set meanwhile, and the
// response can still be sent, which then is the last one.
func TestReadDeadline(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			c := http.NewResponseController(wrapper{w})
			begun := make([]byte, 2)
			if _, err := io.ReadFull(r.Body, begun); err != nil || string(begun) != "he" {
				t.Errorf("%q, %v", begun, err)
			}
			if r.URL.Path == "/meanwhile" {
				time.AfterFunc(10*time.Millisecond, func() { c.SetReadDeadline(time.Now()) })
			} else if err := c.SetReadDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
				t.Error(err)
			}
			content, err := io.ReadAll(r.Body)
			if len(content) > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%q, %v", content, err)
			}
			if err := r.Context().Err(); err != nil {
				t.Errorf("the context has ended: %v", err)
			}
			io.WriteString(w, "late")
		})
		for _, path := range []string{"/before", "/meanwhile"} {
			got := brief(talk(t, addr, "POST "+path+" HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe", false))
			if got != "200 OK|Content-Length: 4|Connection: close||late" {
				t.Errorf("%s: %q", path, got)
			}
		}
	})
}

// TestReadDeadlineIsForOne: the next request on the connection has none.
func TestReadDeadlineIsForOne(t *testing.T) {
	const limit = 20 * time.Millisecond
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(w, r.Body)
			if r.URL.Path == "/1" {
				http.NewResponseController(w).SetReadDeadline(time.Now().Add(limit))
			}
		})
		c := dial(t, addr)
		ask(t, c, "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
		io.WriteString(c, "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhe")
		<-time.After(2 * limit) // the subject: the first deadline passes
		io.WriteString(c, "llo")
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != "a200 OK|Content-Length: 5|Connection: close||hello" && brief(string(out)) != "200 OK|Content-Length: 5|Connection: close||hello" {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// TestWriteDeadline: it ends writing that waits for the client.
func TestWriteDeadline(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		failed := make(chan error, 1)
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			http.NewResponseController(wrapper{w}).SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
			var err error
			for some := make([]byte, 1<<20); err == nil; {
				_, err = w.Write(some)
			}
			within(t, "the end of the context", r.Context().Done())
			failed <- err
		})
		c := dial(t, addr)
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if err := within(t, "the deadline", failed); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("the connection stays open")
		}
	})
}

// TestWriteDeadlineMoves: as handlers do that send events: each has its time, and the
// times between them do not count.
func TestWriteDeadlineMoves(t *testing.T) {
	const limit = 20 * time.Millisecond
	onFronts(t, func(t *testing.T, front native.Front) {
		next := make(chan struct{})
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			c := http.NewResponseController(w)
			for range next {
				c.SetWriteDeadline(time.Now().Add(patience))
				io.WriteString(w, "data: x\n\n")
				if err := c.Flush(); err != nil {
					t.Error(err)
				}
				c.SetWriteDeadline(time.Now().Add(limit))
				<-time.After(2 * limit) // the deadline passes
			}
			c.SetWriteDeadline(time.Time{})
		})
		c := dial(t, addr)
		go func() {
			next <- struct{}{}
			next <- struct{}{}
			close(next)
		}()
		_, resp := ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		if out, err := io.ReadAll(resp.Body); err != nil || string(out) != "data: x\n\ndata: x\n\n" {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// TestSlowOnce: a client that was slow once, and then has let the time of writing pass,
// is not taken for slow afterwards. A busy machine can make anybody slow, so it may take
// several attempts; a server that makes that mistake makes it each time.
func TestSlowOnce(t *testing.T) {
	const limit, attempts = 200 * time.Millisecond, 10
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := start(t, &server.Server{Front: front, Timeouts: server.Timeouts{Write: limit}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Write(make([]byte, 8<<20))
		})})
		for range attempts {
			c := dial(t, addr)
			large(c)
			<-time.After(limit + limit/4)
			if large(c) {
				return
			}
		}
		t.Error("the second response breaks off")
	})
}

// large asks for a response, and tells whether all of it came.
func large(c net.Conn) bool {
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		return false
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return false
	}
	n, err := io.Copy(io.Discard, resp.Body)
	return n == 8<<20 && err == nil
}
