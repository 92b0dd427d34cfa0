package server_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server"
)

// stalling begins as the target says, and then waits until its context ends or its
// time is over. What becomes of the rest of its response is what is tested.
func stalling(ended chan<- time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		switch r.URL.Path {
		case "/begun":
			io.WriteString(w, "he")
			w.(http.Flusher).Flush()
		case "/read":
			io.Copy(io.Discard, r.Body)
		}
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
		ended <- time.Since(begin)
		io.WriteString(w, "too late")
	})
}

// TestHandlerTimeout: 503 in place of a handler that has not begun, and a broken
// connection where it has, which a client can tell from the end of a response.
func TestHandlerTimeout(t *testing.T) {
	const stalled = "503 Service Unavailable|Content-Length: 30|Connection: close||no response was ready in time\n"
	for _, tt := range []struct {
		name, in, want string
		halfClose      bool
		err            error
		after          time.Duration
	}{
		{"before the head", "GET / HTTP/1.1\r\n" + host + "\r\n", stalled, false, nil, 3 * time.Second},
		{"the client has half-closed", "GET / HTTP/1.1\r\n" + host + "\r\n", stalled, true, nil, 3 * time.Second},
		{"more waits than is read ahead", "GET / HTTP/1.1\r\n" + host + "\r\n" + strings.Repeat("x", 40<<10), stalled, false, nil, 3 * time.Second},
		{"behind the head", "GET /begun HTTP/1.1\r\n" + host + "\r\n", "200 OK|Transfer-Encoding: chunked||2|he|", false, nil, 3 * time.Second},
		{"endless", "GET /begun HTTP/1.0\r\n\r\n", "", false, syscall.ECONNRESET, 3 * time.Second},
		{
			"the body has its own time", "POST /read HTTP/1.1\r\n" + host + "Content-Length: 9\r\n\r\n",
			"408 Request Timeout|Content-Length: 33|Connection: close||no complete request came in time\n", false, nil, 30 * time.Second,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan time.Duration, 1)
				l := memnet.Listen(memnet.DefaultBuffer)
				serve(t, &server.Server{Handler: stalling(ended), Timeouts: server.Timeouts{Handler: 3 * time.Second}}, l)
				c, err := l.Dial(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				io.WriteString(c, tt.in)
				if tt.halfClose {
					c.CloseWrite()
				}
				synctest.Wait()
				time.Sleep(tt.after) // the client reads late: a reset has erased what it could have read
				synctest.Wait()
				out, err := io.ReadAll(c)
				if got := brief(string(out)); got != tt.want || !errors.Is(err, tt.err) {
					t.Errorf("%q, %v; want %q, %v", got, err, tt.want, tt.err)
				}
				if took := time.Since(begin); took != tt.after {
					t.Errorf("the end came after %v, want %v", took, tt.after)
				}
				c.Close()
				if took := <-ended; took > tt.after {
					t.Errorf("the handler was told after %v", took)
				}
			})
		})
	}
}

// TestHandlerTimeoutIsForOne: the time of one request is not that of the next.
func TestHandlerTimeoutIsForOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		slow := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(2 * time.Second) })
		serve(t, &server.Server{Handler: slow, Timeouts: server.Timeouts{Handler: 3 * time.Second}}, l)
		c, err := l.Dial(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		const one = "GET / HTTP/1.1\r\n" + host + "\r\n"
		io.WriteString(c, one+one)
		c.CloseWrite()
		out, err := io.ReadAll(c)
		if want := strings.Repeat("200 OK|Content-Length: 0||", 2); err != nil || brief(string(out)) != want {
			t.Errorf("%q, %v; want %q", brief(string(out)), err, want)
		}
	})
}

// TestWriteTimeout: a client that takes nothing of a response loses its connection,
// and gets no FIN that would make half a response whole.
func TestWriteTimeout(t *testing.T) {
	for _, version := range []string{"1.1", "1.0"} {
		synctest.Test(t, func(t *testing.T) {
			l := memnet.Listen(1 << 10)
			ended := make(chan struct{})
			serve(t, &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.WriteString(w, strings.Repeat("x", 10<<10))
				<-r.Context().Done()
				close(ended)
			})}, l)
			c, err := l.Dial(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			io.WriteString(c, "GET / HTTP/"+version+"\r\n"+host+"\r\n")
			<-ended
			if took := time.Since(begin); took != time.Minute {
				t.Errorf("given up after %v", took)
			}
			if out, err := io.ReadAll(c); (version == "1.0") != errors.Is(err, syscall.ECONNRESET) || len(out) > 1<<10 {
				t.Errorf("HTTP/%s: %d octets, %v", version, len(out), err)
			}
		})
	}
}

// TestMaxRequests: the last response that is permitted says close.
func TestMaxRequests(t *testing.T) {
	addr := start(t, &server.Server{Handler: http.NotFoundHandler(), MaxRequests: 3})
	out := talk(t, addr, strings.Repeat("HEAD / HTTP/1.1\r\n"+host+"\r\n", 5), false)
	if n, said := strings.Count(out, "HTTP/1.1 404 "), strings.Index(out, "Connection: close"); n != 3 || said < strings.LastIndex(out, "404") {
		t.Errorf("%d responses; close at %d of\n%s", n, said, out)
	}
}
