// Package bubble gives programs the bubbles of testing/synctest, in which time is fake and
// timeouts take none.
//
// Package synctest gives its bubbles to tests only, so that this package makes a test to have
// them in. A program that uses it has the flags of package testing in [flag.CommandLine].
package bubble

import (
	"os"
	"sync"
	"testing"
	"testing/synctest"
)

// Run runs f on a fake clock, and tells whether it ended well: whether t did not fail. All that
// f starts has to end. Where something waits for what no clock brings, a lock that nobody gives
// back, Run does not return; where all wait for each other, the program ends with a panic. It is
// safe for concurrent use; each call has a bubble of its own.
func Run(f func(t *testing.T)) bool {
	return root().Run("bubble", func(t *testing.T) { synctest.Test(t, f) })
}

// root is a test that never ends, because package synctest gives its bubbles to tests only.
// In a program that is no test, package testing makes it; it is given no arguments, prints nothing
// as long as all goes well, and ends with the program.
var root = sync.OnceValue(func() *testing.T {
	arguments := os.Args
	os.Args = os.Args[:1] // package testing would read the others as its own
	made := make(chan *testing.T)
	go testing.Main(
		func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "hangup", F: func(t *testing.T) {
			made <- t
			select {}
		}}},
		nil, nil,
	)
	t := <-made
	os.Args = arguments
	return t
})
