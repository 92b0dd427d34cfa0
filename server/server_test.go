package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server"
)

// patience is how long a test waits for what must come. It is long, for a busy machine:
// only what is broken takes that time.
const patience = time.Minute

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// start serves on loopback until the test ends.
func start(t *testing.T, s *server.Server) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, s, l)
	return l.Addr()
}

func serve(t *testing.T, s *server.Server, l net.Listener) {
	if s.ErrorLog == nil {
		s.ErrorLog = quiet()
	}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
}

func dial(t *testing.T, addr net.Addr) *net.TCPConn {
	t.Helper()
	c, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c.(*net.TCPConn)
}

// talk sends and reads to the server's FIN. A reset fails the test.
func talk(t *testing.T, addr net.Addr, in string, halfClose bool) string {
	t.Helper()
	c := dial(t, addr)
	if _, err := io.WriteString(c, in); err != nil {
		t.Fatal(err)
	}
	if halfClose {
		c.CloseWrite()
	}
	out, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("after %q: %v", out, err)
	}
	return string(out)
}

// brief leaves out what differs from run to run or says nothing here.
func brief(sent string) string {
	var kept []string
	for line := range strings.SplitSeq(sent, "\r\n") {
		if !strings.HasPrefix(line, "Date: ") && !strings.HasPrefix(line, "Content-Type: ") {
			kept = append(kept, strings.ReplaceAll(line, "HTTP/1.1 ", ""))
		}
	}
	return strings.Join(kept, "|")
}

const (
	host    = "Host: a\r\n"
	last    = host + "Connection: close\r\n\r\n"
	okClose = "200 OK|Content-Length: 3|Connection: close||ok\n"
	ok      = "200 OK|Content-Length: 3||ok\n"
)

// TestConversations: raw octets over loopback, up to the server's FIN.
func TestConversations(t *testing.T) {
	addr := start(t, &server.Server{Handler: capable.Handler()})
	for _, tt := range []struct {
		name, in, want string
		halfClose      bool
	}{
		{"close and a pipelined request", "GET / HTTP/1.1\r\n" + last + "GET / HTTP/1.1\r\n" + last, okClose, false},
		{"close and garbage", "GET / HTTP/1.1\r\n" + last + "Invalid\r\n\r\n", okClose, false},
		{"a slow answer and garbage", "GET /slow?ms=50 HTTP/1.1\r\n" + last + "\x00", "200 OK|Content-Length: 5|Connection: close||slow\n", false},
		{"1.0", "GET / HTTP/1.0\r\n\r\n", okClose, false},
		{
			"1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
			"200 OK|Content-Length: 3|Connection: keep-alive||ok\n" + okClose, false,
		},
		{"1.0 stream", "GET /stream HTTP/1.0\r\n\r\n", "200 OK|Connection: close||one\ntwo\nthree\n", false},
		{"stream", "GET /stream HTTP/1.1\r\n" + last, "200 OK|Transfer-Encoding: chunked|Connection: close||4|one\n|4|two\n|6|three\n|0||", false},
		{
			"unread body", "POST /ignore HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n" + last,
			ok + okClose, false,
		},
		{
			"long unread body", "POST /ignore HTTP/1.1\r\n" + host + "Content-Length: 1000000\r\n\r\n" + strings.Repeat("x", 1000000),
			okClose, false,
		},
		{"expectation that is met", "POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n" + last + "hello", "100 Continue||200 OK|Content-Length: 5|Connection: close||hello", false},
		{"expectation that is not", "POST /ignore HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n" + host + "\r\n", okClose, false},
		{"half-close before the answer", "GET /slow?ms=50 HTTP/1.1\r\n" + host + "\r\n", "200 OK|Content-Length: 5||slow\n", true},
		{"half-close in the body", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 9\r\n\r\nhello", "400 Bad Request|X-Content-Type-Options: nosniff|Content-Length: 29|Connection: close||body incomplete or malformed\n", true},
		{"HEAD", "HEAD / HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n" + last, "200 OK|Content-Length: 3||" + okClose, false},
		{"204", "GET /no-content HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n" + last, "204 No Content||" + okClose, false},
		{"304", "GET /not-modified HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n" + last, "304 Not Modified||" + okClose, false},
		{
			"chunked echo", "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host + "\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n" + last,
			"200 OK|Content-Length: 5||hello" + okClose, false,
		},
		{
			"both lengths", "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n" + host + "\r\n0\r\n\r\nGET / HTTP/1.1\r\n" + last,
			"200 OK|Content-Length: 0|Connection: close||", false,
		},
		{
			"malformed behind good", "GET / HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\nHost : a\r\n\r\n",
			ok + "400 Bad Request|Content-Length: 40|Connection: close||whitespace between field name and colon\n", false,
		},
		{"handler says close", "GET /close HTTP/1.1\r\n" + host + "\r\n", "200 OK|Content-Length: 6|Connection: close||close\n", false},
		{"absolute-form", "GET http://a/ HTTP/1.1\r\n" + last, okClose, false},
		{"a path with two slashes", "GET //a HTTP/1.1\r\n" + last, "404 Not Found|X-Content-Type-Options: nosniff|Content-Length: 19|Connection: close||no such capability\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := brief(talk(t, addr, tt.in, tt.halfClose)); got != tt.want {
				t.Errorf("got\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

// TestStagedClose: what the client still sends does not cost it the response.
func TestStagedClose(t *testing.T) {
	addr := start(t, &server.Server{Handler: capable.Handler()})
	c := dial(t, addr)
	if _, err := io.WriteString(c, "POST /ignore HTTP/1.1\r\nContent-Length: 9999999\r\n"+last); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := c.Write(make([]byte, 1000)); err != nil {
			t.Fatalf("reset while the server should read on: %v", err)
		}
	}
	out, err := io.ReadAll(c)
	if err != nil || brief(string(out)) != okClose {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := c.Write([]byte("more")); err != nil {
		t.Errorf("behind the FIN: %v", err)
	}
}

// TestLargeBodies: back-pressure in both directions, with a client that reads late.
func TestLargeBodies(t *testing.T) {
	addr := start(t, &server.Server{Handler: capable.Handler()})
	c := dial(t, addr)
	go io.WriteString(c, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n"+strings.Repeat("x", 3000000)+
		"GET /size?bytes=5000000 HTTP/1.1\r\n"+last)
	r := bufio.NewReader(c)
	for _, want := range []int64{7, 5000000} {
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, resp.Body)
		if err != nil || n != want {
			t.Errorf("%d octets, %v; want %d", n, err, want)
		}
	}
}

// TestPanics: a panic costs one connection, and the answer says so where it can.
func TestPanics(t *testing.T) {
	addr := start(t, &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/late":
			w.Header().Set("Content-Length", "9")
			io.WriteString(w, "begun")
			w.(http.Flusher).Flush()
			panic("late")
		case "/early":
			panic("early")
		}
	})})
	if got := brief(talk(t, addr, "GET /early HTTP/1.1\r\n"+host+"\r\n", false)); got != "500 Internal Server Error|Content-Length: 0|Connection: close||" {
		t.Errorf("early: %q", got)
	}
	if got := brief(talk(t, addr, "GET /late HTTP/1.1\r\n"+host+"\r\n", false)); got != "200 OK|Content-Length: 9||begun" {
		t.Errorf("late: %q", got)
	}
	if got := brief(talk(t, addr, "GET / HTTP/1.1\r\n"+last, false)); got != "200 OK|Content-Length: 0|Connection: close||" {
		t.Errorf("afterwards: %q", got)
	}
}

// TestContextEndsWithTheClient: a reset ends the request's context, a half-close does not.
func TestContextEndsWithTheClient(t *testing.T) {
	began, ended := make(chan struct{}), make(chan struct{})
	addr := start(t, &server.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		select {
		case <-r.Context().Done():
			close(ended)
		case <-time.After(patience):
		}
	})})
	c := dial(t, addr)
	io.WriteString(c, "GET / HTTP/1.1\r\n"+host+"\r\n")
	<-began
	c.SetLinger(0)
	c.Close()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("the handler was not told")
	}
}

// TestHeaders: what a handler says about framing is checked, what it says about the connection is heard.
func TestHeaders(t *testing.T) {
	addr := start(t, &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/early-hints":
			w.Header().Set("Link", "</a>")
			w.WriteHeader(http.StatusEarlyHints)
		case "/lies":
			w.Header().Set("Content-Length", "2")
			w.Header().Set("Transfer-Encoding", "chunked")
			w.Header().Set("Keep-Alive", "timeout=5")
		case "/closes":
			w.Header().Set("Connection", "x, Close")
		}
		io.WriteString(w, "abc")
	})})
	for target, want := range map[string]string{
		"/early-hints": "103 Early Hints|Link: </a>||200 OK|Link: </a>|Content-Length: 3||abc",
		"/lies":        "200 OK|Transfer-Encoding: chunked||0||",
		"/closes":      "200 OK|Connection: x|Content-Length: 3|Connection: close||abc",
	} {
		if got := brief(talk(t, addr, "GET "+target+" HTTP/1.1\r\n"+host+"\r\n", true)); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// TestTimeouts: each timer, in no time.
func TestTimeouts(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		after          time.Duration
	}{
		{"idle", "", "", 60 * time.Second},
		{"idle behind an exchange", "GET / HTTP/1.1\r\n" + host + "\r\n", ok, 60 * time.Second},
		{"head", "GET / HTTP/1.1\r\n", "408 Request Timeout|Content-Length: 33|Connection: close||no complete request came in time\n", 10 * time.Second},
		{
			"body", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\n",
			"408 Request Timeout|Content-Length: 33|Connection: close||no complete request came in time\n", 30 * time.Second,
		},
		{"slow handlers have none", "GET /slow?ms=10000 HTTP/1.1\r\n" + host + "\r\n", "200 OK|Content-Length: 5||slow\n", 70 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := memnet.Listen(memnet.DefaultBuffer)
				serve(t, &server.Server{Handler: capable.Handler()}, l)
				c, err := l.Dial(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				io.WriteString(c, tt.in)
				out, err := io.ReadAll(c)
				if err != nil || brief(string(out)) != tt.want {
					t.Errorf("%q, %v; want %q", brief(string(out)), err, tt.want)
				}
				if took := time.Since(begin); took != tt.after {
					t.Errorf("FIN after %v, want %v", took, tt.after)
				}
				synctest.Wait()
				if _, err := c.Write([]byte("x")); err != nil {
					t.Errorf("the server does not read on behind its FIN: %v", err)
				}
				time.Sleep(5*time.Second + time.Nanosecond) // the linger timer is the subject
				synctest.Wait()
				io.WriteString(c, "x") // answered by a reset, as TCP does
				if _, err := c.Write([]byte("x")); err == nil {
					t.Error("the connection outlives its linger time")
				}
			})
		})
	}
}

// TestShutdown: idle connections end at once, the others with their answer, which says so.
func TestShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		s := &server.Server{Handler: capable.Handler()}
		serve(t, s, l)
		var conns [2]*memnet.Conn
		for i := range conns {
			c, err := l.Dial(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			conns[i] = c
		}
		io.WriteString(conns[1], "GET /slow?ms=3000 HTTP/1.1\r\n"+host+"\r\n")
		synctest.Wait()
		begin := time.Now()
		stopped := make(chan error)
		go func() { stopped <- s.Shutdown(context.Background()) }()
		for i, want := range []string{"", "200 OK|Content-Length: 5|Connection: close||slow\n"} {
			out, err := io.ReadAll(conns[i])
			if err != nil || brief(string(out)) != want {
				t.Errorf("%q, %v; want %q", out, err, want)
			}
			conns[i].Close()
		}
		if err := <-stopped; err != nil || time.Since(begin) != 3*time.Second {
			t.Errorf("stopped after %v: %v", time.Since(begin), err)
		}
		if err := s.Serve(memnet.Listen(1)); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serves again: %v", err)
		}
	})
}

// TestShutdownGivesUpWithItsContext: a handler that does not end keeps Shutdown only so long.
func TestShutdownGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		s := &server.Server{Handler: capable.Handler()}
		serve(t, s, l)
		c, err := l.Dial(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, "GET /slow?ms=9000 HTTP/1.1\r\n"+host+"\r\n")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown: %v", err)
		}
		c.Close()
		time.Sleep(9 * time.Second) // the handler's time, which nobody can cut short
	})
}

// failing is a listener whose first Accepts fail in a way that passes.
type failing struct {
	net.Listener
	fails int
}

type passing struct{ error }

func (passing) Temporary() bool { return true }

func (f *failing) Accept() (net.Conn, error) {
	if f.fails--; f.fails >= 0 {
		return nil, passing{errors.New("too many open files")}
	}
	return f.Listener.Accept()
}

// TestAcceptErrors: errors that pass are waited for, others end Serve.
func TestAcceptErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		serve(t, &server.Server{Handler: capable.Handler()}, &failing{l, 4})
		c, err := l.Dial(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		io.WriteString(c, "GET / HTTP/1.1\r\n"+last)
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != okClose {
			t.Errorf("%q, %v", out, err)
		}
		if took := time.Since(begin); took != 75*time.Millisecond {
			t.Errorf("waited %v", took)
		}
		c.Close()
	})
	l := memnet.Listen(1)
	l.Close()
	if err := (&server.Server{ErrorLog: quiet()}).Serve(l); err == nil || errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve on a closed listener: %v", err)
	}
}

// TestTLS: the closure alert comes before FIN, and a client that has sent its own still gets the answer.
func TestTLS(t *testing.T) {
	backend := httptest.NewUnstartedServer(nil)
	backend.StartTLS()
	defer backend.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, &server.Server{Handler: capable.Handler()}, tls.NewListener(l, &tls.Config{Certificates: backend.TLS.Certificates}))
	roots := backend.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	raw := dial(t, l.Addr())
	c := tls.Client(raw, &tls.Config{RootCAs: roots, ServerName: "example.com"})
	if _, err := io.WriteString(c, "GET /slow?ms=50 HTTP/1.1\r\n"+host+"\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(c) // fails when FIN comes without an alert
	if err != nil || brief(string(out)) != "200 OK|Content-Length: 5||slow\n" {
		t.Errorf("%q, %v", out, err)
	}
	if n, err := raw.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("behind the alert: %d octets, %v", n, err)
	}
}

// TestNetHTTPClient: an ordinary client reuses connections. It makes another one where its
// own goroutine that writes is late to say that a request is out, so not each time.
func TestNetHTTPClient(t *testing.T) {
	addr := start(t, &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
		io.WriteString(w, r.RemoteAddr)
	})})
	seen := make(map[string]bool)
	const requests = 6
	for range requests {
		resp, err := http.Post("http://"+addr.String(), "text/plain", io.MultiReader(strings.NewReader("hello ")))
		if err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.HasPrefix(string(out), "hello 127.0.0.1:") {
			t.Fatalf("%q, %v", out, err)
		}
		seen[string(out)] = true
	}
	if len(seen) == requests {
		t.Errorf("each request has a connection: %v", seen)
	}
}
