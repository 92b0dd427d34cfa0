package nightly

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hangup-http/hangup/internal/process"
)

// binary is the test binary of one package.
type binary struct {
	file string
	// guided tells that the engine finds counters in it, as far as is known.
	everywhere bool // counters everywhere, as go test -fuzz has them
}

// build makes the test binary of a package: with counters in the packages of the patterns alone, which is several
// times faster where much else is linked, or everywhere.
func build(ctx context.Context, module, pkg, file string, instrument []string, env ...string) (binary, error) {
	args := []string{"test", "-c", "-o", file}
	if len(instrument) == 0 {
		args = append(args, "-fuzz=Fuzz") // with -c it only builds as if
	}
	for _, pattern := range instrument {
		args = append(args, "-gcflags="+pattern+"=-d=libfuzzer")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	cmd.Dir, cmd.Env = module, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return binary{}, fmt.Errorf("building the tests of %s: %w: %s", pkg, err, oneLine(string(out)))
	}
	if _, err := os.Stat(file); err != nil {
		return binary{}, fmt.Errorf("building the tests of %s: there are none", pkg)
	}
	return binary{file: file, everywhere: len(instrument) == 0}, nil
}

// started is one run of a test binary.
type started struct {
	Args []string
	Dir  string
	Log  string
	Hang time.Duration // so long without a new number of executions
}

// ended is how it came out.
type ended struct {
	Output   string
	Hung     bool
	Took     time.Duration
	Executed uint64
}

// progress is a line of the engine. What follows the elapsed time stands still while an input hangs.
var progress = regexp.MustCompile(`(?m)^fuzz: elapsed: [^,]+, (.*)$`)

var executions = regexp.MustCompile(`execs: (\d+)`)

const (
	look  = 100 * time.Millisecond // between two looks at what the engine has printed
	grace = 5 * time.Second        // for the stacks of a hang, or to end
)

// run waits until the binary has ended, or hangs, or ctx ends; then it is ended, with all its workers.
func (s started) run(ctx context.Context) (ended, error) {
	began := time.Now()
	p, err := process.Start(process.Command{Args: s.Args, Env: os.Environ(), Dir: s.Dir, Log: s.Log})
	if err != nil {
		return ended{}, err
	}
	hung := s.watch(ctx, p)
	if hung || ctx.Err() != nil {
		p.Stop(context.WithoutCancel(ctx), map[bool]string{true: "QUIT", false: "INT"}[hung], grace)
	}
	out, err := os.ReadFile(s.Log)
	if err != nil {
		return ended{}, fmt.Errorf("reading what %s has printed: %w", filepath.Base(s.Args[0]), err)
	}
	return ended{Output: string(out), Hung: hung, Took: time.Since(began), Executed: executed(string(out))}, ctx.Err()
}

// watch returns true once nothing moves any more, false once p has ended or ctx has.
func (s started) watch(ctx context.Context, p *process.Process) (hung bool) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	var last string
	var read int64
	moved := time.Now()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-p.Ended():
			return false
		case <-tick.C:
		}
		var text string
		if text, read = tail(s.Log, read); text != "" {
			if all := progress.FindAllStringSubmatch(text, -1); all == nil {
				moved = time.Now() // it prints something else
			} else if now := standing(all[len(all)-1][1]); now != last {
				last, moved = now, time.Now()
			}
		}
		if time.Since(moved) > s.Hang {
			return true
		}
	}
}

// standing is what of a progress line does not change while nothing is executed.
func standing(line string) string {
	before, _, _ := strings.Cut(line, " (")
	return before
}

// tail returns what came to a file, whole lines only.
func tail(file string, from int64) (string, int64) {
	f, err := os.Open(file)
	if err != nil {
		return "", from
	}
	defer f.Close()
	text, err := io.ReadAll(io.NewSectionReader(f, from, 1<<20))
	if err != nil {
		return "", from
	}
	whole := strings.LastIndexByte(string(text), '\n') + 1
	return string(text[:whole]), from + int64(whole)
}

// executed is the number in the last progress line.
func executed(out string) uint64 {
	all := executions.FindAllStringSubmatch(out, -1)
	if all == nil {
		return 0
	}
	n, err := strconv.ParseUint(all[len(all)-1][1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// What the engine prints.
var (
	unguided = "not built with coverage instrumentation"
	written  = regexp.MustCompile(`(?m)^\s*Failing input written to (testdata/fuzz/\S+)$`)
	seed     = regexp.MustCompile(`failure while testing seed corpus entry: (\S+)`)
)

// passed tells whether a test binary has come to a good end.
func (e ended) passed() bool {
	return !e.Hung && strings.HasSuffix(strings.TrimSpace(e.Output), "PASS")
}

// engine are the flags of a run of so many executions.
func engine(b binary, t target, cache string, workers int, n uint64) []string {
	return []string{
		b.file, "-test.run=^$", "-test.fuzz=^" + t.Name + "$", fmt.Sprintf("-test.fuzztime=%dx", n), "-test.fuzzminimizetime=10x",
		"-test.fuzzcachedir=" + cache, "-test.parallel=" + strconv.Itoa(workers),
	}
}
