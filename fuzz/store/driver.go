package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Driver is the name of the program that opens object stores.
const Driver = "hangup-store"

// Build is the command that makes the program, in a clone of Hangup.
const Build = `go build -C fuzz/store/hangup-store -o "$PWD" .`

// ErrNoDriver says that the program which opens object stores is not there.
var ErrNoDriver = errors.New("the program " + Driver + " is not there")

// driven is a store that another process has opened. When that process ends, the next call starts another.
type driven struct {
	ctx     context.Context // the process ends with it
	address string
	program string

	mu      sync.Mutex
	running *driver // nil: none
	closed  bool
}

// driver is one process.
type driver struct {
	client *rpc.Client
	cmd    *exec.Cmd
	said   *tail
	ended  chan struct{}
}

// entry is the argument of every call. Its fields are part of the protocol.
type entry struct {
	Kind string
	Name string
	Data []byte
}

func start(ctx context.Context, address string) (*driven, error) {
	program, err := findDriver()
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w; make it in a clone of Hangup with: %s; then move it beside hangup or into PATH", address, err, Build)
	}
	return &driven{ctx: ctx, address: address, program: program}, nil
}

// findDriver looks beside this program first, so that those which were built together are used together.
func findDriver() (string, error) {
	if self, err := os.Executable(); err == nil {
		if beside, err := exec.LookPath(filepath.Join(filepath.Dir(self), Driver)); err == nil {
			return beside, nil
		}
	}
	found, err := exec.LookPath(Driver)
	if err != nil {
		return "", fmt.Errorf("%w: neither beside this one nor in PATH", ErrNoDriver)
	}
	return found, nil
}

// current is the process that runs, or a new one.
func (d *driven) current() (*driver, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, fmt.Errorf("the store %s is closed", d.address)
	}
	if d.running != nil {
		select {
		case <-d.running.ended:
		default:
			return d.running, nil
		}
	}
	var err error
	d.running, err = launch(d.ctx, d.program, d.address)
	return d.running, err
}

func launch(ctx context.Context, program, address string) (*driver, error) {
	p := &driver{cmd: exec.CommandContext(ctx, program, address), said: &tail{}, ended: make(chan struct{})}
	p.cmd.Stderr = p.said
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	out, outEnd, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	p.cmd.Stdout = outEnd
	err = p.cmd.Start()
	_ = outEnd.Close() // the child has its own
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", program, err), out.Close())
	}
	p.client = rpc.NewClientWithCodec(jsonrpc.NewClientCodec(pipes{out, in}))
	go func() {
		_ = p.cmd.Wait() // why it ended is in what it said
		close(p.ended)
	}()
	return p, nil
}

// pipes are both ways to a process.
type pipes struct {
	io.ReadCloser
	in io.WriteCloser
}

func (p pipes) Write(data []byte) (int, error) { return p.in.Write(data) }
func (p pipes) Close() error                   { return errors.Join(p.in.Close(), p.ReadCloser.Close()) }

// call asks the process, and waits for it no longer than ctx.
func (d *driven) call(ctx context.Context, method string, e entry, reply any) error {
	p, err := d.current()
	if err != nil {
		return err
	}
	call := p.client.Go("Store."+method, e, reply, make(chan *rpc.Call, 1))
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", d.address, ctx.Err())
	case <-call.Done:
	}
	var refused rpc.ServerError
	switch {
	case call.Error == nil:
		return nil
	case errors.As(call.Error, &refused):
		return fmt.Errorf("%s: %w", d.address, call.Error)
	}
	select {
	case <-p.ended:
	case <-ctx.Done():
	}
	return fmt.Errorf("%s: %s has ended: %s", d.address, Driver, p.said)
}

// Put sends an entry.
func (d *driven) Put(ctx context.Context, kind string, data []byte) (string, error) {
	var name string
	err := d.call(ctx, "Put", entry{Kind: kind, Data: data}, &name)
	if err == nil && name != nameOf(data) {
		err = fmt.Errorf("%s keeps a %s under another name than its digest: %q", d.address, kind, name)
	}
	return name, err
}

// Get fetches an entry, and refuses one that is not what its name says.
func (d *driven) Get(ctx context.Context, kind, name string) ([]byte, error) {
	var data []byte
	if err := d.call(ctx, "Get", entry{Kind: kind, Name: name}, &data); err != nil {
		return nil, err
	}
	if nameOf(data) != name {
		return nil, fmt.Errorf("%s: %s/%s: %w (%d octets): remove the object", d.address, kind, name, campaign.ErrDamaged, len(data))
	}
	return data, nil
}

// List returns the names of a kind.
func (d *driven) List(ctx context.Context, kind string) (names []string, err error) {
	err = d.call(ctx, "List", entry{Kind: kind}, &names)
	slices.Sort(names)
	return names, err
}

// closing is how long a process may take to end once its input has.
const closing = 5 * time.Second

// Close ends the process.
func (d *driven) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.running == nil {
		return nil
	}
	err := d.running.client.Close()
	if errors.Is(err, rpc.ErrShutdown) { // it has ended before
		err = nil
	}
	select {
	case <-d.running.ended:
	case <-time.After(closing):
		err = errors.Join(err, d.running.cmd.Process.Kill())
		<-d.running.ended
	}
	return err
}

func nameOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// tail keeps the last that a process has said.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailSize = 2000

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, data...)
	t.kept = t.kept[max(0, len(t.kept)-tailSize):]
	return len(data), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimPrefix(string(bytes.TrimSpace(t.kept)), Driver+": ")
}
