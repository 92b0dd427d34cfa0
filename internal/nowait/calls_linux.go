package nowait

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Accept is accept4(2) for a connection that does not block and that no child inherits. The client's address is not
// asked for: most servers never need it.
func Accept(fd int) (int, error) {
	n, _, code := syscall.RawSyscall6(syscall.SYS_ACCEPT4, uintptr(fd), 0, 0, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0, 0)
	return result(n, code)
}

// Events takes the events of an epoll that are there already.
func Events(epoll int, events []unix.EpollEvent) (int, error) {
	n, _, code := syscall.RawSyscall6(syscall.SYS_EPOLL_PWAIT, uintptr(epoll), uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	return result(n, code)
}

// Linger makes Close send a reset, so that neither side keeps the port. It fails only when the connection is gone.
func Linger(fd int) error {
	linger := syscall.Linger{Onoff: 1}
	_, _, code := syscall.RawSyscall6(syscall.SYS_SETSOCKOPT, uintptr(fd), syscall.SOL_SOCKET, syscall.SO_LINGER,
		uintptr(unsafe.Pointer(&linger)), unsafe.Sizeof(linger), 0)
	_, err := result(0, code)
	return err
}

func result(n uintptr, code syscall.Errno) (int, error) {
	if code != 0 {
		return 0, code
	}
	return int(n), nil
}
