// Package judged explores the judge of package model: not one trace, but all traces of a
// bounded world.
//
// A judge is a nondeterministic automaton. It follows every configuration that a
// conformant server could be in, so after a trace it holds a set of them. [model.Canon]
// writes such a set so that equal sets are equal words; this package gives each a number
// and visits, nearest first, everything that any client and any server can do in a [Scope]:
// which requests a client may send, how many, on how many connections, whether it may
// half-close, leave or stop reading, and how many odd things a server may do on the way.
// A state is one word: where the client and the reader of responses stand, and the number
// of the set. What may be observed, and in which order, is that of package model/read:
// fields come between a status-line and an empty line, and only a FIN ends a response
// without a length.
//
// # Always
//
// On each step it is checked that the judge is not stuck, that no verdict gets better, that
// a violation breaks a MUST, that what is owed is owed (silence does not conform, and
// something can be sent), and that what a judge says was allowed instead is no violation.
//
// # Never accused
//
// The second exploration is a refinement: a server that follows [model.Machine] by some policy,
// its handler, a client, and both directions of the wire between them, with the judge at
// the client's end. The server may read late, what it sent may arrive late, and the client
// may send meanwhile; timers fire, the server is stopped, limits are reached. Whatever
// happens, the judge must find nothing worse than a note; where the server closes or
// fails for reasons of its own, it may be inconclusive (RFC 9112, section 9.5).
//
// # Sometimes
//
// The third result are witnesses: for each row of the table a short trace in whose judgement
// it makes the difference, and for each requirement one that breaks it. Mutants of the
// table are told from it by them.
//
// What is not proved, and how to read a failure, is in docs/judge.md.
package judged
