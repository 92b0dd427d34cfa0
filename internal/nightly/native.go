package nightly

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/model"
)

const (
	probeRuns  = 1000 // executions that a rate is measured with where no night has one
	reruns     = 5    // of an input that failed
	mostStarts = 20   // of the engine, which ends at the first input that fails
	keptOutput = 4000 // octets of what a target printed
)

// hunt is the fuzzing of one native target.
type hunt struct {
	*run
	target target
	binary binary
	dir    string // its shadow
	cache  string
	job    *Job
}

// fuzzNative is the whole job of one target.
func (r *run) fuzzNative(ctx context.Context, t target) *Job {
	h := &hunt{run: r, target: t, job: &Job{Name: t.job(), Kind: KindNative, End: EndOK, Unlisted: !r.config.Native.listed(t)}}
	h.cache = filepath.Join(r.config.History, "cache", slug(t.Folder))
	began := time.Now()
	err := h.all(ctx)
	switch {
	case ctx.Err() != nil:
		h.job.End = EndInterrupted
	case err != nil:
		h.job.End, h.job.Reason = EndNoOp, err.Error()
	}
	if h.job.Millis == 0 {
		h.job.Millis = time.Since(began).Milliseconds()
	}
	return h.job
}

func (h *hunt) all(ctx context.Context) (err error) {
	if h.binary, err = h.binaryOf(ctx, h.target, false); err != nil {
		return err
	}
	if h.dir, err = shadow(h.room("shadow"), h.config.Native.Module, h.target); err != nil {
		return err
	}
	if err := h.again(ctx); err != nil {
		return err
	}
	if err := h.spend(ctx); err != nil {
		return err
	}
	h.job.Corpus = count(filepath.Join(h.cache, h.target.Name))
	if slices.Contains(h.config.Native.Minimise, h.job.Name) {
		return h.minimise()
	}
	return nil
}

// again runs what failed in earlier nights: it is known if it still does.
func (h *hunt) again(ctx context.Context) error {
	for _, f := range h.open(h.job.Name) {
		if f.File == "" {
			continue
		}
		input, err := os.ReadFile(f.File)
		if err != nil {
			continue // somebody has removed it: it may be found again
		}
		shown, err := h.planted(ctx, input)
		if err != nil {
			return err
		}
		if f.Shown, f.Plays = shown, reruns; shown > 0 {
			h.job.take(f)
		}
	}
	return nil
}

// spend executes the target as often as its share says.
func (h *hunt) spend(ctx context.Context) error {
	share, rate := h.share, h.rateOf(h.job.Name)
	left := share.executions(rate)
	if rate == 0 && share.Duration > 0 {
		left = probeRuns
	}
	for starts := 0; starts < mostStarts && left > 0; starts++ {
		e, err := h.start(ctx, left)
		h.job.Executions += e.Executed
		h.job.Millis += e.Took.Milliseconds()
		if err != nil {
			return err
		}
		failed, err := h.classify(ctx, e)
		if err != nil || failed {
			return err
		}
		switch {
		case rate == 0 && share.Duration > 0 && e.passed(): // that was the probe
			rate = h.job.Rate()
			left = (Share{Duration: share.Duration - e.Took}).executions(rate)
		case e.passed():
			return nil
		default: // it has found something: what is left is for more
			left -= min(left, max(e.Executed, 1))
		}
	}
	return nil
}

// start runs the engine, and builds anew where it finds no counters.
func (h *hunt) start(ctx context.Context, n uint64) (ended, error) {
	e, err := h.engine(ctx, n)
	if err == nil && !h.binary.everywhere && strings.Contains(e.Output, unguided) {
		if h.binary, err = h.binaryOf(ctx, h.target, true); err == nil {
			e, err = h.engine(ctx, n)
		}
	}
	return e, err
}

func (h *hunt) engine(ctx context.Context, n uint64) (ended, error) {
	return started{
		Args: engine(h.binary, h.target, h.cache, h.config.Native.Workers, n), Dir: h.dir,
		Log: h.room("log"), Hang: h.config.Native.Hang,
	}.run(ctx)
}

// classify tells what the end of a run means, and whether another makes no sense.
func (h *hunt) classify(ctx context.Context, e ended) (final bool, err error) {
	name := h.job.Name
	switch {
	case e.Hung:
		h.job.End, h.job.Reason = EndTimeout, fmt.Sprintf("nothing was executed for %v", h.config.Native.Hang)
		h.job.take(Finding{
			ID: identity(name, "hang"), Class: EndTimeout, Title: fmt.Sprintf("%s: an input does not end (%s)", name, h.job.Reason),
			Where: h.where(), Rerun: h.command(), Shown: 1, Plays: 1, Text: last(e.Output),
		})
		return true, nil
	case e.passed() && e.Executed == 0:
		h.job.End, h.job.Reason = EndNoOp, "nothing was executed: "+oneLine(last(e.Output))
		return true, nil
	case e.passed():
		return false, nil
	case strings.Contains(e.Output, "Failing input written"):
		return false, h.crash(ctx, e)
	case seed.MatchString(e.Output):
		return true, h.crash(ctx, e)
	}
	h.job.End, h.job.Reason = EndNoOp, "the test binary failed: "+oneLine(last(e.Output))
	return true, nil
}

// crash keeps the input that failed, runs it again, and rates it.
func (h *hunt) crash(ctx context.Context, e ended) error {
	title := said(e.Output)
	f := Finding{
		ID: identity(h.job.Name, digits.ReplaceAllString(title, "#")), Class: EndCrash, Title: title, Where: h.where(), Plays: reruns, Text: last(e.Output),
	}
	var entry string
	if at := written.FindStringSubmatch(e.Output); at != nil {
		file := filepath.Join(h.dir, filepath.FromSlash(at[1]))
		input, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("reading the input that failed: %w", err)
		}
		entry = filepath.Base(file)
		f.File = filepath.Join(h.config.History, "crashes", slug(h.target.Folder), h.target.Name, entry)
		if err := campaign.WriteFile(f.File, input); err != nil {
			return fmt.Errorf("keeping the input that failed: %w", err)
		}
		f.Text = explained(f.File) + f.Text
		folder := "testdata/fuzz/" + h.target.Name
		f.Rerun = fmt.Sprintf("cd %s && mkdir -p %s && cp %s %s/ && go test -run='^%s$/^%s$' .", h.target.Dir, folder, f.File, folder, h.target.Name, entry)
	} else {
		_, entry, _ = strings.Cut(seed.FindStringSubmatch(e.Output)[1], "/")
		f.Rerun = fmt.Sprintf("cd %s && go test -run='^%s$/^%s$' .", h.target.Dir, h.target.Name, entry)
	}
	if !h.job.has(f.ID) {
		shown, err := h.rerun(ctx, entry, reruns)
		if err != nil {
			return err
		}
		if f.Shown = shown; shown < reruns {
			f.Class = EndFlake
		}
	}
	// The shadow has to be without it, or the next start stops there.
	if f.File != "" {
		if err := os.Remove(filepath.Join(h.dir, "testdata", "fuzz", h.target.Name, entry)); err != nil {
			return fmt.Errorf("setting the input that failed aside: %w", err)
		}
	}
	h.job.take(f)
	return nil
}

// rerun runs one entry of the seed corpus several times, and counts how often it fails or hangs.
func (h *hunt) rerun(ctx context.Context, entry string, times int) (failed int, err error) {
	for range times {
		e, err := started{
			Args: []string{h.binary.file, "-test.run=^" + h.target.Name + "$/^" + regexp.QuoteMeta(entry) + "$"}, Dir: h.dir,
			Log: h.room("log"), Hang: h.config.Native.Hang,
		}.run(ctx)
		if err != nil {
			return failed, err
		}
		if !e.passed() {
			failed++
		}
	}
	return failed, nil
}

// planted runs an input that failed in another night, and leaves nothing behind that stops the engine.
func (h *hunt) planted(ctx context.Context, input []byte) (failed int, err error) {
	const entry = "known"
	file := filepath.Join(h.dir, "testdata", "fuzz", h.target.Name, entry)
	if err := os.WriteFile(file, input, 0o644); err != nil {
		return 0, fmt.Errorf("running an input again: %w", err)
	}
	failed, err = h.rerun(ctx, entry, reruns)
	return failed, errors.Join(err, os.Remove(file))
}

// minimise removes entries of the cache that lead the machine nowhere that others do not.
func (h *hunt) minimise() error {
	dir := filepath.Join(h.cache, h.target.Name)
	if h.job.Corpus == 0 {
		return nil
	}
	all, err := entries.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("minimising the cache (does %s take conversations?): %w", h.job.Name, err)
	}
	few := entries.Minimise(all)
	rules, keep := map[int]bool{}, map[string]bool{}
	for _, e := range few {
		keep[e.File] = true
		for step := range entries.Steps(e.Conversation) {
			rules[step.Rule] = true
		}
	}
	for _, e := range all {
		if keep[e.File] {
			continue
		}
		if err := os.Remove(e.File); err != nil {
			return fmt.Errorf("minimising the cache: %w", err)
		}
		h.job.Dropped++
	}
	h.job.Corpus, h.job.Rules = len(few), len(rules)
	return nil
}

// take adds a finding, once.
func (j *Job) take(f Finding) {
	if j.has(f.ID) {
		return
	}
	j.Findings = append(j.Findings, f)
	switch {
	case j.Kind == KindServer:
		j.End = EndFound
	case j.End == EndOK || j.End == EndFlake:
		j.End = f.Class
	}
}

func (j *Job) has(id string) bool {
	return slices.ContainsFunc(j.Findings, func(f Finding) bool { return f.ID == id })
}

func (h *hunt) where() string {
	return fmt.Sprintf("%s/%s:%d", h.target.Folder, h.target.File, h.target.Line)
}

func (h *hunt) command() string {
	return fmt.Sprintf("cd %s && go test -run='^$' -fuzz='^%s$' .", h.target.Dir, h.target.Name)
}

// explained is the conversation of an input, where it is one.
func explained(file string) string {
	e, err := entries.ReadFile(file)
	if err != nil {
		return ""
	}
	made := e.Conversation.CaseFor("fuzz/"+entries.Name(e.Conversation), func(model.Handler) bool { return true })
	if len(made.Steps) == 0 {
		return ""
	}
	return string(corpus.Print([]corpus.Case{made})) + "\n"
}

var (
	digits  = regexp.MustCompile(`(?:0x)?[0-9a-f]*[0-9][0-9a-f]*`)
	message = regexp.MustCompile(`(?m)^\s+(\S+\.go):\d+: (.*)$`)
	panics  = regexp.MustCompile(`(?m)^\s*(?:panic: |fatal error: )(.*)$`)
)

// said is the first thing that a failing target says.
func said(out string) string {
	_, failure, found := strings.Cut(out, "--- FAIL")
	if !found {
		failure = out
	}
	if m := message.FindStringSubmatch(failure); m != nil {
		return m[1] + ": " + m[2]
	}
	if m := panics.FindString(failure); m != "" {
		return strings.TrimSpace(m)
	}
	return oneLine(failure[:min(len(failure), 200)])
}

// last is the end of what was printed.
func last(out string) string {
	return strings.TrimSpace(out[max(0, len(out)-keptOutput):])
}

func identity(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// slug makes a folder name of the path of a package.
func slug(folder string) string { return strings.NewReplacer("/", "__", "..", "up").Replace(folder) }

func count(dir string) int {
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0 // nothing was interesting enough to be kept
	}
	return len(files)
}
