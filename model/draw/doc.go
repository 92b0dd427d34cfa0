// Package draw shows the specification to people and to other programs: as a table
// (Markdown, HTML), as a diagram (SVG, DOT, Mermaid, HTML), and as JSON.
//
// Everything is printed from the compiled table, so a drawing cannot disagree with what drives
// the server and judges others. The drawings in docs are committed; a test
// fails when one is stale, and go generate ./model/draw writes them anew. Nothing needs a program or a
// font beyond this package.
//
// Start at [Transitions], which merges the rows that a machine can follow, and at [SVG], which
// lays them out; at [Rows] for the table.
package draw

//go:generate go run ../../cmd/hangup model draw --output ../../docs/model.svg
//go:generate go run ../../cmd/hangup model draw --format html --output ../../docs/model.html
//go:generate go run ../../cmd/hangup model table --output ../../docs/model.md
