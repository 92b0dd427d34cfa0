package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// asProgram in the environment makes the test's binary the program itself.
const asProgram = "SWAP_RUN_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// files makes the folder that all programs offer.
func files(t *testing.T) string {
	dir := t.TempDir()
	written := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"small.txt": "0123456789", "large.bin": strings.Repeat("large", 300_000), "sub/page.html": "<p>page</p>",
	} {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, written, written); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var serving = regexp.MustCompile(`^serving on (http://\S+)`)

// start runs the program until the test ends, and returns its URL.
func start(t *testing.T, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	log := &output{}
	cmd := exec.Command(self, append([]string{"--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=yes")
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait() // which tells of the kill
		if t.Failed() {
			t.Logf("%s said:\n%s", strings.Join(args, " "), log)
		}
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	said := serving.FindStringSubmatch(first)
	if err != nil || said == nil {
		t.Fatal(fmt.Errorf("starting: it said %q: %w", first, err))
	}
	return said[1]
}

// output keeps what a program writes.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}
