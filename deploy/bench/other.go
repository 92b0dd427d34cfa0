//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "bench: needs Linux, which tells what a process has used to the nanosecond; try a container")
	os.Exit(2)
}
