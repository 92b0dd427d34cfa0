//go:build linux

package nowait_test

import (
	"errors"
	"fmt"
	"net"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/internal/nowait"
)

// pair returns both ends of a stream.
func pair(t testing.TB) (a, b int) {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return ends[0], ends[1]
}

// TestCalls: what goes in at one end comes out at the other, then the end of it, then the error of a socket that is gone.
func TestCalls(t *testing.T) {
	a, b := pair(t)
	buffer := make([]byte, 8)
	if n, err := nowait.Read(b, buffer); n != 0 || !errors.Is(err, unix.EAGAIN) {
		t.Errorf("nothing is there: %d, %v", n, err)
	}
	for _, more := range []bool{false, true} {
		if n, err := nowait.Send(a, []byte("octets"), more); n != 6 || err != nil {
			t.Errorf("sent %d, %v", n, err)
		}
		if n, err := nowait.Read(b, buffer); err != nil || string(buffer[:n]) != "octets" {
			t.Errorf("read %q, %v", buffer[:n], err)
		}
	}
	if err := nowait.CloseWrite(a); err != nil {
		t.Error(err)
	}
	if n, err := nowait.Read(b, buffer); n != 0 || err != nil {
		t.Errorf("at the end: %d, %v", n, err)
	}
	nowait.Close(a)
	if _, err := nowait.Send(b, []byte("x"), false); !errors.Is(err, unix.EPIPE) {
		t.Errorf("nobody is there: %v", err)
	}
	nowait.Close(b)
	if err := nowait.CloseWrite(b); !errors.Is(err, unix.EBADF) {
		t.Errorf("closed: %v", err)
	}
}

// TestLinger: a connection that is accepted and closed so ends with a reset.
func TestLinger(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var fd int
	var failed error
	accept := func(listener uintptr) { fd, failed = nowait.Accept(int(listener)) } // it is there: the client is connected
	if err := raw.Control(accept); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	if err := nowait.Linger(fd); err != nil {
		t.Error(err)
	}
	nowait.Close(fd)
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
		t.Errorf("the client reads %v, not a reset", err)
	}
}

// TestEvents: those that are there, and none when nothing is.
func TestEvents(t *testing.T) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer nowait.Close(epoll)
	a, b := pair(t)
	defer nowait.Close(a)
	defer nowait.Close(b)
	if err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, b, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(b)}); err != nil {
		t.Fatal(err)
	}
	events := make([]unix.EpollEvent, 4)
	if n, err := nowait.Events(epoll, events); n != 0 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
	if _, err := nowait.Send(a, []byte("x"), false); err != nil {
		t.Fatal(err)
	}
	if n, err := nowait.Events(epoll, events); n != 1 || err != nil || events[0].Fd != int32(b) {
		t.Errorf("%d events, %v, %v", n, events[:max(n, 0)], err)
	}
}

func ExampleRead() {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nowait.Close(ends[0])
	defer nowait.Close(ends[1])
	buffer := make([]byte, 8)
	_, err = nowait.Read(ends[0], buffer)
	fmt.Println(errors.Is(err, unix.EAGAIN))
	// Output: true
}

func BenchmarkRead(b *testing.B) {
	from, to := pair(b)
	defer nowait.Close(from)
	defer nowait.Close(to)
	buffer := make([]byte, 8)
	for name, read := range map[string]func(int, []byte) (int, error){"nowait": nowait.Read, "unix": unix.Read} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = read(to, buffer)
			}
		})
	}
}
