// Package spin runs the model checker SPIN (Debian package spin, version 6.5) on a Promela model and reads what it says.
//
// SPIN turns the model into a C program, the verifier; that is compiled with gcc and run. [Compile] does the first two, the
// methods of [Verifier] the last. Nothing is kept: the caller owns the folder.
package spin
