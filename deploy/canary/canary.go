package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// starts is how often the engine may start anew: what it keeps of its first inputs decides much.
const starts = 3

// canary is a fuzz target with a planted bug.
type canary struct {
	pkg        string // a folder
	target     string // the name of the target
	finds      string // what has to stand in the failure
	executions int    // of each start
}

// look returns what the engine has printed when it found the bug. Everything else is an error.
func (c canary) look(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp("", "hangup-canary")
	if err != nil {
		return "", fmt.Errorf("making room for the canary: %w", err)
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "canary.test")
	if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-fuzz="+c.target, "-o", binary, c.pkg).CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s\nthe canary has to stand in that folder, or --package has to name another", c.pkg, err, out)
	}
	if err := c.isThere(ctx, binary); err != nil {
		return "", err
	}
	for n := range starts {
		found, err := c.start(ctx, binary, filepath.Join(dir, fmt.Sprint(n)))
		if found != "" || err != nil {
			return found, err
		}
	}
	return "", fmt.Errorf("%s of %s was not found in %d times %d executions: fuzzing finds nothing; "+
		"look at what changed in fuzz/gen, fuzz/core, model/trace and the target itself", c.finds, c.target, starts, c.executions)
}

// isThere tells whether the target is in the binary, and whether its seeds pass: a bug that they show is not found by fuzzing.
func (c canary) isThere(ctx context.Context, binary string) error {
	out, err := exec.CommandContext(ctx, binary, "-test.list=^"+c.target+"$").CombinedOutput()
	if err != nil {
		return fmt.Errorf("listing the targets of %s: %w\n%s", c.pkg, err, out)
	}
	if strings.TrimSpace(string(out)) != c.target {
		return fmt.Errorf("there is no target %s in %s: was it renamed or removed? Nothing else shows that fuzzing works", c.target, c.pkg)
	}
	if out, err := exec.CommandContext(ctx, binary, "-test.run=^"+c.target+"$").CombinedOutput(); err != nil {
		return fmt.Errorf("the seeds of %s show its bug, so finding it would prove nothing: %w\n%s", c.target, err, out)
	}
	return nil
}

// start fuzzes from the seeds, in a new folder. It returns what was printed when the bug was found, "" when it was not.
func (c canary) start(ctx context.Context, binary, dir string) (string, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", fmt.Errorf("making room for what the engine finds: %w", err)
	}
	run := exec.CommandContext(ctx, binary, "-test.run=^$", "-test.fuzz=^"+c.target+"$",
		fmt.Sprintf("-test.fuzztime=%dx", c.executions), "-test.fuzzminimizetime=10x", "-test.fuzzcachedir="+filepath.Join(dir, "cache"))
	run.Dir = dir
	out, err := run.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &failed), !strings.Contains(string(out), c.finds):
		return "", fmt.Errorf("%s failed, and not because of %s: %w\n%s", c.target, c.finds, err, out)
	}
	return string(out), nil
}
