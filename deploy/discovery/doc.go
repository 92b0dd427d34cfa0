// Command discovery counts how many conversations it takes to find each fault of the fault
// bank, and how small the conversation becomes that shows it.
//
//	go run ./deploy/discovery                                    # all faults, all engines, five runs each
//	go run ./deploy/discovery --fault mongoose-answers-after-close --engine loop --engine rapid
//	go run ./deploy/discovery --print > docs/discovery.md        # what was measured so far, as a document
//
// A hunt is one run of one engine for one fault, in a process of its own, because a faulty
// server may hang or crash. Each result goes to a file at once. Started again with the same
// file, discovery goes on where it was: Ctrl-C loses nothing but the hunts under way.
//
// An execution is one conversation that was played and judged. What an engine plays to make
// the conversation smaller, behind the one that shows the fault, does not count.
//
// Package suspect knows what the servers are, and has the native fuzz target. The results stand
// in docs/discovery.md.
package main
