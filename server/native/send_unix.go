//go:build unix && !linux

package native

import "syscall"

// send writes without waiting. Here FIN goes in a segment of its own.
func send(fd int, out []byte, _ bool) (int, error) { return syscall.Write(fd, out) }
