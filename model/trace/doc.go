// Package trace holds the time-stamped record of one played case, and judges it.
//
// A [Trace] is what a client did and saw: octets both ways, FIN, RST, silence. A
// [Judge] reads it record by record, turns octets into the model's events with
// package read and times into the events Rests, Overdue and Silent, and follows
// them with a [model.Judge]. It can be asked while a case is being played what is
// still owed, so that a player waits for events and not for fixed times.
//
// Everything is a function of the records: judging the same trace again gives the
// same report.
package trace
