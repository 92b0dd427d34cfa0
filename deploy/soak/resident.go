//go:build linux && !race

package main

// residentStays is what may stay of resident memory.
const residentStays = 64 << 20
