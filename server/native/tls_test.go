package native_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// secure serves over TLS and returns what a client needs.
func secure(t *testing.T, s *native.Server) (net.Addr, *tls.Config) {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	t.Cleanup(certified.Close)
	l := mode{network: "tcp"}.listen(t)
	serve(t, s, tls.NewListener(l, &tls.Config{Certificates: certified.TLS.Certificates}))
	roots := certified.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return l.Addr(), &tls.Config{RootCAs: roots, ServerName: "example.com"}
}

// TestTLS: the closure alert comes before FIN (RFC 9112, section 9.8), and a client that
// has sent its own still gets its answers. The event loop has no TLS: goroutines take over.
func TestTLS(t *testing.T) {
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		for _, inline := range []bool{false, true} {
			addr, cfg := secure(t, &native.Server{Front: front, Inline: inline, Handler: routes{"/tls": func(x *native.Exchange) {
				if state := x.TLS(); state == nil || !state.HandshakeComplete {
					t.Errorf("TLS: %+v", state)
				}
				echo(x)
			}}})
			for _, tt := range []struct {
				in, want  string
				halfClose bool
			}{
				{post("/tls", "Content-Length: 5\r\n", "hello") + "GET / HTTP/1.1\r\n" + last, "200 OK|length 5||hello" + okClose, false},
				{get("/") + get("/tls"), ok + "200 OK|length 0||", true},
				{"Invalid\r\n\r\n", "400 Bad Request|length 21|close||invalid request-line\n", false},
			} {
				raw := dial(t, addr)
				c := tls.Client(raw, cfg)
				io.WriteString(c, tt.in)
				if tt.halfClose {
					c.CloseWrite()
				}
				out, err := io.ReadAll(c) // fails when FIN comes without an alert
				if err != nil || brief(string(out)) != tt.want {
					t.Errorf("%q, %v; want %q", out, err, tt.want)
				}
				if n, err := raw.Read(make([]byte, 1)); n != 0 || err != io.EOF {
					t.Errorf("behind the alert: %d octets, %v", n, err)
				}
			}
		}
	}
}

// TestTLSBreaks: a response that breaks off ends without the alert that would call it whole.
func TestTLSBreaks(t *testing.T) {
	addr, cfg := secure(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
		x.Start(&conn.Answer{Status: 200, Length: -1})
		io.WriteString(x, "begun")
		x.Flush()
		panic(native.ErrAbort)
	})})
	c := tls.Client(dial(t, addr), cfg)
	io.WriteString(c, "GET / HTTP/1.0\r\n\r\n") // whose response ends with the connection
	if out, err := io.ReadAll(c); err == nil {
		t.Errorf("%q, and a clean end", out)
	}
}
