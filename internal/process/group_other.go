//go:build !unix

package process

import (
	"os"
	"os/exec"
)

// Without process groups only the first process can be ended, and only by force.

func separate(*exec.Cmd) {}

func signalGroup(leader *os.Process, _ string) { _ = leader.Kill() }

func killGroup(leader *os.Process) { _ = leader.Kill() }
