// Package explore visits everything that a machine can come to.
//
// The machine of package model is closed with a world around it: a client that sends any
// number of requests, well-formed or not, that may stop, half-close or abort at any point; a
// handler that reads or does not, answers in several ways, stalls or fails; a server
// that announces, frames and closes as package conn does; timers; and an operator. Each
// of them is a list of [Move] values, which are data: what may be done when, what the
// machine is told, and what changes in the world. A configuration of all of it is one
// word, a [Config].
//
// A breadth-first search visits every configuration that can be reached, and asks three
// kinds of questions: does a [Law] hold always; is every rule followed at some time; and,
// by strongly connected components, does what has to happen happen in the end, if
// server, handler and clock are weakly fair. What breaks is shown by the shortest
// conversation that leads there, and by a lasso where it has no end.
package explore
