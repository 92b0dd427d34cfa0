// Package entries reads and writes conversations where Go's tools keep them: the entries
// of native fuzz targets (testdata/fuzz/FuzzName and the fuzz cache) and the fail files of
// rapid, names them by what they are, and picks those that between them follow every
// rule of the table that all of them follow.
//
//	all, err := entries.ReadDir("testdata/fuzz/FuzzConversation")
//	few := entries.Minimise(all)
//
// An entry of a fuzz target that takes one []byte is read as package gen reads it. The shape of
// these files is that of https://pkg.go.dev/cmd/go#hdr-Test_packages ("go test fuzz v1").
package entries
