package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var loads = []check{
	{tool: "h2load", name: "--h1", run: h2load("-m", "1")},
	{tool: "h2load", name: "--h1, pipelined", run: h2load("-m", "16")},
	{tool: "wrk", name: "keep-alive", only: notUnix, run: wrk()},
	{tool: "wrk", name: "Connection: close", only: notUnix, run: wrk("-H", "Connection: close")},
	{tool: "wrk", name: "pipelined", only: notUnix, run: func(ctx context.Context, s *site) (string, error) {
		return wrk("-s", s.script)(ctx, s)
	}},
}

// pipeline has wrk send sixteen requests at once.
const pipeline = `init = function(args)
	local requests = {}
	for i = 1, 16 do requests[i] = wrk.format(nil, "/") end
	pipelined = table.concat(requests)
end
request = function() return pipelined end
`

// asked is how many requests h2load sends.
const asked = 10_000

func h2load(args ...string) func(context.Context, *site) (string, error) {
	return func(ctx context.Context, s *site) (string, error) {
		all := append([]string{"--h1", "-n", strconv.Itoa(asked), "-c", "16", "-t", "1"}, args...)
		if s.socket != "" {
			all = append(all, "-B", "unix:"+s.socket)
		}
		out, _, err := execute(ctx, nil, "h2load", append(all, s.url+"/")...)
		if err != nil {
			return "", err
		}
		return readH2load(out, asked)
	}
}

var h2loadLines = regexp.MustCompile(`(?m)^(?:requests|status codes): .*$`)

// readH2load wants all requests answered with 2xx.
func readH2load(out string, n int) (string, error) {
	got := strings.Join(h2loadLines.FindAllString(out, -1), "; ")
	want := fmt.Sprintf("requests: %[1]d total, %[1]d started, %[1]d done, %[1]d succeeded, 0 failed, 0 errored, 0 timeout; "+
		"status codes: %[1]d 2xx, 0 3xx, 0 4xx, 0 5xx", n)
	if got != want {
		return "", fmt.Errorf("h2load said %q", out)
	}
	return got, nil
}

func wrk(args ...string) func(context.Context, *site) (string, error) {
	return func(ctx context.Context, s *site) (string, error) {
		all := append([]string{"-t", "1", "-c", "32", "-d", strconv.Itoa(s.seconds)}, args...)
		out, _, err := execute(ctx, nil, "wrk", append(all, s.url+"/")...)
		if err != nil {
			return "", err
		}
		return readWrk(out)
	}
}

var (
	wrkCount  = regexp.MustCompile(`(?m)^ +(\d+) requests in .*$`)
	wrkErrors = regexp.MustCompile(`Socket errors|Non-2xx`)
)

// readWrk wants answers and no errors.
func readWrk(out string) (string, error) {
	count := wrkCount.FindStringSubmatch(out)
	if count == nil || count[1] == "0" || wrkErrors.MatchString(out) {
		return "", fmt.Errorf("wrk said %q", out)
	}
	return strings.TrimSpace(count[0]) + ", no errors, none but 2xx", nil
}
