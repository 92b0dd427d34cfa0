// Package fuzz holds conversations with an HTTP/1.1 server from a native Go fuzz target: the
// engine finds them, the model of package model judges them, and what breaks a
// requirement is shrunk to a case that a person can read.
//
//	func FuzzConversation(f *testing.F) {
//		fuzz.Conversation(f, fuzz.Serve(func(l net.Listener) error { return http.Serve(l, handler) }))
//	}
//
//	go test -fuzz=FuzzConversation -fuzztime=20000x
//
// A [Target] is a server that runs somewhere ([Address]), one that serves a listener
// ([Serve], in memory and on a fake clock, where a timeout of a minute takes no
// time; [ServeTCP], on loopback), or anything that can be dialled ([Dial]). Tell what its handlers
// can do with [Target.With], so that more can be asked of it: a server of which nothing is
// known only gets requests for / that need no more than an answer.
//
// Package properties has the same for an ordinary test, with the cases that ship with Hangup. What
// conversations are made of stands in package gen, how they are made smaller in package shrink.
// This package links no net/http: a fuzz target that does is ten times slower.
package fuzz
