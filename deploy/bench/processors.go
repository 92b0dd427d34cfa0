//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// processors says who runs where.
type processors struct{ server, client unix.CPUSet }

// divide takes two of the processors that this process may use, and moves the whole of
// it to the client's.
func divide() (processors, error) {
	p, err := anywhere()
	if err != nil {
		return p, err
	}
	all := p.client
	p = processors{}
	switch all.Count() {
	case 0, 1:
		return p, errors.New("one processor is too few: the server needs one and the client another")
	}
	for cpu, left := 0, 2; left > 0; cpu++ {
		switch {
		case !all.IsSet(cpu):
			continue
		case left == 2:
			p.server.Set(cpu)
		default:
			p.client.Set(cpu)
		}
		left--
	}
	runtime.GOMAXPROCS(1)
	return p, moveAll(&p.client)
}

// anywhere lets both run on all processors that this process may use.
func anywhere() (processors, error) {
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return processors{}, fmt.Errorf("asking for the processors: %w", err)
	}
	return processors{server: all, client: all}, nil
}

// moveAll moves all threads of this process. Those that it starts later follow the
// one that starts them.
func moveAll(to *unix.CPUSet) error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("listing threads: %w", err)
	}
	for _, t := range threads {
		tid, err := strconv.Atoi(t.Name())
		if err != nil {
			return fmt.Errorf("listing threads: %w", err)
		}
		if err := unix.SchedSetaffinity(tid, to); err != nil && err != unix.ESRCH {
			return fmt.Errorf("moving to a processor: %w", err)
		}
	}
	return nil
}

// asServer calls f with the calling thread on the server's processor, where processes
// that it starts stay.
func (p processors) asServer(f func() error) error {
	if err := unix.SchedSetaffinity(0, &p.server); err != nil {
		return fmt.Errorf("moving to the server's processor: %w", err)
	}
	err := f()
	return errors.Join(err, unix.SchedSetaffinity(0, &p.client))
}
