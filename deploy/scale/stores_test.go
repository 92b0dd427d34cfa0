package scale_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/store"
)

// asWriter makes the test binary a process that writes to a store: a number and an address, with a space between.
const asWriter = "HANGUP_TEST_WRITER"

const (
	writers = 6
	each    = 30 // entries of each writer, every second of which all the others write as well
)

func texts(writer int) (all []string) {
	for i := range each {
		if i%2 == 0 {
			all = append(all, fmt.Sprintf("everybody writes %d", i))
		} else {
			all = append(all, fmt.Sprintf("%d writes %d", writer, i))
		}
	}
	return all
}

func write() error {
	number, address, _ := strings.Cut(os.Getenv(asWriter), " ")
	writer, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	for _, text := range texts(writer) {
		if _, err := s.Put(ctx, campaign.KindCorpus, []byte(text)); err != nil {
			return err
		}
	}
	return s.Close()
}

// TestManyWriters: several processes write at once, partly the same, and the store has each entry once and whole.
func TestManyWriters(t *testing.T) {
	for name, begin := range objectStores {
		t.Run(name, func(t *testing.T) {
			hangup(t)
			address := begin(t)
			var running []*exec.Cmd
			for i := range writers {
				command := exec.Command(os.Args[0])
				command.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", asWriter, i, address))
				command.Stderr = os.Stderr
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				running = append(running, command)
			}
			for _, command := range running {
				if err := command.Wait(); err != nil {
					t.Error(err)
				}
			}
			want := map[string]bool{}
			for i := range writers {
				for _, text := range texts(i) {
					want[text] = true
				}
			}
			if got := contents(t, address, campaign.KindCorpus); len(got) != len(want) {
				t.Errorf("%d entries, want %d", len(got), len(want))
			} else {
				for _, text := range got {
					if !want[text] {
						t.Errorf("%q", text)
					}
				}
			}
		})
	}
}

// contents reads all entries of a kind, which are whole, by name.
func contents(t *testing.T, address, kind string) map[string]string {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	names, err := s.List(t.Context(), kind)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		data, err := s.Get(t.Context(), kind, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	return all
}

// TestDamagedObject: half an object is refused by name, and whoever has it whole repairs it.
func TestDamagedObject(t *testing.T) {
	hangup(t)
	dir := t.TempDir()
	address, _ := startS3(t, dir, freeAddress(t))
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	name, err := s.Put(t.Context(), campaign.KindCorpus, []byte("a conversation"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "objects", "corpus", "acme", campaign.KindCorpus, name), []byte("a conv"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), campaign.KindCorpus, name); !errors.Is(err, campaign.ErrDamaged) || !strings.Contains(err.Error(), name) {
		t.Errorf("half an object: %v", err)
	}
	if _, err := s.Put(t.Context(), campaign.KindCorpus, []byte("a conversation")); err != nil {
		t.Error(err)
	}
	if data, err := s.Get(t.Context(), campaign.KindCorpus, name); err != nil || string(data) != "a conversation" {
		t.Errorf("%q %v", data, err)
	}
}

// faulty serves the bug that Hangup began with, and returns its URL.
func faulty(t *testing.T) string {
	t.Helper()
	at := freeAddress(t)
	start(t, at, hangup(t), "serve", "--fault", "mongoose-answers-after-close", "--listen", at)
	return "http://" + at
}

// fuzzing starts hangup fuzz; what it prints comes line by line.
func fuzzing(t *testing.T, url, dir, address string, more ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	args := append([]string{"fuzz", url, "--dir", dir, "--store", address, "--connections", "64", "--confirm", "1", "--capability", "echo=/echo", "--capability", "close=/close"}, more...)
	command := exec.Command(hangup(t), args...)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return command, bufio.NewScanner(out)
}

// reports returns the findings that are printed, and calls after for each.
func reports(lines *bufio.Scanner, after func()) (all []string) {
	for lines.Scan() {
		if file := caseFile(lines.Text()); file != "" {
			all = append(all, file)
			after()
		}
	}
	return all
}

// caseFile is that of "    hangup replay FILE URL".
func caseFile(line string) string {
	words := strings.Fields(line)
	if len(words) < 3 || words[0] != "hangup" || words[1] != "replay" {
		return ""
	}
	return words[2]
}

// TestKilled: a campaign is killed twenty times, the object store is away for the first half of them, and in the end the store
// has all that was printed, whole, and nothing of it was printed twice.
func TestKilled(t *testing.T) {
	url, dir, objects, at := faulty(t), t.TempDir(), t.TempDir(), freeAddress(t)
	address, away := startS3(t, objects, at)
	away()
	var printed []string
	for i := range 20 {
		if i == 10 {
			startS3(t, objects, at)
		}
		command, lines := fuzzing(t, url, dir, address)
		kill := func() { _ = command.Process.Kill() }
		late := time.AfterFunc(time.Second+rand.N(5*time.Second), kill) // it may find nothing new
		printed = append(printed, reports(lines, kill)...)
		late.Stop()
		_ = command.Wait() // it was killed
	}
	command, lines := fuzzing(t, url, dir, address, "--executions", "50")
	printed = append(printed, reports(lines, func() {})...)
	if err := command.Wait(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 {
			t.Error(err)
		}
	}
	t.Logf("%d findings were printed", len(printed))
	if len(printed) < 5 {
		t.Errorf("only %d findings were printed", len(printed))
	}
	consistent(t, dir, address, printed)
}

// consistent asks that what was printed is in both stores, each with another key, and that both have the same entries.
func consistent(t *testing.T, dir, address string, printed []string) {
	t.Helper()
	stored := contents(t, address, campaign.KindFinding)
	keys := map[campaign.Key]bool{}
	for _, file := range printed {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("a finding that was printed is lost: %v", err)
		}
		f, err := campaign.ReadFinding(text)
		if err != nil || keys[f.Key] {
			t.Errorf("%v: printed before, or %v", f.Key, err)
		}
		keys[f.Key] = true
		if !slices.Contains(values(stored), string(text)) {
			t.Errorf("%s is not in the store", file)
		}
	}
	for _, kind := range campaign.Kinds() {
		here, there := contents(t, dir, kind), contents(t, address, kind)
		t.Logf("%s: %d here, %d in the store", kind, len(here), len(there))
		for name := range here {
			if _, ok := there[name]; !ok {
				t.Errorf("%s %s is not in the store", kind, name)
			}
		}
	}
}

func values(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// TestTwoShards: two shards on one store find what one campaign finds in as many conversations, and their reports come together.
func TestTwoShards(t *testing.T) {
	url := faulty(t)
	address, _ := startS3(t, t.TempDir(), freeAddress(t))
	alone := requirements(t, hold(t, url, address+"alone/", "--executions", "1600"))
	one := make(chan []string)
	go func() { one <- hold(t, url, address+"both/", "--executions", "800", "--shard", "1/2") }()
	two := hold(t, url, address+"both/", "--executions", "800", "--shard", "2/2")
	first := <-one
	into := filepath.Join(t.TempDir(), "merged")
	out, _ := exec.Command(hangup(t), "merge", address+"both/", "--into", into).CombinedOutput() // exit code 1: there are findings
	t.Logf("alone %v, shards printed %d and %d\n%s", alone, len(first), len(two), out)
	var files []string
	for _, text := range contents(t, into, campaign.KindFinding) {
		file := filepath.Join(t.TempDir(), "case")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	together := requirements(t, files)
	for _, r := range alone {
		if !slices.Contains(together, r) {
			t.Errorf("one campaign breaks %s, two shards %v", r, together)
		}
	}
	consistent(t, into, address+"both/", nil)
}

// hold runs a campaign to its end and returns what it printed.
func hold(t *testing.T, url, address string, more ...string) []string {
	command, lines := fuzzing(t, url, t.TempDir(), address, append(more, "--seed", "7")...)
	printed := reports(lines, func() {})
	_ = command.Wait() // 1: it found something
	return printed
}

// requirements are those that findings are about, in which no luck is needed: every replay showed them.
func requirements(t *testing.T, files []string) (all []string) {
	t.Helper()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := campaign.ReadFinding(text)
		if err != nil {
			t.Fatal(err)
		}
		if f.Address != "" && !f.Flaky() && !slices.Contains(all, f.Address) {
			all = append(all, f.Address)
		}
	}
	slices.Sort(all)
	return all
}
