// Package core plays conversations on the core of the server, package server/conn, in
// this process: no socket, no goroutine, no clock, no net/http. A pause of a minute
// takes no time, the same conversation always gives the same trace, and a million
// of them take seconds.
//
//	p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}})
//	report := p.Judge(script) // of package gen
//	trace := p.Trace()
//
// Most conversations show nothing, and words for them would be made in vain. So a player has a second judge, which
// only tells whether the first one would find anything, and in doubt says that it might:
//
//	if suspect := p.Check(script, seed, core.Ways); suspect != nil {
//		played := *script
//		played.Steps = suspect
//		report := p.Judge(&played)
//	}
//
// Check plays variants of one conversation ([Variant]): what its client says is read once for all of them, the judge is
// an automaton (package model/automaton), and of a variant only that is played by which it differs from
// the script: from the last place at which its connection rested, to the next at which everything is as it was
// without it. Package fuzz compares both judges, on the good server and on all faulty ones.
//
// The handlers are those of the reference handler, as far as a connection can tell
// them apart: what they read, when they answer, how long the answer is, what they say
// about closing.
//
// Time goes by where nothing else can happen: a player that waits goes straight to the
// next thing that the server will do, the end of a slow handler or a timer. What happens at one
// moment happens in the order in which it was caused.
//
// For the whole server, with its goroutines, on a network in memory, use package
// play with package memnet, under testing/synctest.
package core
