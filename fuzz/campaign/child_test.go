package campaign_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
)

// The test binary is also the processes that tests start.
const (
	asCampaign = "HANGUP_TEST_CAMPAIGN" // folder and URL, with a space between
	asServer   = "HANGUP_TEST_SERVER"   // what it does and its address, with a space between
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(asCampaign) != "":
		fmt.Fprintln(os.Stderr, childCampaign(os.Getenv(asCampaign)))
		os.Exit(1)
	case os.Getenv(asServer) != "":
		fmt.Fprintln(os.Stderr, mortalServer(os.Getenv(asServer)))
		os.Exit(1)
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil { // they wait, nearly all of the time
		panic(err)
	}
	os.Exit(m.Run())
}

// childCampaign runs a campaign until it is killed, and prints the names of its findings.
func childCampaign(what string) error {
	dir, url, _ := strings.Cut(what, " ")
	target, err := play.ParseTarget(url, false)
	if err != nil {
		return err
	}
	target.Profile = profile.Full()
	store, err := campaign.OpenFolder(dir)
	if err != nil {
		return err
	}
	c, err := campaign.New(context.Background(), campaign.Config{
		Target: target, Store: store, Seed: 1, Connections: 32, Confirm: 1,
		Found: func(f campaign.Finding) { fmt.Println(f.Name) },
	})
	if err != nil {
		return err
	}
	_, err = c.Run(context.Background())
	return err
}

// What a server does when a request offers TLS.
const (
	dies  = "dies"
	hangs = "hangs"
	slows = "slows"
)

// mortalServer gets ill when a request offers TLS.
func mortalServer(what string) error {
	does, address, _ := strings.Cut(what, " ")
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	good := capable.Handler()
	var ill atomic.Bool
	s := &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Upgrade"), "TLS") {
			ill.Store(true)
		}
		switch {
		case !ill.Load():
		case does == dies:
			os.Exit(3)
		case does == hangs:
			select {}
		case does == slows:
			time.Sleep(illness)
		}
		good.ServeHTTP(w, r)
	})}
	return s.Serve(l)
}

// illness is how slow a slow server is.
const illness = 350 * time.Millisecond

// TestKilled: killed in the middle again and again, a campaign loses nothing that it has
// reported, reports nothing twice, and goes on.
func TestKilled(t *testing.T) {
	t.Parallel()
	at, dir := builtIn(t, "mongoose-answers-after-close"), t.TempDir()
	var reported []string
	for range 4 {
		reported = append(reported, killedAfterOne(t, dir, "http://"+at.Address)...)
	}
	if len(reported) < 3 {
		t.Fatalf("only %d findings were reported", len(reported))
	}
	store, err := campaign.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[campaign.Key]bool{}
	for _, name := range reported {
		text, err := store.Get(t.Context(), campaign.KindFinding, name)
		if err != nil {
			t.Fatalf("a finding that was reported is lost: %v", err)
		}
		f, err := campaign.ReadFinding(text)
		if err != nil || keys[f.Key] {
			t.Errorf("%v: reported before, or %v", f.Key, err)
		}
		keys[f.Key] = true
	}
	c, err := campaign.New(t.Context(), campaign.Config{Target: at, Store: store, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if status := c.Status(); status.Earlier < len(reported) || status.Corpus == 0 {
		t.Errorf("it does not go on where the others were: %+v", status)
	}
}

// killedAfterOne runs a campaign in a process of its own and kills it when it has reported a
// finding. It returns what was reported.
func killedAfterOne(t *testing.T, dir, url string) (reported []string) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), asCampaign+"="+dir+" "+url)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		reported = append(reported, lines.Text())
		_ = command.Process.Kill() // what was printed before that is read too
	}
	_ = command.Wait() // it was killed
	return reported
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// TestTroubles: a server that dies, hangs or gets slow is started again, and the conversation that did it is named.
func TestTroubles(t *testing.T) {
	t.Parallel()
	for does, want := range map[string]string{dies: campaign.Died, hangs: campaign.Hung, slows: campaign.Slowed} {
		t.Run(does, func(t *testing.T) {
			if testing.Short() && does != dies {
				t.Skip("half a minute of starting a server again and again")
			}
			t.Parallel()
			address := freeAddress(t)
			at := target(t, "http://"+address)
			mortal := campaign.NewCommand(at, t.TempDir()+"/log", "/usr/bin/env", asServer+"="+does+" "+address, os.Args[0])
			t.Cleanup(mortal.Stop)
			guilty, status := named(t, campaign.Config{Target: at, Server: mortal}, want)
			if status.Restarts == 0 || guilty.Flaky() {
				t.Errorf("%s %+v", guilty.String(), status)
			}
		})
	}
}

// named runs a campaign until the conversation is named that makes the target ill.
func named(t *testing.T, config campaign.Config, want string) (guilty campaign.Finding, status campaign.Status) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	config.Store, config.Seed, config.SeedAlone, config.Connections, config.Confirm = folder(t), 1, true, 16, 1
	config.Told = func(text string) { t.Log(text) }
	config.Found = func(f campaign.Finding) {
		if f.Verdict == want && len(f.Conversation) == 1 {
			guilty = f
			stop()
		}
	}
	c, err := campaign.New(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	if status, err = c.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ToLower(string(guilty.Text)), "upgrade: tls/1.2") {
		t.Fatalf("nobody was named: %+v\n%s", status, guilty.Text)
	}
	return guilty, status
}

// TestSupervised: a server that somebody else starts again is waited for, and the conversation is named as well.
func TestSupervised(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	supervise(t, address)
	guilty, _ := named(t, campaign.Config{Target: target(t, "http://"+address), Recovery: 2 * time.Second}, campaign.Died)
	if guilty.Unknown() {
		t.Error(guilty.String())
	}
}

// supervise starts a server that dies again and again, a while after it has died, and returns when the first accepts connections.
func supervise(t *testing.T, address string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { stop(); <-done })
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			child := exec.CommandContext(ctx, os.Args[0])
			child.Env = append(os.Environ(), asServer+"="+dies+" "+address)
			_ = child.Run() // it dies
			select {
			case <-ctx.Done():
			case <-time.After(illness):
			}
		}
	}()
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return
		}
		if t.Context().Err() != nil {
			t.Fatal("it does not start")
		}
	}
}

// TestSlowAlone: a server that gets slow and that nobody starts again is reported, and the campaign goes on.
func TestSlowAlone(t *testing.T) {
	t.Parallel()
	var ill atomic.Bool
	good := capable.Handler()
	at := serving(t, &server.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Upgrade"), "TLS") {
			ill.Store(true)
		}
		if ill.Load() {
			time.Sleep(time.Second)
		}
		good.ServeHTTP(w, r)
	})})
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	found := make(chan campaign.Finding, 1)
	c, err := campaign.New(ctx, campaign.Config{
		Target: at, Store: folder(t), Seed: 1, SeedAlone: true, Connections: 16, Confirm: 1, Recovery: time.Second,
		Found: func(f campaign.Finding) {
			if f.Verdict == campaign.Slowed {
				found <- f
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer stop()
		f := <-found
		if !f.Unknown() || len(f.Conversation) < 2 {
			t.Error(f.String())
		}
		for held := c.Status().Executions; ctx.Err() == nil && c.Status().Executions < held+20; {
			runtime.Gosched()
		}
	}()
	status, err := c.Run(ctx)
	if err != nil || status.Troubles != 1 {
		t.Errorf("%v, %+v", err, status)
	}
}
