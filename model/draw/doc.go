// Package draw shows the specification to people and to other programs: as a table
// (Markdown, HTML), as a diagram (SVG, DOT, Mermaid, HTML), and as JSON.
//
// Everything is printed from the compiled table, so a drawing cannot disagree with what drives
// the server and judges others. The drawings in docs are committed; a test
// fails when one is stale, and go generate ./model/draw writes them anew. Nothing needs a program or a
// font beyond this package.
//
// Start at [Graph], which merges the rows that a machine can follow into edges, and at [SVG],
// which lays them out.
package draw
