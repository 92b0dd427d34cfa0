package nightly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Share is the part of the budget that one job has.
type Share struct {
	Executions uint64
	Duration   time.Duration
}

// executions turns a share into a count.
func (s Share) executions(rate float64) uint64 {
	if s.Executions > 0 {
		return s.Executions
	}
	return uint64(max(rate*s.Duration.Seconds(), 0))
}

// run is a night that goes on.
type run struct {
	config   *Config
	night    *Night
	share    Share
	told     func(string)
	temp     string
	binaries map[string]binary
}

// Run holds a night: the canaries, every target and every server, one after the other. What is done is saved after each,
// so that a run that was killed is taken up by the next. Told is called with what a person wants to know while it
// lasts; it may be nil. When ctx ends, the night is what was done until then, and is no error.
func Run(ctx context.Context, config *Config, version string, told func(string)) (*Night, error) {
	if told == nil {
		told = func(string) {}
	}
	r := &run{config: config, told: told, binaries: map[string]binary{}}
	earlier, err := config.nights()
	if err != nil {
		return nil, err
	}
	if r.night, err = r.begin(version); err != nil {
		return nil, err
	}
	r.night.earlier = earlier
	if r.temp, err = os.MkdirTemp("", "hangup-nightly-"); err != nil {
		return nil, fmt.Errorf("making room for test binaries: %w", err)
	}
	defer os.RemoveAll(r.temp)
	if err := os.Chmod(r.temp, 0o755); err != nil { // servers give up their rights
		return nil, fmt.Errorf("making room for test binaries: %w", err)
	}
	began := time.Now()
	before := r.night.Millis
	err = r.all(ctx)
	r.night.Millis = before + time.Since(began).Milliseconds()
	r.night.Interrupted = ctx.Err() != nil
	r.night.compare()
	return r.night, errors.Join(err, r.save())
}

// begin takes up a night that was killed, unless that is long ago.
func (r *run) begin(version string) (*Night, error) {
	text, err := os.ReadFile(r.config.current())
	if err == nil {
		n := &Night{}
		if json.Unmarshal(text, n) == nil && time.Since(n.Began) < maxTime && n.Config == r.config.File && n.Version == version {
			n.Resumed = true
			r.told(fmt.Sprintf("the night of %s was cut off: going on behind %d jobs", n.Began.Format(time.DateTime), len(n.Jobs)))
			return n, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the night that was cut off: %w", err)
	}
	return &Night{Tool: toolName, Version: version, Config: r.config.File, Began: time.Now().UTC().Truncate(time.Second)}, nil
}

const toolName = "hangup nightly"

// all does the work.
func (r *run) all(ctx context.Context) error {
	targets, err := r.targets(ctx)
	if err != nil {
		return err
	}
	jobs := len(targets) + len(r.config.Servers)
	if jobs == 0 {
		return fmt.Errorf("there is nothing to fuzz: no package of %v in %s has a fuzz target", r.config.Native.Packages, r.config.Native.Module)
	}
	b := r.config.Budget
	r.share = Share{b.Executions / uint64(jobs), b.Duration / time.Duration(jobs)}
	if b.Executions > 0 {
		r.share.Executions = max(r.share.Executions, 1)
	}
	if len(r.night.Canaries) == 0 {
		r.canaries(ctx)
	}
	var work []func()
	for _, t := range targets {
		work = append(work, r.once(t.job(), len(work)+1, jobs, func() *Job { return r.fuzzNative(ctx, t) }))
	}
	for _, s := range r.config.Servers {
		work = append(work, r.once(s.Name, len(work)+1, jobs, func() *Job { return r.fuzzServer(ctx, s) }))
	}
	for _, do := range work {
		if ctx.Err() != nil {
			return nil
		}
		do()
		if err := r.keep(); err != nil {
			return err
		}
	}
	return nil
}

// targets are those to fuzz; what is missed is told and fails the night.
func (r *run) targets(ctx context.Context) (chosen []target, err error) {
	if len(r.config.Native.Packages) == 0 {
		return nil, nil
	}
	found, err := discover(ctx, r.config.Native.Module, r.config.Native.Packages)
	if err != nil {
		return nil, err
	}
	if !r.night.Resumed {
		for _, missed := range r.config.missed(found) {
			r.night.fail(missed)
		}
	}
	for _, t := range found {
		if _, out := r.config.Native.LeftOut[t.job()]; !out {
			chosen = append(chosen, t)
		}
	}
	return chosen, nil
}

// once does a job, unless it is done.
func (r *run) once(name string, number, of int, do func() *Job) func() {
	return func() {
		if r.night.job(name) != nil {
			return
		}
		r.told(fmt.Sprintf("%d of %d: %s", number, of, name))
		j := do()
		if j.Findings == nil {
			j.Findings = []Finding{}
		}
		r.night.Jobs = append(r.night.Jobs, j)
		r.told(jobLine(j))
		if j.End == EndNoOp || j.End == EndFailed {
			r.night.fail(fmt.Sprintf("%s: %s: %s", j.Name, j.End, j.Reason))
		}
	}
}

func jobLine(j *Job) string {
	line := fmt.Sprintf("%s: %s, %d executions, %.0f/s", j.Name, j.End, j.Executions, j.Rate())
	if len(j.Findings) > 0 {
		line += fmt.Sprintf(", %d findings", len(j.Findings))
	}
	return line
}

// binaryOf builds the tests of a package once for each way.
func (r *run) binaryOf(ctx context.Context, t target, everywhere bool) (binary, error) {
	instrument := r.config.Native.Instrument
	key := t.Package
	if everywhere || len(instrument) == 0 {
		instrument, key = nil, key+" everywhere"
	}
	if b, ok := r.binaries[key]; ok {
		return b, nil
	}
	b, err := build(ctx, r.config.Native.Module, t.Package, filepath.Join(r.temp, fmt.Sprintf("%d.test", len(r.binaries))), instrument)
	if err != nil && instrument != nil && ctx.Err() == nil { // a compiler may not know the flag
		return r.binaryOf(ctx, t, true)
	}
	if err == nil {
		r.binaries[key] = b
	}
	return b, err
}

// room is a place for one thing of the job that goes on.
func (r *run) room(name string) string { return filepath.Join(r.temp, name) }

// rateOf is what the last night that ran a job has measured; 0: none has.
func (r *run) rateOf(name string) float64 {
	for i := len(r.night.earlier) - 1; i >= 0; i-- {
		if j := r.night.earlier[i].job(name); j != nil && j.Ran() && j.Rate() > 0 {
			return j.Rate()
		}
	}
	return 0
}

// open are the findings of a job that the last night which ran it has left.
func (r *run) open(name string) []Finding { return r.night.open(name) }

// keep saves the night that goes on.
func (r *run) keep() error {
	text, err := json.Marshal(r.night)
	if err == nil {
		err = campaign.WriteFile(r.config.current(), text)
	}
	if err != nil {
		return fmt.Errorf("saving the night so far: %w", err)
	}
	return nil
}

// save makes the night one of the history.
func (r *run) save() error {
	text, err := json.MarshalIndent(r.night, "", "  ")
	if err == nil {
		err = campaign.WriteFile(filepath.Join(r.config.History, "nights", r.night.file()), text)
	}
	if err != nil {
		return fmt.Errorf("saving the night: %w", err)
	}
	if err := os.Remove(r.config.current()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("saving the night: %w", err)
	}
	return nil
}
