// Package catalogue is what the specification was collected from, and where each
// part of it went: the numbered clauses of RFC 9112 and RFC 9110 that can be observed
// ([Clauses]), and the classes that 300 bug reports of 150 servers fall into ([Classes]).
//
// Each clause has the address of its requirement. Each class has the requirements
// that catch it or the reason why nobody can see it from the network as a breach
// of RFC 9112 or RFC 9110; a test asserts that one of the two is there, and that
// every address exists. The page docs/requirements.md is printed from both.
package catalogue

//go:generate go run ../../cmd/hangup requirements --format md --output ../../docs/requirements.md
