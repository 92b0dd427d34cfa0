package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// target is the package of FuzzFault.
const target = "github.com/hangup-http/hangup/deploy/discovery/suspect"

// instrumented are the packages whose coverage guides the native engine: ours. With all that
// the whole server links, net/http above all, it is many times slower.
const instrumented = "github.com/hangup-http/hangup/..."

// build makes the test binary of FuzzFault in a folder.
func build(ctx context.Context, folder string) (binary string, err error) {
	binary = filepath.Join(folder, "suspect.test")
	command := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "-gcflags="+instrumented+"=-d=libfuzzer", target)
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building FuzzFault (in the folder of the module?): %w\n%s", err, out)
	}
	return binary, nil
}

// native lets the engine of package testing look for the fault, with one worker.
func (h *hunt) native() (gen.Conversation, error) {
	folder, err := os.MkdirTemp("", "discovery-")
	if err != nil {
		return nil, fmt.Errorf("making room for the native engine: %w", err)
	}
	defer os.RemoveAll(folder)
	tally := filepath.Join(folder, "tally")
	command := exec.CommandContext(h.ctx, h.binary,
		"-test.run=^$", "-test.fuzz=^FuzzFault$", fmt.Sprintf("-test.fuzztime=%dx", h.Limit), "-test.fuzzminimizetime=0x",
		"-test.fuzzcachedir="+filepath.Join(folder, "cache"), "-test.parallel=1")
	command.Dir = folder
	command.Env = append(os.Environ(), suspect.FaultVariable+"="+h.Fault, suspect.TallyVariable+"="+tally,
		fmt.Sprintf("GODEBUG=fuzzseed=%d", h.Seed<<16+uint64(h.Run)))
	if h.Engine == "bare" {
		command.Env = append(command.Env, suspect.BareVariable+"=1")
	}
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // it ends its workers
	command.WaitDelay = 5 * time.Second
	out, failed, err := h.watch(command, tally)
	if err != nil {
		return nil, err
	}
	c, n, err := suspect.Found(tally)
	switch {
	case err != nil:
		return nil, err
	case c != nil:
		h.asked.Store(int64(n))
		return h.confirm(c)
	case failed != nil && h.ctx.Err() == nil:
		return nil, fmt.Errorf("the native engine ended without a finding: %w\n%s", failed, last(out, 20))
	}
	return nil, nil
}

// watch runs the engine to its end, and keeps the number of executions up to date.
func (h *hunt) watch(command *exec.Cmd, tally string) (out []byte, failed, err error) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		out, failed = command.CombinedOutput()
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-ended:
			running = false
		case <-tick.C:
		}
		n, err := suspect.Tally(tally)
		if err != nil {
			<-ended
			return out, failed, err
		}
		h.asked.Store(int64(n))
	}
	return out, failed, nil
}

// confirmations are how often what was found is asked for: some faults are races.
const confirmations = 10

// confirm asks for what the other process has found, and makes it smaller.
func (h *hunt) confirm(c gen.Conversation) (gen.Conversation, error) {
	for range confirmations {
		if h.kept = h.suspect.Ask(c); h.kept != (shrink.Kept{}) {
			break
		}
	}
	if h.kept == (shrink.Kept{}) {
		return nil, errors.New("what the native engine has found does not show the fault when it is asked again")
	}
	h.found = c
	return h.shrunk(), nil
}

// last are the last lines of what a program has printed.
func last(out []byte, n int) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
