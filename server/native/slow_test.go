package native_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/native"
)

// slowly reads all in pieces, with a pause behind each, and returns how much came. A
// reader that was held up for so long itself that the server may lose patience has
// shown nothing: errHeldUp.
func slowly(c net.Conn, piece int, pause, limit time.Duration) (got int, err error) {
	begin := time.Now()
	io.WriteString(c, "GET / HTTP/1.1\r\n"+last)
	buf := make([]byte, piece)
	heldUp := false
	for next := time.Tick(pause); ; <-next { // the pace is the subject
		n, err := io.ReadFull(c, buf)
		heldUp = heldUp || time.Since(begin) > limit/2
		begin = time.Now()
		got += n
		switch {
		case err == nil:
		case heldUp:
			return got, errHeldUp
		default:
			return got, nil
		}
	}
}

var errHeldUp = errors.New("the reader was held up")

// allSlowly expects that a client gets all, slow as it is.
func allSlowly(t *testing.T, addr net.Addr, size, piece int, pause, limit time.Duration) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		c := dial(t, addr)
		c.(interface{ SetReadBuffer(int) error }).SetReadBuffer(64 << 10) // the system is not to take all for the client
		got, err := slowly(c, piece, pause, limit)
		c.Close()
		if got >= size {
			return
		}
		if err == nil {
			t.Fatalf("%d octets", got)
		}
	}
	t.Fatal("this machine is too busy to tell")
}

// TestSlowReader: a client that takes something in each period of
// Timeouts.Write gets all.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	everyModeAtOnce(t, func(t *testing.T, m mode) {
		const size, limit = 8 << 20, 300 * time.Millisecond
		addr := m.start(t, &native.Server{Timeouts: native.Timeouts{Write: limit}, Handler: native.HandlerFunc(func(x *native.Exchange) {
			x.Answer(200, nil, make([]byte, size))
		})})
		allSlowly(t, addr, size, size/16, limit/6, limit)
	})
}

// TestVerySlowReader: something in each period is enough, as little as it is.
func TestVerySlowReader(t *testing.T) {
	t.Parallel()
	const size, each, limit = 40 << 10, 2 << 10, 100 * time.Millisecond
	m := mode{native.Goroutines, false, "unix"}
	addr := m.start(t, &native.Server{
		Timeouts: native.Timeouts{Write: limit},
		Accepted: func(_ net.Listener, nc net.Conn) any { return nc.(*net.UnixConn).SetWriteBuffer(each) },
		Handler:  native.HandlerFunc(func(x *native.Exchange) { x.Answer(200, nil, make([]byte, size)) }),
	})
	allSlowly(t, addr, size, each, limit/5, limit)
}
