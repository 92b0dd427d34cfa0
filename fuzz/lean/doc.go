// Package lean holds conversations with a server on the network, thousands in flight on one
// thread, and judges each as it happens.
//
// It does what a [play.Player] does with the case of a conversation, with an event loop
// (epoll) in place of goroutines, without TLS, and without words: a [Result] has the trace,
// the states of its judge, and the verdict. Whoever wants the reasons asks its Judge for the
// report, or plays the case with a player. It is for fuzzing: what it finds should be
// confirmed with a player that has more patience.
//
//	err := lean.Hold(ctx, config, next, done)
//
// Connections are left with a reset, so that neither side keeps the port for a minute, as TCP does for
// the side that closes first. One in sixteen is closed as usual, so that a server that forgets to close its end
// can be seen to.
//
// It works on Linux; [Supports] tells.
package lean
