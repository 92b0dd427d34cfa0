// Package shrink makes a conversation that shows something as small and as plain as it
// can be, by meaning first: it leaves out connections, then exchanges, then events, then
// field lines, makes what is left plainer, and at last leaves out octets, pauses and the cuts
// between segments.
//
//	wanted := shrink.Signature(report)
//	small := shrink.Conversation(c, func(c gen.Conversation) bool {
//		return shrink.Signature(play(c)) == wanted
//	})
//
// What is kept is the question that the caller asks. [Signature] is the usual one: the same rule of
// the table, broken in the same state, with the same verdict. A shrinker that is content with any
// finding slips from a rare one to a common one (Zeller and Hildebrandt, "Simplifying and
// Isolating Failure-Inducing Input", 2002, already warn of that).
//
// [Case] makes the case file of the result, and [GoTest] a test to paste into a Go package.
package shrink
