//go:build !linux

package native

import "net"

// loops is for systems with an event loop.
type loops struct{}

func (*loops) stopAccepting()             {}
func (*loops) connections() []*connection { return nil }
func (*loops) end()                       {}

func (*Server) loopListener(net.Listener) func() error { return nil }
