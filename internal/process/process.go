package process

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Command is what to start.
type Command struct {
	Args []string // program and arguments
	Env  []string // the whole environment, as NAME=value
	Dir  string   // folder to start it in
	Log  string   // file that gets what it prints
}

// Process is a server that was started. Its methods are safe for concurrent use.
type Process struct {
	command *exec.Cmd
	log     string
	ended   chan struct{} // closed once the first process has ended, and the rest of the group was killed

	mu     sync.Mutex
	reaped bool // from then on the number of the group may be somebody else's
}

// Start starts the command, which reads nothing and prints to its log.
func Start(c Command) (*Process, error) {
	log, err := os.Create(c.Log)
	if err != nil {
		return nil, fmt.Errorf("making the log: %w", err)
	}
	defer log.Close() // the process has its own
	command := exec.Command(c.Args[0], c.Args[1:]...)
	command.Env, command.Dir, command.Stdout, command.Stderr = c.Env, c.Dir, log, log
	separate(command)
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", c.Args[0], err)
	}
	p := &Process{command: command, log: c.Log, ended: make(chan struct{})}
	go p.reap()
	return p, nil
}

// reap waits for the first process. What it leaves behind in its group is killed at once,
// because the number of the group is ours only as long as somebody is in it.
func (p *Process) reap() {
	_ = p.command.Wait() // how it ended is of no interest: it is judged by what it does on its connections
	p.mu.Lock()
	defer p.mu.Unlock()
	killGroup(p.command.Process)
	p.reaped = true
	close(p.ended)
}

// Ended is closed once the server has ended, whoever ended it.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// pause between two attempts to connect. A connection is the only sign of readiness that
// all servers give, and nothing tells when it could be made.
const pause = 20 * time.Millisecond

// Accepts waits until the server accepts a connection. It fails when the server ends
// before, when patience is over, or when ctx ends; the first two name the end of the log.
// A server that has ended is not taken for another one that listens in its place.
func (p *Process) Accepts(ctx context.Context, network, address string, patience time.Duration) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	retry := time.NewTicker(pause)
	defer retry.Stop()
	for !Listens(ctx, network, address) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-p.ended:
			return fmt.Errorf("it ended before it accepted a connection%s", p.last())
		case <-deadline.C:
			return fmt.Errorf("it did not accept a connection at %s within %v%s", address, patience, p.last())
		case <-retry.C:
		}
	}
	select {
	case <-p.ended:
		return fmt.Errorf("it ended, and something else accepts connections at %s%s", address, p.last())
	default:
		return nil
	}
}

// Listens tells whether somebody accepts connections at the address.
func Listens(ctx context.Context, network, address string) bool {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// Stop asks the server to end with a signal, one of TERM, INT, QUIT, HUP and KILL, and
// kills it when it has not ended within grace, or when ctx ends. It returns once the
// server has ended, and tells whether it had to be killed.
func (p *Process) Stop(ctx context.Context, signal string, grace time.Duration) (killed bool) {
	p.signal(func(leader *os.Process) { signalGroup(leader, signal) })
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case <-p.ended:
		return false
	case <-late.C:
	case <-ctx.Done():
	}
	p.signal(killGroup)
	<-p.ended
	return true
}

// signal calls send unless the server has ended.
func (p *Process) signal(send func(*os.Process)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		send(p.command.Process)
	}
}

// How much of the end of a log is shown.
const (
	lastOctets = 4 << 10
	lastLines  = 10
)

// last returns the end of the log, for a message; empty when nothing was printed.
func (p *Process) last() string {
	file, err := os.Open(p.log)
	if err != nil {
		return ""
	}
	defer file.Close()
	if _, err := file.Seek(-lastOctets, io.SeekEnd); err != nil {
		_, _ = file.Seek(0, io.SeekStart) // it is shorter
	}
	text, err := io.ReadAll(io.LimitReader(file, lastOctets))
	if err != nil || len(strings.TrimSpace(string(text))) == 0 {
		return ", and it printed nothing"
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return "; it printed: " + strings.Join(lines[max(0, len(lines)-lastLines):], " | ")
}
