package lean

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/fuzz/play"
)

// address is where a target is, as the kernel takes it.
type address struct {
	family int
	to     unix.Sockaddr
	source byte // last octet of the address on 127.0.0.0/24 that connections come from; 0: the kernel's choice
	many   bool // the target is on 127.0.0.0/8: there are more addresses to come from
}

func resolve(t play.Target) (address, error) {
	if t.Network == "unix" {
		return address{family: unix.AF_UNIX, to: &unix.SockaddrUnix{Name: t.Address}}, nil
	}
	at, err := net.ResolveTCPAddr("tcp", t.Address)
	if err != nil {
		return address{}, fmt.Errorf("%w: %w", play.ErrUnreachable, err)
	}
	if ip := at.IP.To4(); ip != nil {
		return address{family: unix.AF_INET, to: &unix.SockaddrInet4{Port: at.Port, Addr: [4]byte(ip)}, many: ip.IsLoopback()}, nil
	}
	return address{family: unix.AF_INET6, to: &unix.SockaddrInet6{Port: at.Port, Addr: [16]byte(at.IP.To16())}}, nil
}

// dial begins to connect.
func (a *address) dial() (fd int, err error) {
	for {
		fd, err = unix.Socket(a.family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return -1, os.NewSyscallError("socket", err)
		}
		if a.source > 0 {
			err = a.bind(fd)
		}
		if err == nil {
			err = unix.Connect(fd, a.to)
		}
		if err == nil || errors.Is(err, unix.EINPROGRESS) {
			return fd, nil
		}
		unix.Close(fd)
		// The ports of one address are used up: go on with the next one.
		if errors.Is(err, unix.EADDRNOTAVAIL) && a.many && a.source < 250 {
			a.source++
			continue
		}
		return -1, os.NewSyscallError("connect", err)
	}
}

// bind chooses the address to come from, and leaves the port to connect.
func (a *address) bind(fd int) error {
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1); err != nil {
		return err
	}
	return unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1 + a.source}})
}

// local is the address of our end.
func local(fd int) string {
	switch a, _ := unix.Getsockname(fd); a := a.(type) {
	case *unix.SockaddrInet4:
		return net.JoinHostPort(net.IP(a.Addr[:]).String(), strconv.Itoa(a.Port))
	case *unix.SockaddrInet6:
		return net.JoinHostPort(net.IP(a.Addr[:]).String(), strconv.Itoa(a.Port))
	}
	return ""
}

// isReset tells that a write failed because the server's end is gone.
func isReset(err error) bool { return errors.Is(err, unix.ECONNRESET) || errors.Is(err, unix.EPIPE) }
