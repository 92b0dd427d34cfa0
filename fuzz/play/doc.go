// Package play plays cases on a target and judges what comes back.
//
// A [Target] is something that can be dialled: TCP, a unix socket, TLS, or a
// connection in memory. A [Player] plays one case on it: it writes what the script says,
// records octets, FIN, RST and silence with their times, and hands every record
// to a [trace.Judge]. It waits for events, never for fixed times: an await ends when
// nothing is owed any more, and only where something owed does not come is a
// budget spent. A [Runner] plays many cases at once, leaves out those that the target lacks
// a capability for, and plays every finding again before it is believed.
package play
