package server_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/servertest"
)

// proxied starts a backend on net/http and a reverse proxy before it on this server.
func proxied(t *testing.T, front native.Front, h http.HandlerFunc) net.Addr {
	t.Helper()
	backend := httptest.NewServer(h)
	t.Cleanup(backend.Close)
	to, err := url.Parse(backend.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.SetXForwarded() }, FlushInterval: -1}
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	return start(t, &server.Server{Front: front, Handler: proxy})
}

// TestReverseProxy: what the client sends reaches the backend while it is sent, and
// the other way round; a trailer comes back.
func TestReverseProxy(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := proxied(t, front, func(w http.ResponseWriter, r *http.Request) {
			http.NewResponseController(w).EnableFullDuplex()
			w.Header().Set("Trailer", "X-Sum")
			lines := bufio.NewScanner(r.Body)
			for lines.Scan() {
				fmt.Fprintln(w, lines.Text(), r.Header.Get("X-Forwarded-For"))
				w.(http.Flusher).Flush()
			}
			w.Header().Set("X-Sum", "123")
		})
		in, out := io.Pipe()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+addr.String(), in)
		if err != nil {
			t.Fatal(err)
		}
		go io.WriteString(out, "0\n")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		r := bufio.NewReader(resp.Body)
		for i := range 5 {
			if got, want := line(t, r), fmt.Sprintf("%d 127.0.0.1\n", i); got != want {
				t.Fatalf("%q, want %q", got, want)
			}
			if i < 4 {
				fmt.Fprintf(out, "%d\n", i+1)
			}
		}
		out.Close()
		if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 || resp.Trailer.Get("X-Sum") != "123" {
			t.Errorf("%q, %v, %v", rest, err, resp.Trailer)
		}
	})
}

// TestReverseProxyUpgrade: another protocol through the proxy.
func TestReverseProxyUpgrade(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := proxied(t, front, func(w http.ResponseWriter, _ *http.Request) {
			nc, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
			rw.Flush()
			echoLines(rw)
		})
		c := dial(t, addr)
		r, resp := ask(t, c, upgrade)
		if resp.StatusCode != 101 || resp.Header.Get("Upgrade") != "echo" {
			t.Fatalf("%v", resp)
		}
		for range 3 {
			io.WriteString(c, "hello\n")
			if got := line(t, r); got != "> hello\n" {
				t.Errorf("%q", got)
			}
		}
		c.CloseWrite()
		if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
			t.Errorf("%q, %v", rest, err)
		}
	})
}

// TestReverseProxyAbort: when the client goes, the backend is told; when the backend
// breaks off, the client can tell.
func TestReverseProxyAbort(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		began, ended := make(chan struct{}, 1), make(chan struct{}, 1)
		addr := proxied(t, front, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/breaks" {
				w.Header().Set("Content-Length", "10000")
				io.WriteString(w, strings.Repeat("x", 5000))
				panic(http.ErrAbortHandler)
			}
			began <- struct{}{}
			<-r.Context().Done()
			ended <- struct{}{}
		})
		c := dial(t, addr)
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		within(t, "the request", began)
		c.SetLinger(0)
		c.Close()
		within(t, "its end", ended)

		_, resp := ask(t, dial(t, addr), "GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n")
		if out, err := io.ReadAll(resp.Body); err == nil {
			t.Errorf("%d octets seem to be all", len(out))
		}
	})
}

// zipped is what a middleware for compression does.
func zipped(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		h.ServeHTTP(zipWriter{w, z}, r)
	})
}

type zipWriter struct {
	http.ResponseWriter
	z *gzip.Writer
}

func (w zipWriter) Write(p []byte) (int, error) { return w.z.Write(p) }
func (w zipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
func (w zipWriter) FlushError() error {
	w.z.Flush()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// TestEvents: server-sent events come one by one, compressed, and end with the client.
func TestEvents(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		next, ended := make(chan string), make(chan struct{})
		events := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for {
				select {
				case e := <-next:
					fmt.Fprintf(w, "data: %s\n\n", e)
					if err := http.NewResponseController(w).Flush(); err != nil {
						t.Error(err)
					}
				case <-r.Context().Done():
					close(ended)
					return
				}
			}
		}
		c := dial(t, start(t, &server.Server{Front: front, HalfCloseCancels: true, Handler: zipped(http.HandlerFunc(events))}))
		go func() { next <- "0" }()
		_, resp := ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		z, err := gzip.NewReader(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(z)
		for i := range 3 {
			if got := line(t, r) + line(t, r); got != fmt.Sprintf("data: %d\n\n", i) {
				t.Fatalf("%q", got)
			}
			if i < 2 {
				next <- fmt.Sprint(i + 1)
			}
		}
		c.Close()
		within(t, "the end", ended)
	})
}

// TestServeTLS: the swap of http.ServeTLS, with hijacking and what a handler sees.
func TestServeTLS(t *testing.T) {
	s := servertest.NewUnstartedServer(nil)
	s.StartTLS() // for its certificate
	defer s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ours := &server.Server{
		TLSConfig: &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"h2"}}, ErrorLog: quiet(),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upgrade") == "" {
				io.WriteString(w, r.TLS.NegotiatedProtocol+" "+r.TLS.ServerName)
				return
			}
			nc, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			rw.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
			rw.Flush()
			echoLines(rw)
		}),
	}
	served := make(chan error, 1)
	go func() { served <- ours.ServeTLS(l, "", "") }()
	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	c := tls.Client(dial(t, l.Addr()), &tls.Config{RootCAs: roots, ServerName: "example.com", NextProtos: []string{"h2", "http/1.1"}})
	_, resp := ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	if out, err := io.ReadAll(resp.Body); err != nil || string(out) != "http/1.1 example.com" {
		t.Errorf("%q, %v", out, err)
	}
	r, _ := ask(t, c, upgrade)
	io.WriteString(c, "hello\n")
	if got := line(t, r); got != "> hello\n" {
		t.Errorf("%q", got)
	}
	c.Close()
	if err := ours.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-served; err != http.ErrServerClosed {
		t.Error(err)
	}
}

// TestListenAndServe: errors come back, and the certificate is looked for.
func TestListenAndServe(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := server.ListenAndServe(l.Addr().String(), nil); err == nil {
		t.Error("it listens on an address that is taken")
	}
	if err := server.ListenAndServeTLS("127.0.0.1:0", "none", "none", nil); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	s := &server.Server{Addr: "127.0.0.1:0"}
	s.Close()
	if err := s.ListenAndServe(); err != http.ErrServerClosed {
		t.Error(err)
	}
}
