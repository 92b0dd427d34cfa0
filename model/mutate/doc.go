// Package mutate asks whether the checks of the table have teeth: it makes one small
// mistake in the table after the other, and looks which check notices.
//
// # Mutants
//
// A [Mutant] is the table with one mistake: a row dropped, a target changed, a condition
// weakened, an action swapped. [All] makes them systematically, one [Operator] after the
// other, always in the same order. Nothing is drawn at random.
//
// # Killers
//
// A [Killer] is a check that may notice. Two kinds are kept apart. A property holds of
// every table worth the name, and needs no example: [Laws] are such, and so are the
// explorer's invariants. An example is a conversation whose outcome is known, for instance
// a transcript. A table whose mistakes are found by properties alone would need no
// examples; one whose mistakes are found by examples alone is not understood.
//
// # Equivalent mutants
//
// Some mistakes are none. [Prover.Equivalent] compares mutant and original by an exhaustive
// case split over the flags, reasons, traits and statuses that their rows ask about:
// first on all facts, then on those that can occur at all. What can occur is
// over-approximated by an invariant over pairs of facts, computed as a fixpoint; so
// "cannot occur" is proved, and "can" is not.
//
// What neither is killed nor proved equivalent survives, and stands in survivors.tsv
// with the reason. A test fails when a survivor has no reason or a reason no survivor.
package mutate
