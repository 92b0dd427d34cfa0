//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ticksPerSecond is USER_HZ, in which the kernel tells times of processes.
const ticksPerSecond = 100

// settleTimeout is how long memory may take to stop changing, and settleTick how often
// it is read.
const (
	settleTimeout = 20 * time.Second
	settleTick    = 50 * time.Millisecond
)

// Two readings of memory agree when they differ by less than this part, or than these octets.
const (
	agreePart   = 1.0 / 200
	agreeOctets = 64 << 10
)

// usage is the processor time that a process has had.
type usage struct {
	total  time.Duration // to the nanosecond
	kernel time.Duration // to the hundredth of a second
}

func (u usage) since(before usage) usage {
	return usage{u.total - before.total, u.kernel - before.kernel}
}

// usage reads the clock of the process, all threads.
func (p *process) usage() (usage, error) {
	pid := p.cmd.Process.Pid
	// See clock_getcpuclockid(3): the number of the process inverted, and 2 for the scheduler's clock.
	total, err := clock(int32(^pid<<3 | 2))
	if err != nil {
		return usage{}, fmt.Errorf("reading the clock of %s: %w", p.kind.name, err)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, fmt.Errorf("reading the times of %s: %w", p.kind.name, err)
	}
	_, rest, _ := bytes.Cut(stat, []byte(") ")) // the name before it may hold spaces
	fields := strings.Fields(string(rest))
	const stime = 12 // the 15th of proc_pid_stat(5), of which two are cut off
	ticks, err := strconv.ParseInt(fields[stime], 10, 64)
	if err != nil {
		return usage{}, fmt.Errorf("reading the times of %s: %w", p.kind.name, err)
	}
	return usage{total, time.Duration(ticks) * time.Second / ticksPerSecond}, nil
}

func clock(id int32) (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(id, &t)
	return time.Duration(t.Nano()), err
}

// memory is the private memory of the process in octets, once it has stayed about the
// same for so long.
func (p *process) memory(ctx context.Context, steady time.Duration) (int64, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, settleTimeout, errors.New("it does not settle"))
	defer cancel()
	var settled int64
	var since time.Time
	err := poll(ctx, settleTick, func() (bool, error) {
		if err := p.ask(orderCollect, ""); err != nil {
			return false, err
		}
		now, err := p.privateDirty()
		if err != nil {
			return false, err
		}
		if since.IsZero() || max(now-settled, settled-now) > max(agreeOctets, int64(agreePart*float64(now))) {
			settled, since = now, time.Now()
			return false, nil
		}
		return time.Since(since) >= steady, nil
	})
	if err != nil {
		return 0, fmt.Errorf("reading the memory of %s: %w", p.kind.name, err)
	}
	return settled, nil
}

func (p *process) privateDirty() (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if number, ok := strings.CutPrefix(s.Text(), "Private_Dirty:"); ok {
			kilo, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(number, "kB")), 10, 64)
			return kilo << 10, err
		}
	}
	return 0, errors.New("smaps_rollup has no Private_Dirty")
}
