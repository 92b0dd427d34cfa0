//go:build !linux

package lean

import (
	"context"
	"errors"

	"github.com/hangup-http/hangup/fuzz/play"
)

// Supports tells whether Hold can talk to the target: on this system to none.
func Supports(play.Target) bool { return false }

// Hold needs Linux.
func Hold(context.Context, Config, func() (Job, Supply), func(*Result)) error {
	return errors.New("holding conversations in an event loop needs Linux: use package play")
}
