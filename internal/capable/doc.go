// Package capable is the reference handler: an http.Handler that offers every
// capability of [model.Handler] at a path of its own.
//
// The built-in server and the net/http target answer with it, so that two
// servers differ in what they do with the connection and in nothing else. For
// the same reason no handler here decides about the connection, except the one
// whose capability it is to say close.
package capable
