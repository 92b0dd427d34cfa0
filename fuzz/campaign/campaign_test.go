package campaign_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// builtIn serves every capability, with a fault if one is named, until the test ends.
func builtIn(t *testing.T, fault string) play.Target {
	t.Helper()
	s := &server.Server{Handler: capable.Handler()}
	if fault != "" {
		f, ok := faults.Lookup(fault)
		if !ok {
			t.Fatalf("there is no fault %s", fault)
		}
		f.Apply(s)
	}
	return serving(t, s)
}

// serving is a target that a server serves until the test ends.
func serving(t *testing.T, s *server.Server) play.Target {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
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
	return target(t, "http://"+l.Addr().String())
}

func target(t *testing.T, url string) play.Target {
	t.Helper()
	at, err := play.ParseTarget(url, false)
	if err != nil {
		t.Fatal(err)
	}
	at.Profile = profile.Full()
	return at
}

func folder(t *testing.T) *campaign.Folder {
	t.Helper()
	store, err := campaign.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// run holds a campaign that ends with its first finding, or its bounds.
func run(t *testing.T, config campaign.Config) ([]campaign.Finding, campaign.Status) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	c, err := campaign.New(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	status, err := c.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return c.Findings(), status
}

// TestFinds: the bug that Hangup began with is found, made small, confirmed and stored as a case
// that shows it.
func TestFinds(t *testing.T) {
	t.Parallel()
	at, store := builtIn(t, "mongoose-answers-after-close"), folder(t)
	found, status := run(t, campaign.Config{Target: at, Store: store, Seed: 1, SeedAlone: true, Executions: 300, Connections: 64})
	t.Logf("%+v", status)
	seen := map[campaign.Key]bool{}
	shown := false
	for _, f := range found {
		t.Log(f.String(), f.Conversation)
		if seen[f.Key] {
			t.Errorf("%v was found twice", f.Key)
		}
		seen[f.Key] = true
		if f.Address != "9112/9.6/no-processing-after-close" || f.Flaky() {
			continue
		}
		shown = true
		cases, err := corpus.Parse("found.case", f.Text)
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Text)
		}
		if len(cases) != 1 || !strings.Contains(string(f.Text), "Connection: close") {
			t.Errorf("it is not small:\n%s", f.Text)
		}
	}
	if !shown {
		t.Errorf("it was not found: %+v", status)
	}
}

// TestSameSeed: the same seed makes the same conversations, whatever a server does, and another
// seed makes others.
func TestSameSeed(t *testing.T) {
	one, same, other := campaign.NewSource(7, 0), campaign.NewSource(7, 0), campaign.NewSource(8, 0)
	differ := 0
	for n := range uint64(3000) {
		a, b, c := one.Next(), same.Next(), other.Next()
		if a.Number != n || !slices.Equal(a.Conversation, b.Conversation) {
			t.Fatalf("conversation %d:\n%v\n%v", n, a.Conversation, b.Conversation)
		}
		if !slices.Equal(a.Conversation, c.Conversation) {
			differ++
		}
	}
	if differ < 1000 {
		t.Errorf("another seed changes only %d conversations", differ)
	}
}

// TestInnocent: a server that is as it should be is accused of nothing.
func TestInnocent(t *testing.T) {
	t.Parallel()
	found, status := run(t, campaign.Config{Target: builtIn(t, ""), Store: folder(t), Seed: 3, Executions: 600, Connections: 64})
	for _, f := range found {
		t.Errorf("%s\n%s", f.String(), f.Text)
	}
	if status.Executions != 600 || status.Corpus < 20 || status.Rules < 50 {
		t.Errorf("%+v", status)
	}
}

// TestGone: a target that goes away for good ends the campaign, and what was held last is stored.
func TestGone(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server.Server{}
	var served atomic.Int32
	good := capable.Handler()
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) == 200 {
			go s.Close()
		}
		good.ServeHTTP(w, r)
	})
	go func() { _ = s.Serve(l) }()
	c, err := campaign.New(t.Context(), campaign.Config{Target: target(t, "http://"+l.Addr().String()), Store: folder(t), Seed: 1, Connections: 16, Recovery: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run(t.Context()); !errors.Is(err, campaign.ErrDown) {
		t.Fatalf("it ended with %v", err)
	}
	for _, f := range c.Findings() {
		if f.Verdict == campaign.Died && f.Unknown() && len(f.Conversation) > 0 {
			return
		}
	}
	t.Errorf("what was held last is not told: %v", c.Findings())
}

// TestFolder: entries are found by what they hold, and damage is noticed.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	store, err := campaign.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	one, err := store.Put(t.Context(), campaign.KindCorpus, []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	again, _ := store.Put(t.Context(), campaign.KindCorpus, []byte("one"))
	if err := os.WriteFile(filepath.Join(dir, campaign.KindCorpus, ".partial-1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	names, err := store.List(t.Context(), campaign.KindCorpus)
	if err != nil || one != again || !slices.Equal(names, []string{one}) {
		t.Errorf("%s %s %v %v", one, again, names, err)
	}
	if data, err := store.Get(t.Context(), campaign.KindCorpus, one); string(data) != "one" || err != nil {
		t.Errorf("%q %v", data, err)
	}
	if err := os.WriteFile(filepath.Join(dir, campaign.KindCorpus, one), []byte("two"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(t.Context(), campaign.KindCorpus, one); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("damage: %v", err)
	}
}

// TestLeaks: a server that never closes a connection that its client has left is found out, and
// the conversation is named.
func TestLeaks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the sockets of other processes are seen on Linux only")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var kept []net.Conn // for ever
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range kept {
			c.Close()
		}
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			kept = append(kept, c)
			mu.Unlock()
			go func() {
				if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
				}
			}()
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	leaked := false
	c, err := campaign.New(ctx, campaign.Config{
		Target: target(t, "http://"+l.Addr().String()), Store: folder(t), Seed: 1, Connections: 8, Rate: 100, LeakAfter: time.Second,
		Found: func(f campaign.Finding) {
			if leaked = leaked || f.Verdict == campaign.Leaked && len(f.Conversation) == 1 && !f.Unknown(); leaked {
				stop()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	status, err := c.Run(ctx)
	if err != nil || !leaked {
		t.Errorf("%v %+v", err, status)
	}
}
