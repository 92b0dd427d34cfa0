package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/process"
	"github.com/hangup-http/hangup/internal/recipe"
)

// fleet is the servers that one command has started, and the folder that they work in.
type fleet struct {
	file   *recipe.File
	folder string
	site   string

	mu      sync.Mutex
	running []*ship
}

// ship is one server that runs.
type ship struct {
	target  recipe.Target // placeholders filled in
	plan    *plan
	process *process.Process // nil: somebody else has started it
}

// newFleet makes the folder, and in it what servers of files are to serve. The folder can
// be entered by servers that give up their rights.
func newFleet(file *recipe.File, plans []*plan) (*fleet, error) {
	folder, err := os.MkdirTemp("", "hangup-matrix-")
	if err == nil {
		err = os.Chmod(folder, 0o755)
	}
	f := &fleet{file: file, folder: folder, site: filepath.Join(folder, "site")}
	if err == nil && anyStarted(plans) {
		err = file.MakeSite(f.site, sizes(plans))
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, &failure{exitInconclusive, fmt.Errorf("preparing: %w", err), "name a folder with more room: TMPDIR=/path"}
	}
	return f, nil
}

func anyStarted(plans []*plan) bool {
	for _, p := range plans {
		if len(p.target.Start) > 0 {
			return true
		}
	}
	return false
}

// start starts the server of a plan, unless it runs already, and waits until it accepts a
// connection. A server that does not is stopped again.
func (f *fleet) start(ctx, now context.Context, p *plan) (*ship, error) {
	if len(p.target.Start) == 0 {
		return &ship{target: p.target, plan: p}, nil
	}
	t, err := f.berth(p.target)
	if err != nil {
		return nil, err
	}
	dialled, err := play.ParseTarget(t.URL, p.flags.AllowRemote)
	if err != nil {
		return nil, err
	}
	if process.Listens(ctx, dialled.Network, dialled.Address) {
		return nil, fmt.Errorf("something else listens on %s: end it, or change its port in %s", dialled.Address, f.file.Name)
	}
	args := append([]string(nil), t.Start...)
	if args[0] = recipe.Program(args[0]); args[0] == "" {
		return nil, fmt.Errorf("there is no program %s: install it, and name it in needs", t.Start[0])
	}
	started, err := process.Start(process.Command{Args: args, Env: environment(t), Dir: f.file.Folder, Log: f.log(t)})
	if err != nil {
		return nil, err
	}
	s := &ship{target: t, plan: p, process: started}
	f.add(s)
	if err := started.Accepts(ctx, dialled.Network, dialled.Address, t.Ready); err != nil {
		f.stop(now, s)
		return nil, err
	}
	return s, nil
}

// gone tells whether a server that was started has ended.
func (s *ship) gone() bool {
	if s.process == nil {
		return false
	}
	select {
	case <-s.process.Ended():
		return true
	default:
		return false
	}
}

func (f *fleet) log(t recipe.Target) string { return filepath.Join(f.folder, t.Name+".log") }

// berth makes the folder of a server and finds its port.
func (f *fleet) berth(t recipe.Target) (recipe.Target, error) {
	place := recipe.Place{Port: t.Port, Dir: filepath.Join(f.folder, "dir", t.Name), Site: f.site}
	if err := os.MkdirAll(place.Dir, 0o755); err != nil {
		return t, fmt.Errorf("making its folder: %w", err)
	}
	if place.Port == 0 {
		free, err := process.FreePort()
		if err != nil {
			return t, fmt.Errorf("finding a free port: %w", err)
		}
		place.Port = free
	}
	return t.At(place), nil
}

// environment is ours, with what the target adds.
func environment(t recipe.Target) []string {
	env := append(os.Environ(), "PATH="+recipe.SearchPath())
	for name, value := range t.Env {
		env = append(env, name+"="+value)
	}
	return env
}

func (f *fleet) add(s *ship) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running = append(f.running, s)
}

// stop ends a server that was started, and tells whether it had to be killed; now ends
// the patience with it.
func (f *fleet) stop(now context.Context, s *ship) (killed bool) {
	f.mu.Lock()
	f.running = slices.DeleteFunc(f.running, func(other *ship) bool { return other == s })
	f.mu.Unlock()
	return s.process != nil && s.process.Stop(now, s.target.Stop, s.target.Grace)
}

// stopAll ends all that still run, and removes what they wrote.
func (f *fleet) stopAll(now context.Context) {
	f.mu.Lock()
	running := slices.Clone(f.running)
	f.mu.Unlock()
	var ending sync.WaitGroup
	for _, s := range running {
		ending.Go(func() { f.stop(now, s) })
	}
	ending.Wait()
	os.RemoveAll(f.folder)
}

// tell says which servers run on.
func (f *fleet) tell(w io.Writer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.running {
		s.tell(w)
	}
	fmt.Fprintln(w, "hangup: the servers run until Ctrl-C")
}

func (s *ship) tell(w io.Writer) {
	fmt.Fprintln(w, s.target.Name, s.target.URL, cmp.Or(s.plan.flags.Profile, "rfc"))
}

// startOnly serves --start.
func (c *matrixCommand) startOnly(ctx context.Context, s *surroundings, fleet *fleet, plans []*plan) error {
	var mu sync.Mutex
	var failed error
	eachAtOnce(c.Parallel, plans, func(p *plan) {
		if reason := p.missing(); reason != "" {
			fmt.Fprintf(s.stderr, "hangup: %s: skipped: %s\n", p.target.Name, reason)
			return
		}
		started, err := fleet.start(ctx, ctx, p)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", p.target.Name, err))
			return
		}
		started.tell(s.stdout)
	})
	switch {
	case ctx.Err() != nil:
		return nil
	case failed != nil:
		return &failure{exitInconclusive, failed, ""}
	}
	fmt.Fprintln(s.stderr, "hangup: the servers run until Ctrl-C")
	<-ctx.Done()
	return nil
}

// twice returns a context that the first signal ends, and one that the second ends. The
// third kills as usual.
func twice() (first, second context.Context, end func()) {
	first, interrupt := context.WithCancel(context.Background())
	second, hurry := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	over := make(chan struct{})
	go func() {
		for _, act := range []func(){interrupt, hurry} {
			select {
			case <-signals:
				act()
			case <-over:
				return
			}
		}
		signal.Stop(signals)
	}()
	return first, second, func() {
		signal.Stop(signals)
		close(over)
		interrupt()
		hurry()
	}
}
