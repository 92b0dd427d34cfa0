// Package corpus holds conversations: the cases that the judge plays on a server,
// the text format in which people write and review them, and the cases that ship
// with hangup.
//
// A case only says what a client sends and when. What a server may answer is the
// model's knowledge, so a case holds no expectation and never goes stale when the
// model learns more.
//
// Start with docs/case-format.md, which shows the format by examples. In code,
// [Parse] reads a file, [Print] writes the canonical form of it, [Embedded] gives
// the cases that ship with hangup, and [Match] selects some of them.
//
// The format is byte-exact: every octet can be written, nothing is added that is
// not on the page, and printing what was parsed gives the same octets again.
//
// All functions are safe for concurrent use.
package corpus
