// Package faults is the fault bank: real bugs of real servers, by name, put into
// ours one at a time.
//
//	fault, ok := faults.Lookup("mongoose-answers-after-close")
//	s := &server.Server{Handler: handler}
//	fault.Apply(s)
//
// A fault is the smallest change that reproduces the mechanism of a bug, not its
// accident: mostly a few rows put in front of the table, sometimes a seam of
// package conn where a head is misread or a response is written wrongly. The bugs
// come in opposing pairs where they have an opposite, because who cures one is in
// danger of the other.
//
// A faulty server shows what a checker is worth: it must find each fault, by a
// requirement that the fault breaks, and blame no other.
package faults
