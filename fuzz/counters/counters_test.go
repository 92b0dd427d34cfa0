package counters_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/counters"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model/profile"
)

// run starts a program until the test ends and returns the words of its first line.
func run(t *testing.T, env string, program string, args ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append(os.Environ(), env)
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = command.Wait() // it was killed
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(line)
}

// must runs a command to its end.
func must(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

// goServer starts the server of testdata with counters.
func goServer(t *testing.T) (url string, source counters.Source) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "goserver")
	must(t, "go", "build", "-cover", "-covermode=atomic", "-coverpkg=./testdata/goserver", "-o", program, "./testdata/goserver")
	at := run(t, "GOCOVERDIR="+t.TempDir(), program)
	return "http://" + at[0], counters.URL("http://" + at[1] + "/")
}

// send sends a request and reads until the server closes.
func send(t *testing.T, url, request string) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := fmt.Fprint(c, request); err != nil {
		t.Fatal(err)
	}
	for b := make([]byte, 1<<10); err == nil; {
		_, err = c.Read(b)
	}
}

// grows tells how many places a request brings a server to for the first time, and whether it is counted where others were before.
func grows(t *testing.T, url string, source counters.Source, request string) (fresh int, again bool) {
	t.Helper()
	before, err := source.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	send(t, url, request)
	after, err := source.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for place, n := range after {
		switch {
		case before[place] == 0:
			fresh++
		case n > before[place]:
			again = true
		}
	}
	return fresh, again
}

// counts asks that the same request is counted again, and that another one comes by other places.
func counts(t *testing.T, url string, source counters.Source) {
	t.Helper()
	send(t, url, plain)
	send(t, url, plain)
	if fresh, again := grows(t, url, source, plain); fresh != 0 || !again {
		t.Errorf("the same request comes by %d new places; counted again: %t", fresh, again)
	}
	if fresh, _ := grows(t, url, source, strings.Replace(plain, "GET", "DELETE", 1)); fresh == 0 {
		t.Error("another method comes by no new place")
	}
}

const plain = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

func TestGo(t *testing.T) {
	url, source := goServer(t)
	counts(t, url, source)
}

func TestC(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("there is no gcc")
	}
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	must(t, "gcc", "-Wall", "-Wextra", "-Werror", "-fsanitize-coverage=trace-pc", "-c", "testdata/server.c", "-o", file("server.o"))
	must(t, "gcc", "-Wall", "-Wextra", "-Werror", "-c", "../../deploy/coverage/hangup_coverage.c", "-o", file("coverage.o"))
	must(t, "gcc", file("server.o"), file("coverage.o"), "-o", file("server"))
	at := run(t, "HANGUP_COVERAGE="+file("counters"), file("server"))
	counts(t, "http://"+at[0], counters.File(file("counters")))
}

// deepest is a request that comes by all places of goserver.
const deepest = "DELETE / HTTP/1.1\r\nHost: a\r\nConnection: close, upgrade\r\nUpgrade: x\r\nExpect: x\r\n\r\n"

// TestLeads: what none of the answers betrays is reached by way of the places before it. A campaign without counters needs some five
// times as many conversations, but that is a matter of luck and no test.
func TestLeads(t *testing.T) {
	if testing.Short() {
		t.Skip("a campaign of some ten seconds")
	}
	url, source := goServer(t)
	send(t, url, plain)
	send(t, url, deepest)
	places, err := source.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if executions, reached := hunt(t, len(places)); !reached {
		t.Errorf("%d conversations do not reach it", executions)
	}
}

// hunt holds conversations with goserver until they have reached all places, for three minutes at most.
func hunt(t *testing.T, all int) (executions uint64, reached bool) {
	t.Helper()
	url, source := goServer(t)
	target, err := play.ParseTarget(url, false)
	if err != nil {
		t.Fatal(err)
	}
	target.Profile = profile.Full()
	store, err := campaign.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	c, err := campaign.New(ctx, campaign.Config{Target: target, Store: store, Seed: 1, Connections: 256, Counters: source})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for look := time.NewTicker(100 * time.Millisecond); ctx.Err() == nil && !reached; <-look.C {
			if places, err := source.Read(ctx); err == nil {
				reached = len(places) >= all
			}
		}
		stop()
	}()
	status, err := c.Run(ctx)
	stop()
	<-done
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("all: %d, %+v", all, status)
	return status.Executions, reached
}

// TestNoCounters: who serves no counters is told so.
func TestNoCounters(t *testing.T) {
	s := httptest.NewServer(counters.Page())
	defer s.Close()
	if testing.CoverMode() == "" {
		if _, err := counters.URL(s.URL).Read(t.Context()); err == nil || !strings.Contains(err.Error(), "501") {
			t.Error(err)
		}
	}
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	if _, err := counters.URL(other.URL).Read(t.Context()); err == nil || !strings.Contains(err.Error(), "404") {
		t.Error(err)
	}
	if _, err := counters.File("no-such").Read(t.Context()); err == nil {
		t.Error("a file that is not there can be read")
	}
}

// TestRedirect: a page does not send anybody elsewhere, which may be a host that nobody may test.
func TestRedirect(t *testing.T) {
	elsewhere := make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { elsewhere <- r.URL.String() }))
	defer other.Close()
	page := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer page.Close()
	if _, err := counters.URL(page.URL).Read(t.Context()); err == nil || !strings.Contains(err.Error(), "302") {
		t.Error(err)
	}
	select {
	case u := <-elsewhere:
		t.Errorf("%s was asked of another server", u)
	default:
	}
}
