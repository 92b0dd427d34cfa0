// Package properties checks servers from ordinary Go tests, and states what must hold
// between the parts of Hangup itself.
//
//	func TestConform(t *testing.T) {
//		properties.Conform(t, properties.HTTP(server.Serve))
//	}
//
// [Conform] holds the cases that ship with Hangup and conversations drawn at random
// with a server, and shrinks what breaks a requirement; [Case] plays one case that was pasted from a failure. Targets
// and options are those of package fuzz, which has the same for native fuzzing. The
// guide is docs/testing-your-server.md.
//
// [Rapid] and [Gopter] draw conversations for the two libraries of property-based
// testing; [CheckRapid] and [CheckGopter] check a property of your own on them, and tell all of what fails it. The tests of this package use them: our server keeps to the model, whatever a client
// does next; the judge accepts every server that does odd things which the RFCs allow, and rejects the
// faulty ones; how octets are cut into segments, and how long they are under way, never changes a verdict, and neither do
// changes of a request that mean nothing (the case of a field name, the order of a list). Which rows of the table
// these properties do not reach stands in testdata/unreached.tsv.
package properties
