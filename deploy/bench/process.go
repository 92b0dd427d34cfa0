//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	processes "github.com/hangup-http/hangup/internal/process"
)

// startTimeout is how long a server may take to listen, and to obey.
const startTimeout = 30 * time.Second

// process is a server that runs on a processor of its own.
type process struct {
	kind kind
	addr netip.AddrPort
	cmd  *exec.Cmd
	in   io.WriteCloser // orders; nil for a program
	out  *bufio.Reader
	dir  string // of a program
}

// start starts a server on the given processor. The calling goroutine must be locked to
// its thread, and the thread must live as long as the server.
func start(ctx context.Context, k kind, on processors) (*process, error) {
	p := &process{kind: k}
	begin := p.startOurs
	if k.program != nil {
		begin = p.startProgram
	}
	err := on.asServer(func() error { return begin(ctx) })
	if err != nil {
		p.end()
		return nil, fmt.Errorf("starting %s: %w", k.name, err)
	}
	return p, nil
}

// startOurs runs this program again, as a server.
func (p *process) startOurs(context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p.cmd = exec.Command(self, "serve", p.kind.name)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := p.launch(); err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	line, err := p.out.ReadString('\n')
	if err != nil {
		return fmt.Errorf("it has ended without an address: %w", err)
	}
	p.addr, err = netip.ParseAddrPort(strings.TrimSpace(line))
	return err
}

// startProgram runs somebody else's server and waits until it listens.
func (p *process) startProgram(ctx context.Context) error {
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	p.addr = addr.AddrPort()
	if p.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	if p.cmd, err = p.kind.program.command(p.dir, addr); err != nil {
		return err
	}
	if err := p.launch(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return poll(ctx, time.Millisecond, func() (bool, error) {
		c, err := net.Dial("tcp", addr.String())
		if err != nil {
			return false, nil
		}
		return true, c.Close()
	})
}

// launch starts the command; the kernel ends it when the calling thread ends.
func (p *process) launch() error {
	p.cmd.Stderr = os.Stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return p.cmd.Start()
}

// freeAddress is one on the loopback interface where nobody listens.
func freeAddress() (*net.TCPAddr, error) {
	port, err := processes.FreePort()
	if err != nil {
		return nil, fmt.Errorf("looking for a free port: %w", err)
	}
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}, nil
}

// ask gives an order to a server in Go, and does nothing with others.
func (p *process) ask(verb, file string) error {
	if p.in == nil {
		return nil
	}
	if _, err := fmt.Fprintln(p.in, verb, file); err != nil {
		return fmt.Errorf("telling %s to %s: %w", p.kind.name, verb, err)
	}
	line, err := p.out.ReadString('\n')
	if err == nil && strings.TrimSpace(line) != orderDone {
		err = errors.New(strings.TrimSpace(line))
	}
	if err != nil {
		return fmt.Errorf("telling %s to %s: %w", p.kind.name, verb, err)
	}
	return nil
}

// end ends the server, at once.
func (p *process) end() {
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Kill() // it may have ended
		_ = p.cmd.Wait()         // says that it was killed
	}
	if p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// poll asks at each tick until it is told yes.
func poll(ctx context.Context, every time.Duration, ready func() (bool, error)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
		if ok, err := ready(); ok || err != nil {
			return err
		}
	}
}
