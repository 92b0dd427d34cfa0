// Package nowait makes system calls on sockets that do not block, and does not tell Go's scheduler of them: they come
// back at once, and a processor that is taken away in the middle of a short call costs more than the call. The functions
// of package syscall are for calls that may wait.
//
//	n, err := nowait.Read(fd, buffer)     // err is a syscall.Errno: EAGAIN, EINTR and so on
//
// Every socket has to be in non-blocking mode. Elsewhere than on Linux, and under the race detector, which learns from
// package syscall what happened before what, it is package syscall that calls.
package nowait
