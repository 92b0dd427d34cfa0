package properties_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/properties"
	"github.com/hangup-http/hangup/server"
)

// TestConform: our own server breaks nothing, warnings included.
func TestConform(t *testing.T) {
	properties.Conform(t, properties.HTTP(server.Serve), fuzz.Strict())
}

// wanted is set to run the tests of servers of which it is known that they fail.
const wanted = "HANGUP_TEST_OTHERS"

func needsWish(t *testing.T) {
	t.Helper()
	if os.Getenv(wanted) == "" {
		t.Skipf("it fails, and says why, when %s is set", wanted)
	}
}

func netHTTP(l net.Listener, h http.Handler) error { return http.Serve(l, h) }

// TestNetHTTP is run by TestNetHTTPIsCaught.
func TestNetHTTP(t *testing.T) {
	needsWish(t)
	properties.Conform(t, properties.HTTP(netHTTP))
}

// TestFasthttp takes half a minute, since fasthttp leaves a goroutine behind and cannot be
// in a bubble: silence has to be waited for.
func TestFasthttp(t *testing.T) {
	needsWish(t)
	handler := fasthttpadaptor.NewFastHTTPHandler(properties.Handler())
	target := fuzz.ServeTCP(func(l net.Listener) error { return fasthttp.Serve(l, handler) })
	properties.Conform(t, target.With(properties.Everything()), fuzz.Conversations(200))
}

// TestNetHTTPIsCaught: what net/http is known to break is found by three lines of test, shrunk. It runs in a
// process of its own, because it is a failing test that is looked at.
func TestNetHTTPIsCaught(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, "-test.run=^TestNetHTTP$")
	c.Env = append(os.Environ(), wanted+"=1", properties.SeedVariable+"=1")
	out, err := c.CombinedOutput()
	if err == nil {
		t.Fatalf("it passes:\n%s", out)
	}
	for _, part := range []string{ // docs/track-record.md tells each
		"violation 9112/6.1/close-after-both-lengths (MUST", "violation 9112/9.3/close-beats-keep-alive (MUST",
		"violation 9112/6.1/coding-in-1.0 (MUST", "violation 9112/6.3/bodyless-response (MUST",
		"the same again: HANGUP_SEED=1 go test -run '^TestNetHTTP$'", "play it with: hangup replay",
		"properties.Case(t, fuzz.Serve(serve), `",
	} {
		if !strings.Contains(string(out), part) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
	for _, pasted := range regexp.MustCompile("(?s)properties.Case\\(.*?`\\)").FindAllString(string(out), -1) {
		if lines := strings.Count(pasted, "\n        >"); lines > 8 {
			t.Errorf("%d lines are left of\n%s", lines, pasted)
		}
	}
}

// TestCase: a case that was pasted from a failure.
func TestCase(t *testing.T) {
	properties.Case(t, properties.HTTP(server.Serve), `
case fuzz/pasted
about 9112/9.6/no-processing-after-close

> GET {answer} HTTP/1.1
> Host: {host}
> Connection: close
>
> GET {answer} HTTP/1.1
> Host: {host}
>
`)
}
