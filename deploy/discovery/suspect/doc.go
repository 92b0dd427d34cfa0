// Package suspect asks servers with one fault of the bank about one conversation after the
// other: did the judge see the fault?
//
//	s := suspect.New(fault)
//	kept := s.Ask(conversation) // the zero value: nothing was seen
//
// Seen is a warning or a violation of a requirement that the fault breaks, by the profile of
// the bank. Anything else that the judge says does not count, and neither does what it
// says of the same server without the fault in the same conversation: random conversations meet
// the judge's own mistakes as well.
//
// A fault that changes nothing but the connection is put into the core of the server, which
// package core plays in this process without goroutines. The others need the whole
// server: there each conversation has a server of its own, on a network in memory
// and a clock of its own (testing/synctest).
//
// FuzzFault, in the tests of this package, is the native fuzz target of a fault.
package suspect
