//go:build !linux

package campaign

import (
	"errors"

	"github.com/hangup-http/hangup/fuzz/play"
)

// halfClosed needs a kernel that tells of the sockets of others.
func halfClosed(t play.Target) (map[string]bool, error) {
	if _, err := portOf(t); err != nil {
		return nil, err
	}
	return nil, errors.New("connections that a target keeps are seen on Linux only")
}
