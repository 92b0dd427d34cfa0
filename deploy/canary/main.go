// Command canary tells whether fuzzing would find anything at all: it fuzzes a server with a
// planted bug, and fails when the bug is not found, or when the target is gone.
//
//	go run ./deploy/canary
//
// The bug shows in more than one clause of RFC 9112, section 9.6. A fuzz target that was renamed, that does not play what it was given, or whose judge
// looks at nothing, passes for ever without a word: a -fuzz pattern that matches nothing exits with 0.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	c := canary{target: "FuzzFaulty", finds: "violation 9112/9.6/"}
	flag.StringVar(&c.pkg, "package", "./deploy/canary/testdata/faulty", "the `folder` of the package with the target")
	flag.IntVar(&c.executions, "executions", 500_000, "how many executions the bug has to be found in, in each of 3 starts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	found, err := c.look(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "canary:", err)
		os.Exit(1)
	}
	fmt.Printf("%s\nfuzzing has found the planted bug in %v\n", found, time.Since(began).Round(time.Second/10))
}
