package play_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

// target is a server on the network, which has time: the machine may be busy.
func target(t *testing.T, url string) play.Target {
	t.Helper()
	target, err := play.ParseTarget(url, false)
	if err != nil {
		t.Fatal(err)
	}
	target.Profile = profile.Full()
	target.Profile.Budgets.Answer, target.Profile.Budgets.Close = time.Minute, time.Minute
	return target
}

// net/http on loopback, with everything that a script can do in one case.
func TestRealServer(t *testing.T) {
	server := httptest.NewServer(capable.Handler())
	defer server.Close()
	before := runtime.NumGoroutine()
	p := mustPlay(t, target(t, server.URL), parse(t, "needs echo size\n"+get+`await
> POST {echo} HTTP/1.1
> Host: {host}
> Content-Length: 3
>
>> "abc"
await start
connect
stop reading
> GET {size:100000} HTTP/1.1
> Host: {host}
>
pause 10ms
resume reading
await
half-close
await close
`))
	if p.Report.Verdict > model.Note {
		t.Errorf("%v %+v", p.Report.Verdict, p.Report.Findings)
	}
	if got := kinds(p.Trace); !strings.HasPrefix(got, "open > < > <") || !strings.HasSuffix(got, "half-close FIN") {
		t.Errorf("records are %s", got)
	}
	if len(octets(p.Trace, trace.Received)) < 100000 {
		t.Error("the large answer is not in the trace")
	}
	var last time.Duration
	for _, r := range p.Trace.Records {
		if r.At < last {
			t.Errorf("time goes back from %v to %v", last, r.At)
		}
		last = r.At
	}
	for end := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; runtime.Gosched() { // the server's may take a moment
		if time.Now().After(end) {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
	}
}

// A closure alert before the FIN is seen, and so is its lack.
func TestClosureAlert(t *testing.T) {
	config := certificate(t)
	for _, c := range []struct {
		leave   func(raw net.Conn, secure *tls.Conn)
		records string
	}{
		{func(_ net.Conn, secure *tls.Conn) { _ = secure.Close() }, "open > < FIN"},
		{func(raw net.Conn, _ *tls.Conn) { _ = raw.Close() }, "open > < FIN-no-alert"},
		{func(raw net.Conn, _ *tls.Conn) {
			_ = raw.(*net.TCPConn).SetLinger(0)
			_ = raw.Close()
		}, "open > < RST"},
	} {
		address := listen(t, "tcp", "127.0.0.1:0", func(raw net.Conn) {
			secure := tls.Server(raw, config)
			if readHead(secure) {
				_, _ = io.WriteString(secure, closeAnswer)
				c.leave(raw, secure)
			}
		})
		p := mustPlay(t, target(t, "https://"+address.String()), parse(t, getClose))
		wantKinds(t, p, c.records)
	}
}

// Over TLS, half-close is a closure alert and a FIN; close and reset do not wait
// for the server's alert.
func TestLeavingOverTLS(t *testing.T) {
	config := certificate(t)
	for step, records := range map[string]string{
		"half-close\n": "open > < half-close FIN",
		"close\n":      "open > < incomplete",
		"reset\n":      "open > < incomplete",
	} {
		seen := make(chan error, 1)
		address := listen(t, "tcp", "127.0.0.1:0", func(raw net.Conn) {
			secure := tls.Server(raw, config)
			readHead(secure)
			_, _ = io.WriteString(secure, okAnswer)
			_, err := secure.Read(make([]byte, 1))
			seen <- err
			_ = secure.Close()
		})
		p := mustPlay(t, target(t, "https://"+address.String()), parse(t, get+"await\n"+step))
		wantKinds(t, p, records)
		if err := <-seen; (err == io.EOF) != (step != "reset\n") {
			t.Errorf("%s the server sees %v", step, err)
		}
	}
}

func TestUnixSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	listen(t, "unix", socket, func(conn net.Conn) {
		for readHead(conn) {
			_, _ = io.WriteString(conn, okAnswer)
		}
	})
	p := mustPlay(t, target(t, "unix:"+socket), parse(t, get+"await\nhalf-close\n"))
	wantKinds(t, p, "open > < half-close FIN")
	if p.Report.Verdict != model.Conforms {
		t.Errorf("verdict %v", p.Report.Verdict)
	}
}

// The answer stands in the trace before the reset that follows it, whether the reader
// or the writer is told of the reset, and no FIN is made up.
func TestResetAfterAnAnswer(t *testing.T) {
	address := listen(t, "tcp", "127.0.0.1:0", func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1))
		_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		// What was not read makes the kernel reset.
	})
	c := parse(t, "split every-byte\n> GARBAGE\n> GARBAGE\n> GARBAGE\n> GARBAGE\n> GARBAGE\n")
	to := target(t, "http://"+address.String())
	for range 100 {
		p := mustPlay(t, to, c)
		got := kinds(p.Trace)
		// Everything may have been read by chance when the server closed: then a real FIN comes first.
		if !strings.HasSuffix(got, "< RST") && !strings.HasSuffix(got, "< > RST") && !strings.Contains(got, "FIN") {
			t.Fatalf("records are %s", got)
		}
		if strings.Contains(got, "FIN") && p.Report.Verdict == model.Violation {
			t.Fatalf("records are %s: %+v", got, p.Report.Findings)
		}
	}
}

func TestTLSHandshakeFails(t *testing.T) {
	address := listen(t, "tcp", "127.0.0.1:0", func(conn net.Conn) { _, _ = io.WriteString(conn, okAnswer) })
	_, err := play.NewPlayer(target(t, "https://"+address.String())).Play(t.Context(), parse(t, get))
	if err == nil || !strings.Contains(err.Error(), "TLS handshake") {
		t.Errorf("error is %v", err)
	}
}
