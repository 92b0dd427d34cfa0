package spin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Available returns nil when spin and gcc can be run, or an error that says how to get them.
func Available() error {
	for _, program := range []string{"spin", "gcc"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is not installed (apt install spin gcc)", program)
		}
	}
	return nil
}

// Verifier is a model, compiled for one kind of search.
type Verifier struct {
	dir     string
	program string
}

// Search is what a verifier looks for.
type Search struct {
	Name    string   // of the files; searches of one folder differ in it
	Define  []string // macros for the model
	Compile []string // options for gcc
}

// Searches for what always holds, for nothing but to visit everything, depth first and breadth first, and for
// runs that never fulfil a formula. A model leaves out assertions where BARE is defined, and
// hidden variables with them, which a search breadth first cannot have; and its formulas where
// LIVENESS is not, because a verifier that knows one always follows it.
var (
	Safety   = Search{Name: "safety", Compile: []string{"-DSAFETY", "-DNOREDUCE", "-DNOFAIR"}}
	Bare     = Search{Name: "bare", Define: []string{"BARE"}, Compile: []string{"-DSAFETY", "-DNOREDUCE", "-DNOFAIR"}}
	Breadth  = Search{Name: "breadth", Define: []string{"BARE"}, Compile: []string{"-DSAFETY", "-DNOREDUCE", "-DNOFAIR", "-DBFS"}}
	Liveness = Search{Name: "liveness", Define: []string{"LIVENESS"}, Compile: []string{"-DNOREDUCE", "-DNFAIR=8"}}
)

// Compile translates a Promela model and compiles its verifier, in a folder of its own below dir.
func Compile(ctx context.Context, dir, model string, s Search) (*Verifier, error) {
	v := &Verifier{dir: filepath.Join(dir, s.Name)}
	if err := os.MkdirAll(v.dir, 0o755); err != nil {
		return nil, fmt.Errorf("making room for the verifier: %w", err)
	}
	v.program = filepath.Join(v.dir, "pan")
	if err := os.WriteFile(filepath.Join(v.dir, "model.pml"), []byte(model), 0o600); err != nil {
		return nil, fmt.Errorf("writing the model: %w", err)
	}
	// Without -o2, variables that nothing reads would not be part of a configuration.
	translate := []string{"-o2"}
	for _, name := range s.Define {
		translate = append(translate, "-D"+name)
	}
	if _, err := v.run(ctx, "spin", append(translate, "-a", "model.pml")...); err != nil {
		return nil, err
	}
	if _, err := v.run(ctx, "gcc", append(slices.Clone(s.Compile), "-O2", "-w", "-o", "pan", "pan.c")...); err != nil {
		return nil, err
	}
	return v, nil
}

// run runs a program in the verifier's folder and returns what it prints.
func (v *Verifier) run(ctx context.Context, program string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = v.dir
	out, err := c.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("running %s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, tail(string(out)))
	}
	return string(out), nil
}

// tail is the end of an output, enough to see what went wrong.
func tail(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// Result is what a search has found.
type Result struct {
	Configurations uint64 // different ones that were reached
	Transitions    uint64 // ways from one to the next, those that change nothing included
	Depth          uint64 // of the search: for Breadth, the steps to the farthest configuration
	Vector         int    // octets of one configuration
	Took           time.Duration
	Violated       []string // expressions that were asserted and do not hold, sorted
	Stuck          bool     // a configuration is reached where no step is possible and none should be missing
	Cycle          bool     // the formula is not fulfilled: a fair cycle, or a configuration without a next one
}

// Invariants visits every reachable configuration and evaluates every assertion.
func (v *Verifier) Invariants(ctx context.Context) (Result, error) {
	return v.search(ctx, "-c0", "-n", "-w22")
}

// Reach visits every reachable configuration and evaluates nothing.
func (v *Verifier) Reach(ctx context.Context) (Result, error) {
	return v.search(ctx, "-A", "-E", "-n", "-w22")
}

// Formula looks for a run, fair to each process, that does not fulfil the formula of that name.
func (v *Verifier) Formula(ctx context.Context, name string) (Result, error) {
	return v.search(ctx, "-A", "-a", "-f", "-n", "-w22", "-N", name)
}

// search runs the verifier, with a deeper stack until that suffices: the stack is
// allocated at once, and a path may visit every configuration.
func (v *Verifier) search(ctx context.Context, options ...string) (Result, error) {
	for depth := 1_000_000; ; depth *= 4 {
		out, err := v.run(ctx, v.program, append([]string{fmt.Sprintf("-m%d", depth)}, options...)...)
		if err != nil && !finished(err) {
			return Result{}, err
		}
		if !strings.Contains(out, "max search depth too small") {
			return parse(out)
		}
	}
}

// finished: the verifier was run to its end; its exit status says that it has found errors.
func finished(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Exited()
}

var (
	vectorLine     = regexp.MustCompile(`State-vector (\d+) byte, depth reached (\d+)`)
	storedLine     = regexp.MustCompile(`(?m)^ *([0-9.e+]+) states, stored(?: \((\d+) visited\))?`)
	transitionLine = regexp.MustCompile(`(?m)^ *([0-9.e+]+) transitions`)
	elapsedLine    = regexp.MustCompile(`elapsed time ([0-9.e+-]+) seconds`)
	stuckLine      = regexp.MustCompile(`(?m)^pan:\d+: invalid end state`)
	cycleLine      = regexp.MustCompile(`(?m)^pan:\d+: acceptance cycle`)
	violatedLine   = regexp.MustCompile(`(?m)^pan:\d+: assertion violated (.*) \(at depth \d+\)$`)
)

// parse reads the report of a verifier.
func parse(out string) (Result, error) {
	var r Result
	for _, m := range violatedLine.FindAllStringSubmatch(out, -1) {
		if expression := strings.TrimSpace(m[1]); !slices.Contains(r.Violated, expression) {
			r.Violated = append(r.Violated, expression)
		}
	}
	slices.Sort(r.Violated)
	r.Stuck = stuckLine.MatchString(out)
	r.Cycle = cycleLine.MatchString(out)
	vector, stored := vectorLine.FindStringSubmatch(out), storedLine.FindStringSubmatch(out)
	transitions, elapsed := transitionLine.FindStringSubmatch(out), elapsedLine.FindStringSubmatch(out)
	if vector == nil || stored == nil || transitions == nil || elapsed == nil {
		return r, fmt.Errorf("the report of the verifier says nothing of states, transitions or time:\n%s", tail(out))
	}
	r.Vector, _ = strconv.Atoi(vector[1])
	r.Depth = count(vector[2])
	r.Configurations = count(stored[1])
	// The verifier counts the way into the first configuration.
	r.Transitions = count(transitions[1]) - 1
	seconds, _ := strconv.ParseFloat(elapsed[1], 64)
	r.Took = time.Duration(seconds * float64(time.Second))
	return r, nil
}

// count reads a number that may be written with an exponent.
func count(s string) uint64 {
	f, _ := strconv.ParseFloat(s, 64)
	return uint64(f)
}
