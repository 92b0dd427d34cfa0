package native_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server/native"
)

// slowWriter takes a moment for each write.
type slowWriter struct{ net.Conn }

func (s slowWriter) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	time.Sleep(time.Millisecond)
	return n, err
}

// TestContentCrosses100: content that comes while 100 (Continue) is still being written
// wakes the handler that waits for it. Somebody else reads meanwhile, as for a handler
// that wants to know when its client is lost.
func TestContentCrosses100(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		s := &native.Server{
			Handler: native.HandlerFunc(func(x *native.Exchange) {
				content := make([]byte, 5)
				n, _ := x.Read(content)
				x.Answer(200, nil, content[:n])
			}),
			Seams: &native.Seams{Net: func(nc net.Conn) net.Conn { return slowWriter{nc} }},
		}
		go s.Serve(l)
		defer s.Shutdown(t.Context()) // it waits for who still writes
		c, err := l.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
		if _, err := io.ReadFull(c, make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, "hello")
		c.SetReadDeadline(time.Now().Add(time.Second)) // long before any timer of the server
		answer := make([]byte, 1000)
		n, err := c.Read(answer)
		if err != nil || !strings.HasSuffix(string(answer[:n]), "\r\n\r\nhello") {
			t.Errorf("%q, %v", answer[:n], err)
		}
	})
}
