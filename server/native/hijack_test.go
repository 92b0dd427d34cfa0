package native_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// TestHijack: who takes a connection over gets what the client has sent behind the head
// of the request, and the server is done with it.
func TestHijack(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		s := &native.Server{Handler: routes{"/hijack": func(x *native.Exchange) {
			nc, received, err := x.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if _, _, err := x.Hijack(); !errors.Is(err, native.ErrGone) {
				t.Errorf("again: %v", err)
			}
			if err := x.Answer(200, nil, nil); err == nil {
				t.Error("answers on")
			}
			go backwards(nc, received)
		}}}
		addr := m.start(t, s)
		c := dial(t, addr)
		io.WriteString(c, get("/")+get("/hijack")+"abc")
		io.WriteString(c, "def")
		c.CloseWrite()
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != ok+"fedcba" {
			t.Errorf("%q, %v", out, err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
	})
}

// backwards answers with all that the client sends, the last octet first.
func backwards(nc net.Conn, received []byte) {
	defer nc.Close()
	rest, _ := io.ReadAll(nc)
	all := append(received, rest...)
	for i := range all {
		nc.Write(all[len(all)-1-i:][:1])
	}
}

// TestHijackWhileItIsWatched: the goroutine that watches the client lets go of it, and
// what was written goes before.
func TestHijackWhileItIsWatched(t *testing.T) {
	everyFront(t, "tcp", func(t *testing.T, m mode) {
		mustEnd(t, patience)
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			x.Done()
			x.Start(&conn.Answer{Status: 200, Length: -1})
			nc, received, err := x.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			nc.SetDeadline(time.Now().Add(patience))
			go backwards(nc, received)
		})})
		c := dial(t, addr)
		io.WriteString(c, get("/"))
		io.WriteString(c, "abc")
		c.CloseWrite()
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != "200 OK|chunked||cba" {
			t.Errorf("%q, %v", out, err)
		}
	})
}
