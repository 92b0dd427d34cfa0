package play_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

const (
	okAnswer    = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	closeAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
)

// get and getClose are requests as lines of a case.
const (
	get      = "> GET {answer} HTTP/1.1\n> Host: {host}\n>\n"
	getClose = "> GET {answer} HTTP/1.1\n> Host: {host}\n> Connection: close\n>\n"
)

// parse reads one case from its script; a line that begins with "needs" or "split" may come first.
func parse(t testing.TB, script string) corpus.Case {
	t.Helper()
	cases, err := corpus.Parse("test.case", []byte("case test/one\nabout 9112/9.6/no-processing-after-close\n"+script))
	if err != nil {
		t.Fatal(err)
	}
	return cases[0]
}

// inMemory is a target served by handle, one goroutine a connection. The second value
// ends the target and waits for its goroutines.
func inMemory(handle func(*memnet.Conn)) (play.Target, func()) {
	l := memnet.Listen(memnet.DefaultBuffer)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				handle(conn.(*memnet.Conn))
			})
		}
	})
	target := play.Target{
		Authority: "target.test", Profile: profile.Full(),
		Dial: func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
	}
	return target, func() {
		l.Close()
		all.Wait()
	}
}

// refuseFrom lets the n-th connection, counted from 1, and those behind it be refused.
func refuseFrom(n int32, target *play.Target) {
	dial := target.Dial
	var dialled atomic.Int32
	target.Dial = func(ctx context.Context) (net.Conn, error) {
		if dialled.Add(1) >= n {
			return nil, syscall.ECONNREFUSED
		}
		return dial(ctx)
	}
}

// counted is a connection that tells when the client closes it.
type counted struct {
	*memnet.Conn
	closed func()
}

func (c *counted) Close() error {
	c.closed()
	return c.Conn.Close()
}

// countOpen returns how many connections of the target were open at once.
func countOpen(target *play.Target) (most func() int) {
	dial := target.Dial
	var mu sync.Mutex
	open, top := 0, 0
	target.Dial = func(ctx context.Context) (net.Conn, error) {
		conn, err := dial(ctx)
		mu.Lock()
		defer mu.Unlock()
		open++
		top = max(top, open)
		return &counted{conn.(*memnet.Conn), sync.OnceFunc(func() {
			mu.Lock()
			defer mu.Unlock()
			open--
		})}, err
	}
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return top
	}
}

// listen serves connections of a real listener until the test ends.
func listen(t *testing.T, network, address string, handle func(net.Conn)) net.Addr {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		all.Wait()
	})
	return l.Addr()
}

// readHead reads one octet after the other up to the empty line; false at the end.
func readHead(conn net.Conn) bool {
	var head []byte
	one := make([]byte, 1)
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		if _, err := conn.Read(one); err != nil {
			return false
		}
		head = append(head, one[0])
	}
	return true
}

// drain reads until the client is gone.
func drain(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// answerAndClose is a good server of requests without content that say close.
func answerAndClose(conn *memnet.Conn) {
	if readHead(conn) {
		_, _ = io.WriteString(conn, closeAnswer)
		_ = conn.CloseWrite()
		drain(conn)
	}
}

// answerAlways is a server that keeps every connection open.
func answerAlways(conn *memnet.Conn) {
	for readHead(conn) {
		if _, err := io.WriteString(conn, okAnswer); err != nil {
			return
		}
	}
}

func mustPlay(t *testing.T, target play.Target, c corpus.Case) play.Played {
	t.Helper()
	played, err := play.NewPlayer(target).Play(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return played
}

var kindNames = map[trace.Kind]string{
	trace.Opened: "open", trace.Sent: ">", trace.HalfClosed: "half-close", trace.Aborted: "abort",
	trace.ClosedIncompletely: "incomplete", trace.Received: "<", trace.FIN: "FIN", trace.FINNoAlert: "FIN-no-alert",
	trace.RST: "RST", trace.Waited: "wait", trace.ReadStopped: "stop", trace.ReadResumed: "resume",
}

// kinds writes the kinds of the records in a line, equal neighbours once.
func kinds(tr *trace.Trace) string {
	var names []string
	for _, r := range tr.Records {
		if name := kindNames[r.Kind]; len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// octets joins what went one way.
func octets(tr *trace.Trace, kind trace.Kind) []byte {
	var all []byte
	for _, r := range tr.Records {
		if r.Kind == kind {
			all = append(all, r.Data...)
		}
	}
	return all
}

func wantKinds(t *testing.T, p play.Played, want string) {
	t.Helper()
	if got := kinds(p.Trace); got != want {
		t.Errorf("records are %s\nwant %s", got, want)
	}
}

// certificate is the one that net/http/httptest brings along.
func certificate(t *testing.T) *tls.Config {
	server := httptest.NewTLSServer(nil)
	server.Close()
	return &tls.Config{Certificates: server.TLS.Certificates}
}

func waited(p play.Played) time.Duration {
	last := p.Trace.Records[len(p.Trace.Records)-1]
	if last.Kind != trace.Waited {
		return -1
	}
	return last.For
}
