//go:build linux && race

package main

// residentStays is without a bound here: the race detector keeps a shadow of all memory
// that was ever used.
const residentStays = 1 << 40
