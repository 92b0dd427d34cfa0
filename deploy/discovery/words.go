package main

// The words of docs/discovery.md.

const opening = `# How soon faults are found

Each fault of the fault bank (` + "`hangup faults`" + `) was put into our server, and each engine counted
how many executions it needed until the judge saw it. This page is printed by a program:

    go run ./deploy/discovery                            # hunts; goes on where it was; --help tells all
    go run ./deploy/discovery --print > docs/discovery.md

An **execution** is one conversation that was made, played and judged. A fault is **found** when the
judge reports a violation or a warning of a requirement that the fault is known to break; what else it
reports does not count, and neither does what it reports of the sound server in the same
conversation. The number in the table is that of the execution that found it, from 1. What
an engine plays to make the conversation smaller comes on top. For the native engine it counts what
FuzzFault counts: each call of the fuzz function in its worker process, seeds included.

A **hunt** is one run of one engine for one fault, with a seed of its own, in a process of its own. The
median is over all hunts, where one that found nothing counts as longer than any other.

A fault of the connection alone is put into the core of the server, which runs in virtual time without
goroutines (` + "`core`" + ` in the table). Others need the whole server, with a network in memory and a fake
clock for each conversation (` + "`whole`" + `): about seven times slower, so that some hunts end by time and
not by their limit. Then the table says how far they came.
`

const legend = `
## Fault by fault

A cell reads: executions to discovery in the median hunt (hunts that found it / hunts, where there
was more than one); operations and octets of the shrunk conversation, of the median hunt by size.
` + "`> N`" + `: not found in most hunts, the shortest of which had N executions. Rapid and gopter shrink by
themselves; the others with package fuzz/shrink.
`

// reasons why faults are found late: what a conversation has to say all at once.
var reasons = map[string]string{
	"envoy-delayed-close-truncates":       "Takes a client that leaves a response of more than 320 KiB unread for longer than the server lingers, and reads it then.",
	"puma-cve-2024-21647":                 "Takes the one chunk extension of more than 16 KiB, in content that a handler reads.",
	"bun-trailer-400":                     "Takes a trailer section in content that is well formed otherwise.",
	"node-cve-2013-4450":                  "Takes megabytes of responses that their client does not read: the largest that package gen asks for has 350 kB.",
	"gunicorn-gthread-runs-after-close":   "Takes a counting handler behind a slow one, a reset while that runs, and a count on another connection.",
	"hummingbird-pipelining-close-detect": "Takes a counting handler behind a slow one, a reset while that runs, and a count on another connection.",
	"ioxide-halfclose-drop":               "Takes a half-close while a response is sent that does not fit into the network's buffers.",
	"node-5s-aborts-active":               "Takes a client that reads a response of more than 320 KiB slowly, in the seconds that the fault leaves.",
	"haproxy-crlf-408":                    "Takes an empty line behind content, and silence behind it.",
	"trueasync-413-lost":                  "Takes more content than package gen sends: at most 5000 octets are announced.",
}
