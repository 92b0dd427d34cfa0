// Package memnet is a network in memory: connections with bounded buffers that
// show what a TCP connection shows, FIN, half-close and reset included.
//
//	l := memnet.Listen(memnet.DefaultBuffer)
//	go server.Serve(l)
//	conn, err := l.Dial(ctx)
//
// Nothing here does real input or output: goroutines that wait are durably
// blocked for testing/synctest, so tests of timeouts need no time.
//
// Octets arrive at once and in any pieces, unless a [Path] says how long they are under
// way and how they are cut:
//
//	l := memnet.Listen(memnet.DefaultBuffer, memnet.ToServer(memnet.Path{Latency: 40 * time.Millisecond, Segment: 1}))
//
// A reset erases what the peer has not read yet, and closing resets where TCP
// would: when octets are left unread, or when more arrive afterwards. That is how
// a response gets lost without a staged close (RFC 9112, section 9.6).
package memnet
