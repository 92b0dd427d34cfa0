package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// The exit codes. They are a promise to scripts; every command's help lists them.
const (
	exitClean        = 0
	exitBroken       = 1
	exitUsage        = 2
	exitInconclusive = 3
	exitNightFailed  = 4
	exitInterrupted  = 130
)

const exitCodes = `Exit codes:

    0    nothing is broken
    1    at least one violation (with --strict: or warning) that is not in the baseline
    2    wrong usage or unreadable input
    3    the target could not be reached, or no case came to a verdict
    130  interrupted, after a report of what was judged until then
`

// failure is an error that knows its exit code and what the user can do next.
type failure struct {
	code int
	err  error
	next string // one line, or empty
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// usage says that a flag, an argument or an input is wrong.
func usage(next, format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...), next}
}

// verdict ends the command with an exit code and no message: the report has
// already said everything.
type verdict int

func (v verdict) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// conclude prints the error, if there is one to print, and returns the exit code.
func conclude(err error, stderr io.Writer) int {
	if err == nil {
		return exitClean
	}
	var v verdict
	if errors.As(err, &v) {
		return int(v)
	}
	code, next := exitUsage, ""
	var f *failure
	if errors.As(err, &f) {
		code, next = f.code, f.next
	}
	fmt.Fprintf(stderr, "hangup: %s\n", strings.Join(strings.Fields(err.Error()), " "))
	if next != "" {
		fmt.Fprintf(stderr, "hangup: try: %s\n", next)
	}
	return code
}
