// Package play plays cases on a target and records what comes back.
//
// A [Target] is something that can be dialled: over TCP, a unix socket, TLS or in
// memory. A [Player] plays one case on it: it writes what the script says, records
// every octet, FIN and reset with its time, and hands each record to the judge of
// package trace as it happens. The judge knows what the server still owes, so the
// player waits for events and not for fixed times. A [Runner] plays many cases at
// once and plays again what was found, before it is reported.
//
// Nothing waits for ever: each wait ends a budget and some patience after the last
// sign of life, each case ends at a limit, and what an endless sender sends is cut
// off. No goroutine outlives the call that started it.
package play
