package campaign

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/process"
)

// Server is a target that can be started again.
type Server interface {
	// Restart ends the server, if it runs, starts it, and waits until it accepts a connection.
	Restart(ctx context.Context) error
	// Ended is closed once the server that runs now has ended.
	Ended() <-chan struct{}
}

// Command is a Server that a command starts. It is safe for concurrent use.
type Command struct {
	args   []string
	log    string
	target play.Target

	mu      sync.Mutex
	running *process.Process
}

// NewCommand returns a server that args start, program first, in the foreground; what it
// prints goes to the file log. Nothing is started yet.
func NewCommand(target play.Target, log string, args ...string) *Command {
	return &Command{args: args, log: log, target: target}
}

const (
	stopTime  = 3 * time.Second
	readyTime = 60 * time.Second
)

// Restart stops what runs and starts the command.
func (c *Command) Restart(ctx context.Context) error {
	c.Stop()
	started, err := process.Start(process.Command{Args: c.args, Env: os.Environ(), Log: c.log})
	if err != nil {
		return fmt.Errorf("starting the target: %w", err)
	}
	c.mu.Lock()
	c.running = started
	c.mu.Unlock()
	if err := started.Accepts(ctx, c.target.Network, c.target.Address, readyTime); err != nil {
		return fmt.Errorf("starting the target: %w", err)
	}
	return nil
}

// Stop ends the server, if it runs.
func (c *Command) Stop() {
	c.mu.Lock()
	running := c.running
	c.running = nil
	c.mu.Unlock()
	if running != nil {
		running.Stop(context.Background(), "TERM", stopTime)
	}
}

// Ended is closed once the server that runs now has ended; nil before the first start.
func (c *Command) Ended() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == nil {
		return nil
	}
	return c.running.Ended()
}
