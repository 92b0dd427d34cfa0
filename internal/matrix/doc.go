// Package matrix holds what many servers were judged to be, servers x requirements, and
// prints it.
//
// A [Matrix] has one [Server] for each target, and each of these the runs of its cases. A
// cell sums up what all cases showed of one requirement ([Server.Cell]). Where a server
// was judged more than once, [Server.Flaps] tells which cells did not come to the same
// verdict, and [Server.FlappedCases] which cases. [Expected] lists the violations that were checked by hand; [Server.Compare]
// tells which others there are, and which are gone.
//
// [Text], [Markdown], [HTML] and [JSON] print the table; each has a page for each server,
// with its findings and the conversations that show them. docs/matrix.md describes them.
package matrix
