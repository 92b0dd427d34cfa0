//go:build unix

package process_test

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/process"
)

// pipe returns a named pipe for a script to open for writing, and a channel that is
// closed once everybody has who did so has gone, with what they wrote.
func pipe(t *testing.T) (name string, gone <-chan string) {
	name = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan string, 1)
	go func() {
		file, err := os.Open(name) // waits for the first writer
		if err != nil {
			return
		}
		defer file.Close()
		text, _ := io.ReadAll(file)
		ended <- string(text)
	}()
	return name, ended
}

// start starts a shell script, for which PIPE names a pipe.
func start(t *testing.T, script, pipe string) *process.Process {
	p, err := process.Start(process.Command{
		Args: []string{"sh", "-c", script}, Env: append(os.Environ(), "PIPE="+pipe),
		Dir: t.TempDir(), Log: filepath.Join(t.TempDir(), "log"),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Stop(t.Context(), "KILL", time.Minute) })
	return p
}

// begun waits until a script has written a line to the second pipe that it is given.
func begun(t *testing.T, name string) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

func fifo(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "begun")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A server that obeys ends in peace.
func TestStop(t *testing.T) {
	ready := fifo(t)
	name, gone := pipe(t)
	p := start(t, `exec 3>"$PIPE"; trap 'echo in peace >&3; exit 0' INT; echo >`+ready+`; while :; do sleep 0.01; done`, name)
	begun(t, ready)
	if killed := p.Stop(t.Context(), "INT", time.Minute); killed {
		t.Error("killed")
	}
	if said := <-gone; said != "in peace\n" {
		t.Errorf("it said %q", said)
	}
	<-p.Ended()
}

// A server that does not obey is killed once its grace is over, or when the one who
// stops it loses patience.
func TestStopKills(t *testing.T) {
	hurry, now := context.WithCancel(context.Background())
	now()
	for _, c := range []struct {
		ctx   context.Context
		grace time.Duration
	}{{context.Background(), time.Millisecond}, {hurry, time.Hour}} {
		ready := fifo(t)
		name, gone := pipe(t)
		p := start(t, `exec 3>"$PIPE"; trap '' TERM; echo >`+ready+`; while :; do sleep 0.01; done`, name)
		begun(t, ready)
		if killed := p.Stop(c.ctx, "TERM", c.grace); !killed {
			t.Error("it ended by itself")
		}
		<-gone
	}
}

// Workers do not outlive their server, whoever ends it and whether they obey or not.
func TestWorkersGoToo(t *testing.T) {
	for _, script := range []string{
		`exec 3>"$PIPE"; (trap '' TERM; while :; do sleep 0.01; done) & echo >BEGUN; wait`,
		`exec 3>"$PIPE"; sleep 1000 & echo >BEGUN; exit 1`,
	} {
		ready := fifo(t)
		name, gone := pipe(t)
		p := start(t, strings.ReplaceAll(script, "BEGUN", ready), name)
		begun(t, ready)
		p.Stop(t.Context(), "TERM", time.Minute)
		<-gone
	}
}

// A process that somebody else has started is left alone, even by a server that ends.
func TestOthersStay(t *testing.T) {
	name, gone := pipe(t)
	other := start(t, `exec 3>"$PIPE"; echo >&3; exec sleep 1000`, name)
	begunOther := fifo(t)
	p := start(t, `echo >`+begunOther+`; exec sleep 1000`, name)
	begun(t, begunOther)
	p.Stop(t.Context(), "TERM", time.Minute)
	select {
	case <-gone:
		t.Error("the other one has gone too")
	case <-other.Ended():
		t.Error("the other one has ended too")
	default:
	}
}

func TestAccepts(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	p := start(t, "exec sleep 1000", "")
	if err := p.Accepts(t.Context(), "tcp", address, time.Minute); err != nil {
		t.Error(err)
	}
	ended := start(t, "exit 1", "")
	<-ended.Ended()
	if err := ended.Accepts(t.Context(), "tcp", address, time.Minute); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("it has ended, and another one listens: %v", err)
	}
	listener.Close()
	if process.Listens(t.Context(), "tcp", address) {
		t.Error("it still listens")
	}
	err = p.Accepts(t.Context(), "tcp", address, 50*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "within 50ms, and it printed nothing") {
		t.Errorf("nobody listens: %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Accepts(over, "tcp", address, time.Minute); err == nil {
		t.Error("no error when the caller gives up")
	}
}

// What a server printed last says why it did not start.
func TestAcceptsTellsTheEndOfTheLog(t *testing.T) {
	p := start(t, "seq 1 5000; echo no such file >&2; exit 1", "")
	err := p.Accepts(t.Context(), "tcp", "127.0.0.1:1", time.Minute)
	if err == nil || !strings.HasSuffix(err.Error(), "| 4999 | 5000 | no such file") || len(err.Error()) > 300 {
		t.Errorf("%v", err)
	}
}

func TestStartFails(t *testing.T) {
	command := process.Command{Args: []string{"./no-such-server"}, Dir: t.TempDir(), Log: filepath.Join(t.TempDir(), "log")}
	if _, err := process.Start(command); err == nil || !strings.Contains(err.Error(), "starting ./no-such-server") {
		t.Errorf("%v", err)
	}
}
