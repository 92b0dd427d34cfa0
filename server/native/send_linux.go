package native

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// send writes without waiting. With more, what is sent waits in the kernel for the FIN
// that follows at once, and goes with it in one segment.
func send(fd int, out []byte, more bool) (int, error) {
	if !more || len(out) == 0 {
		return unix.Write(fd, out)
	}
	n, _, err := unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&out[0])), uintptr(len(out)),
		unix.MSG_MORE|unix.MSG_NOSIGNAL, 0, 0)
	if err != 0 {
		return 0, err
	}
	return int(n), nil
}
