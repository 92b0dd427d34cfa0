package scale_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/process"
)

// What is tried here, each with the version that it was tried with last.
const (
	versitygw  = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
	fakeGCS    = "github.com/fsouza/fake-gcs-server@v1.56.1"
	actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
)

// bin is the folder of all that was built. TestMain removes it.
var bin string

func TestMain(m *testing.M) {
	if os.Getenv(asWriter) != "" {
		if err := write(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	var err error
	if bin, err = os.MkdirTemp("", "scale"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	code := m.Run()
	os.RemoveAll(bin)
	os.Exit(code)
}

// lacks skips a test for which something is not there. In CI it fails.
func lacks(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

var (
	building sync.Mutex
	built    = map[string]error{}
)

// build runs the go command, once, and returns the program of that name.
func build(t *testing.T, name string, args ...string) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	if _, tried := built[name]; !tried {
		command := exec.Command("go", args...)
		command.Env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=")
		out, err := command.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		built[name] = err
	}
	if err := built[name]; err != nil {
		lacks(t, "%s can not be built: %v", name, err)
	}
	return filepath.Join(bin, name)
}

// hangup builds the command and the program that opens object stores.
func hangup(t *testing.T) string {
	t.Helper()
	build(t, "hangup-store", "build", "-C", "../../fuzz/store/hangup-store", "-o", bin, ".")
	return build(t, "hangup", "build", "-C", "../..", "-o", bin, "./cmd/hangup")
}

// start runs a program until the test ends, and waits until it accepts connections at address.
func start(t *testing.T, address string, args ...string) (stop func()) {
	t.Helper()
	p, err := process.Start(process.Command{Args: args, Env: os.Environ(), Log: filepath.Join(t.TempDir(), "log")})
	if err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { p.Stop(context.Background(), "KILL", starting) })
	t.Cleanup(stop)
	if err := p.Accepts(t.Context(), "tcp", address, starting); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return stop
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	port, err := process.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", port)
}

const starting = 30 * time.Second
