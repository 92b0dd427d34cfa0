//go:build unix && (!linux || race)

package nowait

import "syscall"

// Read is read(2). At the end it returns 0 and no error.
func Read(fd int, p []byte) (int, error) {
	n, err := syscall.Read(fd, p)
	return max(n, 0), err
}

// Send is write(2). It does not hold back what is sent for what follows, which more allows on Linux.
func Send(fd int, p []byte, more bool) (int, error) {
	n, err := syscall.Write(fd, p)
	return max(n, 0), err
}

// CloseWrite sends FIN.
func CloseWrite(fd int) error { return syscall.Shutdown(fd, syscall.SHUT_WR) }

// Close is close(2) for a socket that does not linger for a time, which could block.
func Close(fd int) { _ = syscall.Close(fd) }
