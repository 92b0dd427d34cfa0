package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
)

// packages are where the clients come from.
var packages = map[string]string{"curl": "curl", "h2load": "nghttp2-client", "wrk": "wrk"}

// missing returns the clients that are not installed.
func missing(look func(string) (string, error)) []string {
	var lacking []string
	for _, tool := range slices.Sorted(maps.Keys(packages)) {
		if _, err := look(tool); err != nil {
			lacking = append(lacking, tool)
		}
	}
	return lacking
}

// check is one use of a client.
type check struct {
	tool, name string
	only       func(*site) bool // nil: everywhere
	// run returns what the client said, in a line.
	run func(context.Context, *site) (string, error)
}

// checks returns those that go with this server.
func (s *site) checks(lacking []string) []check {
	var all []check
	for _, c := range slices.Concat(judgements, curls, loads) {
		if !slices.Contains(lacking, c.tool) && (c.only == nil || c.only(s)) {
			all = append(all, c)
		}
	}
	return all
}

func onTLS(s *site) bool   { return s.network == "tls" }
func notUnix(s *site) bool { return s.network != "unix" }
func forHTTP(s *site) bool { return !s.kind.native }

// execute runs a client.
func execute(ctx context.Context, in io.Reader, name string, args ...string) (out, log string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", "", fmt.Errorf("%s: %w: %s%s", strings.Join(cmd.Args, " "), err, clipped(stdout.String()), clipped(stderr.String()))
	}
	return stdout.String(), stderr.String(), nil
}

// clipped keeps the end of a long text.
func clipped(s string) string {
	const most = 4000
	if len(s) > most {
		return "..." + s[len(s)-most:]
	}
	return s
}
