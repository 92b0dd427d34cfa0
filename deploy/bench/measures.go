//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// measure is something to compare servers by.
type measure struct {
	name  string
	title string
	depth int  // requests sent at once; 0 for a connection per request
	idle  bool // it is about memory, and not about time
}

// measures are those that there are, in the order of the tables.
var measures = []measure{
	{name: "keep-alive", title: "Keep-alive, %d connections, one request under way on each", depth: 1},
	{name: "pipelined", title: "Pipelined, %d connections, 16 requests at once", depth: 16},
	{name: "close", title: "A connection per request, Connection: close, %d under way", depth: 0},
	{name: "idle", title: "%d idle connections that have had a response", depth: 1, idle: true},
}

// scale is how much is measured.
type scale struct {
	warm, slice time.Duration
	connections int           // busy ones
	idle        int           // idle ones
	settle      time.Duration // how long the memory of idle ones has to stay the same
	quiet       time.Duration // how long other programs are waited for, behind a slice that they disturbed
}

// full is the scale of what is reported.
var full = scale{warm: 100 * time.Millisecond, slice: 400 * time.Millisecond, connections: 64, idle: 10_000, settle: 2 * time.Second, quiet: 5 * time.Second}

// sample is what one slice has shown.
type sample struct {
	cost float64 // microseconds of the server's processor for a request, or octets for a connection
	rate float64 // requests a second
	busy float64 // part of the slice in which the server ran, 0 to 1
	kern float64 // part of that in the kernel, 0 to 1
	lost float64 // what other programs had of the two processors, as part of the slice
}

// bench measures slices.
type bench struct {
	on    processors
	scale scale
}

// slice starts a server, measures it and ends it. With a file it writes a profile there
// as well. The calling goroutine must be locked to its thread.
func (b *bench) slice(ctx context.Context, m measure, k kind, file string) (s sample, err error) {
	p, err := start(ctx, k, b.on)
	if err != nil {
		return s, err
	}
	defer p.end()
	l, err := newLoad(p.addr, m.depth)
	if err == nil {
		defer l.close()
		if m.idle {
			s, err = b.memory(ctx, p, l, file)
		} else {
			s, err = b.time(p, l, file)
		}
	}
	if err != nil {
		return s, fmt.Errorf("measuring %s, %s: %w", k.name, m.name, err)
	}
	return s, nil
}

// time measures processor time.
func (b *bench) time(p *process, l *load, profile string) (s sample, err error) {
	if err := l.open(b.scale.connections); err != nil {
		return s, err
	}
	if _, err := l.run(time.Now().Add(b.scale.warm)); err != nil {
		return s, err
	}
	if profile != "" {
		if err := p.ask(orderProfile, profile); err != nil {
			return s, err
		}
	}
	w, err := b.watch(p)
	if err != nil {
		return s, err
	}
	answered, err := l.run(w.began.Add(b.scale.slice))
	if err != nil {
		return s, err
	}
	if s, err = w.end(answered); err != nil {
		return s, err
	}
	if err := l.drain(l.conns); err != nil {
		return s, err
	}
	if profile != "" {
		return s, p.ask(orderStop, "")
	}
	return s, nil
}

// memory measures what idle connections hold.
func (b *bench) memory(ctx context.Context, p *process, l *load, heap string) (s sample, err error) {
	if err := b.crowd(l, b.scale.connections); err != nil { // what is made once, is made now
		return s, err
	}
	l.close()
	before, err := p.memory(ctx, 0)
	if err != nil {
		return s, err
	}
	for len(l.conns) < b.scale.idle {
		if err := b.crowd(l, min(b.scale.connections, b.scale.idle-len(l.conns))); err != nil {
			return s, err
		}
	}
	after, err := p.memory(ctx, b.scale.settle)
	if err != nil {
		return s, err
	}
	if heap != "" {
		if err := p.ask(orderHeap, heap); err != nil {
			return s, err
		}
	}
	return sample{cost: float64(after-before) / float64(b.scale.idle)}, nil
}

// crowd opens n more connections and takes a response on each.
func (b *bench) crowd(l *load, n int) error {
	from := len(l.conns)
	if err := l.open(n); err != nil {
		return err
	}
	return l.drain(l.conns[from:])
}

// descriptors is how many a process needs, with some to spare.
const descriptors = 10_000 + 512

// raise makes room for that many descriptors, here and in the servers.
func raise() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("asking for the limit of descriptors: %w", err)
	}
	limit.Cur = max(limit.Cur, descriptors)
	limit.Max = max(limit.Max, limit.Cur)
	err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	if errors.Is(err, unix.EPERM) {
		return fmt.Errorf("%d descriptors are needed, and the limit is lower: raise it (ulimit -n, or nofile in "+
			"/etc/security/limits.conf), or leave out --measure idle", descriptors)
	}
	return err
}
