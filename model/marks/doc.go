// Package marks lets Go's coverage-guided fuzzer see which rules of the table are
// followed.
//
// The fuzzer keeps an input that reaches a block of code that no input has reached
// before. Behind a table there are no such blocks: whichever row is looked up, the
// same few lines do it. So [Hit], which is generated from the table, has a block for
// each row: a case of one switch. Tell it the rows that are followed, and each new
// transition becomes new coverage, from which the fuzzer goes on to the next.
//
//	cfg := conn.Config{Followed: marks.Followed} // a connection of package server/conn
//
//	in := model.Input{Event: model.Begins}       // a machine of one's own
//	marks.Followed(state, in, machine.Step(in))
//
// A test shows what that is worth: it plants a bug six transitions deep and lets
// the fuzzer look for it. The measurement, with and without, is in docs/marks.md.
//
// The cases are empty. A build without -fuzz makes nothing of them, and a call costs
// about a nanosecond. In a build with -fuzz the compiler counts each case on its own,
// which a test asserts of the compiler in use.
package marks
