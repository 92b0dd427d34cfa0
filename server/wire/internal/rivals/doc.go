// Package rivals reads the same octets with server/wire, with net/http, with
// fasthttp and with the judge's reader, to compare what they cost and what they
// find. It stands apart from server/wire because a test binary that links
// net/http fuzzes ten times slower.
//
// The benchmark BenchmarkRace is the one to quote: it alternates between the
// readers in slices of a few microseconds and keeps the fastest slice of each, so
// that what else the machine does falls on all of them or on none.
//
// FuzzRivals gives each input to all of them. Where they disagree, the kind of
// disagreement has to be in disagreements.tsv, with the clause that decides it and
// the side that is right; a kind that is not there is a failure.
package rivals
