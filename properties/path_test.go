package properties_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/properties"
	"github.com/hangup-http/hangup/server"
)

// drawPath draws how one direction of a network behaves.
func drawPath(t *rapid.T, label string, segments ...int) memnet.Path {
	return memnet.Path{
		Latency: time.Duration(rapid.IntRange(0, 50).Draw(t, label+" latency")) * time.Millisecond,
		Segment: rapid.SampledFrom(segments).Draw(t, label+" segment"),
	}
}

// playOver plays a case on a server in memory, whose clients are at the end of these paths.
func playOver(t *testing.T, serve func(net.Listener) error, c corpus.Case, toServer, toClient memnet.Path) (report trace.Report) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer, memnet.ToServer(toServer), memnet.ToClient(toClient))
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = serve(l) // its error is that of the listener, which is closed below
		}()
		player := play.NewPlayer(play.Target{
			Authority: "hangup.test", Profile: properties.Everything(),
			Dial: func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
		})
		played, err := player.Play(t.Context(), c)
		if err != nil {
			t.Error(err)
		}
		report = played.Report
		_ = l.Close()
		<-done
		time.Sleep(75 * time.Second) // of the fake clock: what the connections of the server have to end
	})
	return report
}

// TestPathsDoNotMatter: how long octets are under way, and in which segments they arrive, does not change what is said
// of our server.
func TestPathsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := properties.Rapid(gen.Everything()).Draw(rt, "conversation").Case("fuzz/drawn")
		toServer, toClient := drawPath(rt, "to the server", 0, 1, 2, 7, 100, 1460), drawPath(rt, "to the client", 0, 100, 1460)
		if len(c.Steps) == 0 {
			return
		}
		report := playOver(t, func(l net.Listener) error { return server.Serve(l, properties.Handler()) }, c, toServer, toClient)
		if err := wrong(report); err != nil {
			rt.Fatalf("to the server %+v, to the client %+v: %v\n%s", toServer, toClient, err, corpus.Print([]corpus.Case{c}))
		}
	})
}

// known are conversations in which net/http breaks a requirement.
var known = []struct{ address, text string }{
	{"9112/6.1/close-after-both-lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
	{"9112/9.3/close-beats-keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"},
}

// TestPathsHideNothing: what is wrong with net/http is found over every path.
func TestPathsHideNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(known).Draw(rt, "what")
		c := corpus.Case{Name: "fuzz/known", About: []string{k.address}, Steps: []corpus.Step{
			{Kind: corpus.Send, Pieces: []corpus.Piece{{Data: []byte(k.text)}}}, {Kind: corpus.Await},
		}}
		report := playOver(t, func(l net.Listener) error { return netHTTP(l, properties.Handler()) }, c,
			drawPath(rt, "to the server", 0, 1, 2, 7, 100, 1460), drawPath(rt, "to the client", 0, 1, 2, 100))
		if !slices.ContainsFunc(report.Findings, func(f trace.Finding) bool {
			return f.Requirement.Address == k.address && f.Verdict == model.Violation
		}) {
			rt.Fatalf("%s is not found: %v", k.address, report.Findings)
		}
	})
}

// TestTimersOnAFakeClock: each timer of the server ends a connection when it says, neither sooner nor later, whatever the others
// say and however long octets are under way.
func TestTimersOnAFakeClock(t *testing.T) {
	const head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
	rapid.Check(t, func(rt *rapid.T) {
		duration := rapid.IntRange(1, 100)
		timeouts := server.Timeouts{
			Head: time.Duration(duration.Draw(rt, "head")) * time.Second,
			Body: time.Duration(duration.Draw(rt, "body")) * time.Second,
			Idle: time.Duration(duration.Draw(rt, "idle")) * time.Second,
		}
		latency := time.Duration(rapid.IntRange(0, 500).Draw(rt, "latency")) * time.Millisecond
		stops := rapid.SampledFrom([]struct {
			sent string
			want time.Duration
		}{
			{"", timeouts.Idle}, {head[:rapid.IntRange(1, len(head)-1).Draw(rt, "of the head")], timeouts.Head}, {head, timeouts.Body}, {head + "hell", timeouts.Body},
		}).Draw(rt, "what is sent")
		underway := 2 * latency
		if stops.sent == "" { // then the time runs from the connection, not from what is sent
			underway = latency
		}
		if took := ended(t, timeouts, latency, stops.sent); took != stops.want+underway {
			rt.Fatalf("%q: the connection ended after %v, want %v and %v under way", stops.sent, took, stops.want, underway)
		}
	})
}

// ended tells after how long the server ends a connection on which nothing more is sent.
func ended(t *testing.T, timeouts server.Timeouts, latency time.Duration, sent string) (took time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		way := memnet.Path{Latency: latency}
		l := memnet.Listen(memnet.DefaultBuffer, memnet.ToServer(way), memnet.ToClient(way))
		s := &server.Server{Handler: properties.Handler(), Timeouts: timeouts}
		go func() { _ = s.Serve(l) }()
		c, err := l.Dial(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		begin := time.Now()
		_, _ = io.WriteString(c, sent)
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Error(fmt.Errorf("waiting for the end: %w", err))
		}
		took = time.Since(begin)
		_ = c.Close()
		_ = s.Close()
	})
	return took
}
