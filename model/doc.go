// Package model is the specification of when an HTTP/1.1 server hangs up: one
// explicit connection state machine, as data.
//
// # The story
//
// A connection is idle until the first octet of a request arrives; then it is
// reading. With the end of the head it is responding: a final response is owed.
// When that response ends, everything is decided by whether the exchange was the
// last one. If not, the connection is idle again (or reading, when the rest of a
// body still has to be taken off the wire). If it was, the connection is draining:
// the server sends its FIN and reads on, without processing anything, until the
// client closes too or the linger timer fires. Then it is closed.
//
// Why an exchange is the last one is remembered as a [Reason]: the request said
// close, it was HTTP/1.0 without keep-alive, its framing was faulty, the response
// said close, the client has half-closed, and so on. Reasons, and the rest of what
// has to be remembered, are [Facts].
//
// # The table
//
// [Rules] is that story as rows: in these states, on these events, under this
// condition, go there and do that. Each row says why, and cites the [Requirement] that
// it comes from. The table is total: for every state, event and combination of facts there
// is one row, or one set of permitted choices; a test asserts it. Rows also stand for what must not
// happen: they have the Mark [Violation] (the clause is a MUST), [Warning] (SHOULD), or [Note]
// (MAY, recorded).
//
// # Two readers of one table
//
// A [Machine] is deterministic: it takes the events that a server sees, follows
// the row that its [Policy] permits, and tells what to do. No other code of package
// server decides whether a connection lives.
//
// A [Judge] is nondeterministic: it takes what a client saw, and follows every
// configuration that a conformant server could be in. An output that no
// configuration allows, silence included, is a violation; where several
// explanations remain, the cheapest one counts, so that a server is never accused
// of what the specification permits.
//
// The package imports nothing of the network, the operating system or the clock.
package model
