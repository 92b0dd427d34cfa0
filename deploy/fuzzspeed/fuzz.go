package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const module = "github.com/hangup-http/hangup"

// build is a way of building the fuzz target: with which flags, and so with coverage counters in which packages.
type build struct {
	name  string
	flags []string
}

var builds = []build{
	{"counters everywhere", []string{"-fuzz=Fuzz"}}, // with -c, it only builds as if
	{"counters in the server and the marks", []string{
		"-gcflags=" + module + "/server/...=-d=libfuzzer", "-gcflags=" + module + "/model/marks=-d=libfuzzer",
	}},
}

// make builds the test binary of package fuzz/core.
func (b build) make(ctx context.Context, dir string) (binary string, err error) {
	binary = filepath.Join(dir, strings.ReplaceAll(b.name, " ", "-"))
	args := append([]string{"test", "-c", "-o", binary}, b.flags...)
	out, err := exec.CommandContext(ctx, "go", append(args, module+"/fuzz/core")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("this compiler does not build it (%w): %s", err, out)
	}
	return binary, nil
}

var (
	executions = regexp.MustCompile(`elapsed: (\w+), execs: (\d+)`)
	unguided   = "not built with coverage instrumentation"
)

// fuzz returns a run of a target under the engine, with two workers.
func fuzz(binary, target, dir string) func(context.Context, time.Duration) (speed, error) {
	return func(ctx context.Context, d time.Duration) (speed, error) {
		cmd := exec.CommandContext(ctx, binary, "-test.run", "^$", "-test.fuzz", "^"+target+"$", "-test.fuzzcachedir", binary+".cache",
			"-test.fuzztime", d.String(), "-test.parallel", "2")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			return speed{}, fmt.Errorf("fuzzing with %s: %w\n%s", target, err, out)
		}
		found := executions.FindAllStringSubmatch(string(out), -1)
		if strings.Contains(string(out), unguided) || found == nil {
			return speed{}, fmt.Errorf("the engine found no counters in this build; use go test -fuzz %s instead\n%s", target, out)
		}
		last := found[len(found)-1]
		elapsed, err := time.ParseDuration(last[1])
		if err != nil {
			return speed{}, fmt.Errorf("reading how long %s was fuzzed: %w", target, err)
		}
		n, err := strconv.Atoi(last[2])
		if err != nil {
			return speed{}, fmt.Errorf("reading how often %s was executed: %w", target, err)
		}
		return speed{done: n, elapsed: elapsed, spent: processor(cmd.ProcessState)}, nil
	}
}

// processor is the time of a process and of those it has waited for.
func processor(s *os.ProcessState) time.Duration { return s.UserTime() + s.SystemTime() }
