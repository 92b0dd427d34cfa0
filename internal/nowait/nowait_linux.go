//go:build linux && !race

package nowait

import (
	"syscall"
	"unsafe"
)

// Read is read(2). At the end it returns 0 and no error.
func Read(fd int, p []byte) (int, error) {
	n, _, code := syscall.RawSyscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	return result(n, code)
}

// Send is send(2), without SIGPIPE. With more, what is sent waits in the kernel for what follows at once, such as the
// FIN, and goes with it in one segment.
func Send(fd int, p []byte, more bool) (int, error) {
	flags := uintptr(syscall.MSG_NOSIGNAL)
	if more {
		flags |= syscall.MSG_MORE
	}
	n, _, code := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), flags, 0, 0)
	return result(n, code)
}

// CloseWrite sends FIN.
func CloseWrite(fd int) error {
	_, _, code := syscall.RawSyscall(syscall.SYS_SHUTDOWN, uintptr(fd), syscall.SHUT_WR, 0)
	_, err := result(0, code)
	return err
}

// Close is close(2) for a socket that does not linger for a time, which could block.
func Close(fd int) { _, _, _ = syscall.RawSyscall(syscall.SYS_CLOSE, uintptr(fd), 0, 0) }
