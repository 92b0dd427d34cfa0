package fuzz

import (
	"context"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/model/profile"
)

// Target is a server under test. It is a value: its methods return changed copies.
type Target struct {
	name    string // a Go expression, for tests to paste
	profile profile.Profile
	address string
	serve   func(net.Listener) error
	tcp     bool
	dial    func(context.Context) (net.Conn, error)
}

// Address is a server that runs at http://host:port, https://host:port or unix:/path, on this machine.
func Address(url string) Target {
	return Target{name: fmt.Sprintf("fuzz.Address(%q)", url), address: url, profile: profile.Default()}
}

// Serve is a server that serves a listener until it is closed, and then returns. Each conversation
// has a server, a network in memory and a clock of its own (testing/synctest):
// whatever serve starts has to end with its connections and its listener.
func Serve(serve func(net.Listener) error) Target {
	return Target{name: "fuzz.Serve(serve)", serve: serve, profile: profile.Default()}
}

// ServeTCP is Serve on a loopback address and in real time, for servers that want
// sockets or leave goroutines behind. One server has all conversations of a test.
func ServeTCP(serve func(net.Listener) error) Target {
	return Target{name: "fuzz.ServeTCP(serve)", serve: serve, tcp: true, profile: profile.Default()}
}

// Dial is anything that can be dialled, in real time. For half-closes and resets the
// connections need a CloseWrite() error and a Reset() error.
func Dial(dial func(context.Context) (net.Conn, error)) Target {
	return Target{name: "fuzz.Dial(dial)", dial: dial, profile: profile.Default()}
}

// With says what is known of the server: where its handlers are, and the choices that
// its team has made.
func (t Target) With(p profile.Profile) Target {
	t.profile = p
	return t
}

// Profile is what is known of the server.
func (t Target) Profile() profile.Profile { return t.profile }

// String is a Go expression for the target.
func (t Target) String() string { return t.name }

// Player plays cases on a target that was opened.
type Player struct {
	target Target
	player *play.Player // nil where each play has a server of its own
	quick  *play.Player // with less patience, to find what player confirms
}

// Open makes the target ready for a test, until the test ends.
func (t Target) Open(tb testing.TB) *Player {
	tb.Helper()
	p := &Player{target: t}
	switch {
	case t.serve != nil && !t.tcp:
		return p
	case t.serve != nil:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatalf("listening for the server under test: %v", err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = t.serve(l) // its error is that of the listener, which is closed below
		}()
		tb.Cleanup(func() {
			l.Close()
			<-done
		})
		t.address = "http://" + l.Addr().String()
	case t.dial != nil:
		p.use(play.Target{Authority: "hangup.test", Dial: t.dial, Profile: t.profile})
		return p
	}
	target, err := play.ParseTarget(t.address, false)
	if err != nil {
		tb.Fatalf("the server under test: %v", err)
	}
	target.Profile = t.profile.Over(target.Profile)
	p.use(target)
	return p
}

// use makes players of a target in real time.
func (p *Player) use(target play.Target) {
	p.player, p.quick = play.NewPlayer(target), play.NewPlayer(target)
	p.player.Budgets = p.target.profile.Patience(p.player.Budgets)
	b := &p.quick.Budgets
	b.Answer, b.Interim, b.Close, b.Patience = 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
}

// Bubbled tells whether each play has a server and a clock of its own.
func (p *Player) Bubbled() bool { return p.player == nil }

// Play plays a case. It fails the test where the target cannot be reached.
func (p *Player) Play(t *testing.T, c corpus.Case) play.Played {
	t.Helper()
	if p.Bubbled() {
		return p.inBubble(t, c)
	}
	return mustPlay(t, p.player, c)
}

// glance plays a case with little patience: what it shows has to be confirmed.
func (p *Player) glance(t *testing.T, c corpus.Case) play.Played {
	t.Helper()
	if p.Bubbled() {
		return p.inBubble(t, c)
	}
	return mustPlay(t, p.quick, c)
}

func (p *Player) inBubble(t *testing.T, c corpus.Case) (played play.Played) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = p.target.serve(l) // as above
		}()
		played = mustPlay(t, play.NewPlayer(play.Target{
			Authority: "hangup.test", Profile: p.target.profile,
			Dial: func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
		}), c)
		l.Close()
		<-done
		time.Sleep(aftermath)
	})
	return played
}

// aftermath is the fake time that handlers and connections have to end when a
// conversation is over. What sleeps longer is left behind, which synctest does not permit.
const aftermath = 75 * time.Second

func mustPlay(t *testing.T, p *play.Player, c corpus.Case) play.Played {
	played, err := p.Play(t.Context(), c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return played
}
