// Package wire reads HTTP/1.1 requests and writes HTTP/1.1 responses as octets.
//
// It does no I/O, keeps no goroutine and decides nothing: it says what the
// octets mean (or what is wrong with them), and leaves every "close or keep" to
// the connection that calls it. It is strict by default, after RFC 9112 and
// RFC 9110; what may be read leniently has a name in [Options].
//
// A [Parser] reads heads. It is given the octets that the connection has
// buffered, from the first octet that has not been consumed, and may be called
// again each time more have arrived: it goes on where it stopped, so a head that
// comes in single octets costs no more looks at each octet than a whole one.
// What a head says is in [Head], what it means for the connection in
// [Semantics], what is wrong with it in a [Flaw], which also knows the status
// that answers it and whether the connection can go on.
//
// A [Body] then takes the content out of its framing, again from any split of
// the octets, and keeps trailer fields apart from the header, and those that no
// trailer may have apart from the others.
//
// # How it is fast
//
// Nearly every head is there as a whole when Parse is called, and is written as
// everyone writes it. Such a request-line and such field lines are read by two
// loops (wholeLine and wholeLines) that look at eight octets at a time and keep
// nothing but slices. Whatever they do not know, or do not have yet, they leave
// untouched to a machine that reads octet by octet, can stop anywhere and names
// each flaw. So there is one grammar read in two ways; tests and FuzzWire hold them
// against each other at every split, and against the judge's reader, which shares
// no code with this one. Package internal/rivals compares with net/http and
// fasthttp: what it costs, and what is read otherwise and by whom rightly.
//
// The Append functions write responses. Nothing that is given to them as a value
// can end a line early and so split a response in two.
//
// Neither reading nor writing allocates once a Parser or Body has seen its
// largest message. Nothing here may be used by several goroutines at once, apart
// from the Append functions on different slices.
package wire
