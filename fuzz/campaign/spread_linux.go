package campaign

import (
	"context"
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// lateBindingWorks tells that the kernel can choose a port when it knows both ends.
const lateBindingWorks = true

// lateBinding has the kernel choose the port at connect and not at bind, so that one port
// serves for connections from each address, to each server.
func lateBinding(_ context.Context, _, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("binding to an address of this machine: %w", err)
	}
	return nil
}
