// Package process starts servers to be judged, waits until they accept a connection, and
// ends them: each with all processes that it has started, and nothing else.
//
// A server runs in a session and a process group of its own, so that a signal for the
// group reaches its workers, and Ctrl-C on the terminal does not: whoever started it
// decides what that means. A server that leaves its group, as a daemon does, is none that
// this package can end; it must stay in the foreground.
package process
