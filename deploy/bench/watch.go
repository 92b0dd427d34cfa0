//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// watch is the beginning of a slice.
type watch struct {
	bench    *bench
	process  *process
	began    time.Time
	server   usage
	client   time.Duration // processor time of this process
	occupied time.Duration // of both processors, whoever had them
}

func (b *bench) watch(p *process) (w watch, err error) {
	w = watch{bench: b, process: p, began: time.Now()}
	if w.server, err = p.usage(); err != nil {
		return w, err
	}
	if w.client, err = clock(unix.CLOCK_PROCESS_CPUTIME_ID); err != nil {
		return w, err
	}
	w.occupied, err = b.on.occupied()
	return w, err
}

// end ends the slice in which so many requests were answered.
func (w *watch) end(answered int) (sample, error) {
	now, err := w.bench.watch(w.process)
	if err != nil {
		return sample{}, err
	}
	took := now.began.Sub(w.began).Seconds()
	server := now.server.since(w.server)
	ours := server.total + now.client - w.client
	return sample{
		cost: server.total.Seconds() * 1e6 / float64(answered),
		rate: float64(answered) / took,
		busy: server.total.Seconds() / took,
		kern: server.kernel.Seconds() / server.total.Seconds(),
		lost: (now.occupied - w.occupied - ours).Seconds() / took,
	}, nil
}

// occupied is how long the two processors have not been idle since the machine was
// started, to the hundredth of a second.
func (p *processors) occupied() (time.Duration, error) {
	f, err := os.Open("/proc/stat")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var sum time.Duration
	for s := bufio.NewScanner(f); s.Scan() && strings.HasPrefix(s.Text(), "cpu"); {
		var cpu int
		var user, nice, system, idle, wait, irq, softirq, steal int64 // see proc_stat(5)
		_, err := fmt.Sscanf(s.Text(), "cpu%d %d %d %d %d %d %d %d %d",
			&cpu, &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal)
		if err == nil && (p.server.IsSet(cpu) || p.client.IsSet(cpu)) { // the first line is about all of them
			sum += time.Duration(user+nice+system+irq+softirq+steal) * time.Second / ticksPerSecond
		}
	}
	if sum == 0 {
		return 0, errors.New("/proc/stat does not tell about processors")
	}
	return sum, nil
}
