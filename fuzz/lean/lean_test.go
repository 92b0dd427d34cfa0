//go:build linux

package lean_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/lean"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// builtIn serves on a network until the test ends.
func builtIn(t testing.TB, fault, network, address string) play.Target {
	t.Helper()
	s := &server.Server{Handler: capable.Handler()}
	if f, ok := faults.Lookup(fault); ok {
		f.Apply(s)
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // its error is that it was closed
	}()
	t.Cleanup(func() {
		s.Close()
		<-done
	})
	url := "http://" + l.Addr().String()
	if network == "unix" {
		url = "unix:" + address
	}
	target, err := play.ParseTarget(url, false)
	if err != nil {
		t.Fatal(err)
	}
	target.Profile = profile.Full()
	return target
}

// patient budgets suit a machine that is busy with other things.
func patient() trace.Budgets {
	return trace.Budgets{Answer: 3 * time.Second, Interim: 3 * time.Second, Close: 3 * time.Second, Patience: time.Second, Settle: 40 * time.Millisecond}
}

// hold holds conversations and returns the results by their tags.
func hold(t testing.TB, target play.Target, b trace.Budgets, all []gen.Conversation, done func(int, *lean.Result)) {
	t.Helper()
	next := 0
	err := lean.Hold(t.Context(), lean.Config{
		Target: target, Budgets: b, MaxReceive: 1 << 20, Limit: time.Minute, InFlight: 100,
	}, func() (lean.Job, lean.Supply) {
		if next == len(all) {
			return lean.Job{}, lean.Over
		}
		next++
		return lean.Job{Conversation: all[next-1], Tag: next - 1}, lean.Ready
	}, func(r *lean.Result) { done(r.Tag.(int), r) })
	if err != nil {
		t.Fatal(err)
	}
}

func random(n int) (all []gen.Conversation) {
	r := rand.New(rand.NewPCG(5, 5))
	a := gen.Everything()
	for len(all) < n {
		c := gen.Random(r, a)
		for i := range c {
			if c[i].Kind == gen.Pause {
				c[i].A %= 3 // the short ones
			}
		}
		all = append(all, c)
	}
	return all
}

// TestInnocent: a server that is as it should be is accused of nothing, over TCP and over a
// unix socket, and every conversation comes to its end once.
func TestInnocent(t *testing.T) {
	for network, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s")} {
		t.Run(network, func(t *testing.T) {
			target, all := builtIn(t, "", network, address), random(400)
			ends := make([]int, len(all))
			hold(t, target, patient(), all, func(n int, r *lean.Result) {
				ends[n]++
				if r.Err != nil || r.Cut != "" || r.Judge.Standing() >= model.Warning {
					t.Errorf("%v\n%v %q %+v\n%v", all[n], r.Err, r.Cut, r.Judge.Report().Findings, r.Trace.Records)
				}
				if len(r.States) != len(r.Trace.Records) {
					t.Errorf("%d states of %d records", len(r.States), len(r.Trace.Records))
				}
			})
			for n, times := range ends {
				if times != 1 {
					t.Errorf("conversation %d ended %d times", n, times)
				}
			}
		})
	}
}

// plain kinds do not make it a matter of time what a server does.
var plain = map[gen.Kind]bool{gen.Request: true, gen.Garble: true, gen.Field: true, gen.Flaw: true, gen.End: true, gen.Content: true, gen.Blank: true, gen.Octets: true}

// TestAgrees: what a player with goroutines finds in a faulty server, the event loop finds in the
// same conversations, and nothing else.
func TestAgrees(t *testing.T) {
	target, all := builtIn(t, "mongoose-answers-after-close", "tcp", "127.0.0.1:0"), random(300)
	for n := range all {
		all[n] = slices.DeleteFunc(all[n], func(op gen.Op) bool { return !plain[op.Kind] })
		if n%3 == 0 { // behind a request that says close
			all[n] = append(gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.End}}, all[n]...)
		}
	}
	found := make([]model.Verdict, len(all))
	violations := 0
	hold(t, target, patient(), all, func(n int, r *lean.Result) {
		if found[n] = r.Judge.Standing(); found[n] == model.Violation {
			violations++
		}
	})
	player := play.NewPlayer(target)
	player.Budgets = patient()
	var group errgroup.Group
	group.SetLimit(50)
	for n, c := range all {
		made := c.CaseFor("fuzz/again", nil)
		if len(made.Steps) == 0 {
			continue
		}
		group.Go(func() error {
			played, err := player.Play(t.Context(), made)
			if (played.Report.Verdict == model.Violation) != (found[n] == model.Violation) {
				t.Errorf("%v: the loop says %v, the player %v", c, found[n], played.Report.Verdict)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if violations < 3 {
		t.Errorf("%d violations", violations)
	}
}

// TestEndings: a server that resets, is silent or sends without end is seen to do so, and one that
// is not there is unreachable.
func TestEndings(t *testing.T) {
	get := gen.Conversation{{Kind: gen.Request}, {Kind: gen.End}}
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
	for name, c := range map[string]struct {
		serve func(*net.TCPConn)
		want  func(*lean.Result) bool
	}{
		"resets": {func(c *net.TCPConn) {
			_, _ = c.Read(make([]byte, 1000))
			_ = c.SetLinger(0)
		}, func(r *lean.Result) bool { return last(r) == trace.RST }},
		"closes": {func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 1000)) }, func(r *lean.Result) bool { return last(r) == trace.FIN }},
		"silent": {func(c *net.TCPConn) {
			for n := 1; n > 0; {
				n, _ = c.Read(make([]byte, 1000))
			}
		}, func(r *lean.Result) bool { return last(r) == trace.Waited && r.Judge.Standing() == model.Violation }},
		"endless": {func(c *net.TCPConn) {
			_, err := fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
			for err == nil {
				_, err = c.Write(make([]byte, 1<<16))
			}
		}, func(r *lean.Result) bool { return r.Cut != "" }},
		"answers": {func(c *net.TCPConn) {
			_, _ = c.Read(make([]byte, 1000))
			_, _ = fmt.Fprint(c, answer)
			_, _ = c.Read(make([]byte, 1))
		}, func(r *lean.Result) bool { return r.Judge.Standing() < model.Warning && last(r) == trace.Waited }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := patient()
			if name == "silent" {
				b.Answer, b.Patience = 50*time.Millisecond, 50*time.Millisecond
			}
			hold(t, listen(t, c.serve), b, []gen.Conversation{get}, func(_ int, r *lean.Result) {
				if r.Err != nil || !c.want(r) {
					t.Errorf("%v %q %v", r.Err, r.Cut, r.Trace.Records)
				}
			})
		})
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	target, err := play.ParseTarget(gone.URL, false)
	if err != nil {
		t.Fatal(err)
	}
	hold(t, target, patient(), []gen.Conversation{get}, func(_ int, r *lean.Result) {
		if r.Err == nil {
			t.Errorf("somebody answered: %v", r.Trace.Records)
		}
	})
}

func last(r *lean.Result) trace.Kind { return r.Trace.Records[len(r.Trace.Records)-1].Kind }

// listen serves every connection until the test ends.
func listen(t *testing.T, serve func(*net.TCPConn)) play.Target {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c.(*net.TCPConn))
			}()
		}
	}()
	target, err := play.ParseTarget("http://"+l.Addr().String(), false)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// TestInterrupted: the end of the context ends conversations that wait.
func TestInterrupted(t *testing.T) {
	target := listen(t, func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 1000)); _, _ = c.Read(make([]byte, 1000)) })
	ctx, stop := context.WithCancel(t.Context())
	asked := false
	err := lean.Hold(ctx, lean.Config{Target: target, Budgets: patient(), MaxReceive: 1 << 20, Limit: time.Minute, InFlight: 10}, func() (lean.Job, lean.Supply) {
		if asked {
			stop()
			return lean.Job{}, lean.Later
		}
		asked = true
		return lean.Job{Conversation: gen.Conversation{{Kind: gen.Request}, {Kind: gen.End}}}, lean.Ready
	}, func(r *lean.Result) { t.Errorf("it ended: %v", r.Trace.Records) })
	if err != nil {
		t.Error(err)
	}
}

// big is a conversation whose response has 350,000 octets.
func big(t testing.TB) gen.Conversation {
	t.Helper()
	for b := range 256 {
		c := gen.Conversation{{Kind: gen.Request, B: uint8(b)}, {Kind: gen.End}}
		var s gen.Script
		c.Render(&s, gen.Plain())
		if m := s.Marks[0]; m.Handler == model.Size && m.Arg == 350_000 {
			return c
		}
	}
	t.Fatal("no request asks for so much")
	return nil
}

// TestGivesBack: what long responses have taken is free again when short ones are held. Hundreds of conversations are in flight in
// a campaign, and each of them meets a long one now and then.
func TestGivesBack(t *testing.T) {
	target := builtIn(t, "", "tcp", "127.0.0.1:0")
	const n = 100 // as many as are in flight
	all := append(slices.Repeat([]gen.Conversation{big(t)}, n), slices.Repeat([]gen.Conversation{three}, n)...)
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, received, ended := inUse(), 0, 0
	var after uint64
	hold(t, target, patient(), all, func(_ int, r *lean.Result) {
		for _, record := range r.Trace.Records {
			received += len(record.Data)
		}
		if ended++; ended == len(all) {
			after = inUse()
		}
	})
	if received < n*350_000 {
		t.Fatalf("only %d octets were received", received)
	}
	if more := int64(after) - int64(before); more > int64(received/4) {
		t.Errorf("%d octets are in use behind %d received", more, received)
	}
}
