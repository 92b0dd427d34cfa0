// Acceptance puts the server before the clients that people have: hangup check with
// --strict, curl, h2load and wrk. Each of them meets handlers of net/http and native
// ones, on both fronts, over TCP, TLS and a unix socket, as far as it can.
//
//	go run ./deploy/acceptance                       # everything, about three minutes
//	go run ./deploy/acceptance --only 'loop.*curl'   # what matches
//
// For each it prints what the client said. Exit code 1 says that one of them did not get
// what it should. A client that is not installed is left out, but not where CI is true.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

type options struct {
	Only    string `help:"Only checks whose name matches this regular expression." placeholder:"REGEXP"`
	Seconds int    `help:"How long wrk runs in each check (${default})." default:"1"`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("acceptance"), kong.Description("Puts the server before the clients that people have."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	failed, err := o.run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		os.Exit(2)
	}
	if failed > 0 {
		fmt.Printf("%d checks failed\n", failed)
		os.Exit(1)
	}
}

func (o *options) run(ctx context.Context) (failed int, err error) {
	only, err := regexp.Compile(o.Only)
	if err != nil {
		return 0, fmt.Errorf("reading --only: %w", err)
	}
	dir, err := os.MkdirTemp("", "hangup-acceptance-")
	if err != nil {
		return 0, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	g, err := prepare(dir)
	if err != nil {
		return 0, err
	}
	g.seconds = o.Seconds
	if err := g.build(ctx); err != nil {
		return 0, err
	}
	lacking := missing(exec.LookPath)
	for _, tool := range lacking {
		fmt.Println("left out:", tool, "is not installed: apt install", packages[tool])
	}
	if len(lacking) > 0 && os.Getenv("CI") == "true" {
		return 0, fmt.Errorf("%s must be here where CI is true", strings.Join(lacking, ", "))
	}
	for _, kind := range kinds() {
		for _, network := range []string{"tcp", "tls", "unix"} {
			n, err := g.meet(ctx, kind, network, only, lacking)
			failed += n
			if err != nil {
				return failed, err
			}
		}
	}
	return failed, nil
}

// meet runs all checks with one server.
func (g *gear) meet(ctx context.Context, kind kind, network string, only *regexp.Regexp, lacking []string) (failed int, err error) {
	s, err := g.open(kind, network)
	if err != nil {
		return 0, err
	}
	defer s.close()
	where := kind.name + ", " + network
	fmt.Println(where)
	for _, c := range s.checks(lacking) {
		if !only.MatchString(where + ": " + c.tool + " " + c.name) {
			continue
		}
		said, err := c.run(ctx, s)
		if ctx.Err() != nil {
			return failed, ctx.Err()
		}
		if err != nil {
			failed++
			fmt.Printf("  FAIL %s %s: %v\n", c.tool, c.name, err)
			continue
		}
		fmt.Printf("  ok   %-36s %s\n", c.tool+" "+c.name, said)
	}
	return failed, nil
}
