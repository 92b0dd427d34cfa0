package lean

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// System calls that never wait, without telling the scheduler: a processor that is taken away from a loop
// in the middle of a short call costs more than the call.

func rawRead(fd int, p []byte) (int, error) {
	n, _, code := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	return result(n, code)
}

func rawWrite(fd int, p []byte) (int, error) {
	n, _, code := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_NOSIGNAL, 0, 0)
	return result(n, code)
}

// rawEvents takes the events that are there already.
func rawEvents(epoll int, events []unix.EpollEvent) (int, error) {
	n, _, code := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epoll), uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	return result(n, code)
}

func rawClose(fd int) { _, _, _ = unix.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0) }

// hangUp closes with a reset: neither side keeps the port.
func hangUp(fd int) {
	linger := unix.Linger{Onoff: 1}
	// It fails only when the connection is gone.
	_, _, _ = unix.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_LINGER, uintptr(unsafe.Pointer(&linger)), unsafe.Sizeof(linger), 0)
	rawClose(fd)
}

func result(n uintptr, code unix.Errno) (int, error) {
	if code != 0 {
		return 0, code
	}
	return int(n), nil
}
