package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"time"
)

// Each hunt has a process of its own: this program again, with the command hunt. It tells a line a
// second how many executions there were, and at the end its result.

// huntCommand is such a process.
type huntCommand struct {
	Fault  string        `required:""`
	Engine string        `required:""`
	Number int           `required:""`
	Seed   uint64        `required:""`
	Limit  int           `required:""`
	Time   time.Duration `required:""`
	Binary string
}

// line is what such a process tells.
type line struct {
	Asked  int     `json:"asked,omitempty"`
	Result *result `json:"result,omitempty"`
}

// Run hunts.
func (c *huntCommand) Run(ctx context.Context, o *output) error {
	debug.SetGCPercent(400) // most of what a conversation makes is garbage at its end
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	h := &hunt{Fault: c.Fault, Engine: c.Engine, Run: c.Number, Seed: c.Seed, Limit: c.Limit, binary: c.Binary}
	tell := json.NewEncoder(o.stdout)
	type end struct {
		r   result
		err error
	}
	ended := make(chan end, 1)
	go func() {
		r, err := h.do(limited)
		ended <- end{r, err}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := tell.Encode(line{Asked: int(h.asked.Load())}); err != nil {
				return err
			}
		case e := <-ended:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if e.r.Ended != found && limited.Err() != nil {
				e.r.Ended = late
			}
			if e.err != nil {
				return e.err
			}
			return tell.Encode(line{Result: &e.r})
		}
	}
}

// patience is how long a process may tell nothing new, unless a hunt says otherwise.
const patience = 90 * time.Second

// errStuck ends a process that was given up.
var errStuck = errors.New("no execution has ended for too long")

// start runs a hunt in a process of its own and returns its result. What ended that process
// without one is a result too. The error is that of ctx, or about the process.
func (h *hunt) start(ctx context.Context, within time.Duration) (result, error) {
	program, err := os.Executable()
	if err != nil {
		return result{}, fmt.Errorf("looking for this program: %w", err)
	}
	alive, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	command := exec.CommandContext(alive, program, "hunt", "--fault", h.Fault, "--engine", h.Engine, "--number", strconv.Itoa(h.Run),
		"--seed", strconv.FormatUint(h.Seed, 10), "--limit", strconv.Itoa(h.Limit), "--time", within.String(), "--binary", h.binary)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = grace
	var said bytes.Buffer
	command.Stderr = &said
	lines, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		return result{}, fmt.Errorf("starting a hunt: %w", err)
	}
	ended := h.listen(bufio.NewScanner(lines), giveUp)
	failed := command.Wait()
	switch {
	case ctx.Err() != nil:
		return result{}, ctx.Err()
	case ended != nil:
		return *ended, nil
	case errors.Is(context.Cause(alive), errStuck):
		r := h.result(stuck)
		r.Why = errStuck.Error()
		return r, nil
	}
	r := h.result(crashed)
	r.Why = fmt.Sprintf("%v: %s", failed, first(said.Bytes(), 3))
	return r, nil
}

// grace is how long a process may take to end.
const grace = 10 * time.Second

// listen reads what the process tells until its end, and gives it up when it tells nothing new.
func (h *hunt) listen(lines *bufio.Scanner, giveUp context.CancelCauseFunc) (ended *result) {
	timer := time.AfterFunc(h.patience, func() { giveUp(errStuck) })
	defer timer.Stop()
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			continue // a faulty server may print as well
		}
		if l.Result != nil {
			return l.Result
		}
		if int64(l.Asked) > h.asked.Swap(int64(l.Asked)) {
			timer.Reset(h.patience)
		}
	}
	return nil
}

// first are the first lines of what a program has printed.
func first(out []byte, n int) string {
	lines := bytes.SplitN(bytes.TrimSpace(out), []byte("\n"), n+1)
	return string(bytes.Join(lines[:min(n, len(lines))], []byte(" ")))
}
