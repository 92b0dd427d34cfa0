// Package soak is very many clients of one server, most of them bad ones: they abort,
// half-close, dribble, stop reading, send half a body or nothing at all. Each
// conversation follows from a seed and its number, so that one that went wrong can be
// held again alone. What has to be answered is checked: its status, its order, and that
// it is the answer to this very request.
//
//	report := soak.Run(ctx, soak.Config{Dial: dial, Connections: 1_000_000, Parallel: 256})
//
// The server has to have the [Handler], or [Native], of this package, and timeouts as in [Timeouts].
package soak
