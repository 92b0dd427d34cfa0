//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"strings"
)

// serveCommand is the server's side. It prints its address, and then obeys: each line
// of its input is an order, answered with "done" or with what went wrong. It ends with
// its input, so that it never outlives who started it.
type serveCommand struct {
	Kind   string `arg:"" help:"Which server."`
	Listen string `help:"Address to listen on (${default})." default:"127.0.0.1:0" placeholder:"ADDR"`
}

// Orders that a server in Go obeys.
const (
	orderCollect = "collect" // collect garbage and return free memory
	orderProfile = "profile" // write a profile of the processor to the file that follows
	orderStop    = "stop"    // end that profile
	orderHeap    = "heap"    // write a profile of the heap to the file that follows
)

const orderDone = "done"

// Run serves.
func (c *serveCommand) Run() error {
	chosen, err := lookUp([]string{c.Kind})
	if err != nil {
		return err
	}
	if chosen[0].serve == nil {
		return fmt.Errorf("%s is a program of its own: start it yourself", c.Kind)
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	fmt.Println(l.Addr())
	go func() {
		obey(os.Stdin, os.Stdout)
		os.Exit(0)
	}()
	return chosen[0].serve(l)
}

// obey carries out the orders in r until it ends.
func obey(r io.Reader, w io.Writer) {
	for s := bufio.NewScanner(r); s.Scan(); {
		verb, file, _ := strings.Cut(s.Text(), " ")
		if err := carryOut(verb, file); err != nil {
			fmt.Fprintln(w, err)
			continue
		}
		fmt.Fprintln(w, orderDone)
	}
}

func carryOut(verb, file string) error {
	switch verb {
	case orderCollect:
		debug.FreeOSMemory()
		debug.FreeOSMemory() // what a sync.Pool held goes with the second
	case orderProfile:
		f, err := os.Create(file) // closed with the process
		if err != nil {
			return err
		}
		return pprof.StartCPUProfile(f)
	case orderStop:
		pprof.StopCPUProfile()
	case orderHeap:
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer f.Close()
		return pprof.Lookup("heap").WriteTo(f, 0)
	default:
		return fmt.Errorf("no order is called %q", verb)
	}
	return nil
}
