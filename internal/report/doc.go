// Package report holds what a run found and prints it.
//
// Run, Result and Finding say what happened. Text prints them for a person, JSON
// for programs (the shape is described in docs/report.md and docs/report.schema.json)
// and JUnit for continuous integration. A Baseline, read from an earlier JSON report,
// marks the findings that are already known; they are printed but no longer fail.
//
// Everything that a target sent is untrusted: octets outside printable ASCII are
// escaped before they reach a terminal, and long data is elided in the middle.
package report
