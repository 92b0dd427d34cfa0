package faults_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/kill"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
	"github.com/hangup-http/hangup/server/native"
)

// newServer has a fault or, for the zero Fault, none.
func newServer(fault faults.Fault) *server.Server {
	s := &server.Server{Handler: capable.Handler(), Timeouts: faults.Timeouts, ErrorLog: quiet()}
	if fault.Name != "" {
		fault.Apply(s)
	}
	return s
}

// start serves the reference handler on loopback until the test ends.
func start(t *testing.T, fault faults.Fault) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, newServer(fault), l)
	return l.Addr()
}

// startFront serves it without a fault, and with the timeouts that a server usually has: those
// of newServer may be over before a busy machine has sent something.
func startFront(t *testing.T, front native.Front) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, &server.Server{Handler: capable.Handler(), Front: front, ErrorLog: quiet()}, l)
	return l.Addr()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// startNative serves handlers of package native, in one of its ways.
func startNative(t *testing.T, front native.Front, inline bool) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &native.Server{Handler: capable.Native(), Front: front, Inline: inline}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		<-done // native.ErrClosed, as the tests of that package show
	})
	return l.Addr()
}

// startTLS serves over TLS, with the certificate that net/http's own tests use.
func startTLS(t *testing.T) net.Addr {
	t.Helper()
	lender := httptest.NewUnstartedServer(nil)
	lender.StartTLS()
	defer lender.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, &server.Server{Handler: capable.Handler(), ErrorLog: quiet()}, tls.NewListener(l, &tls.Config{Certificates: lender.TLS.Certificates}))
	return l.Addr()
}

func serve(t *testing.T, s *server.Server, l net.Listener) {
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		<-done // http.ErrServerClosed, as the tests of package server show
	})
}

// playAll plays the whole corpus on a target, and the cases of a profile, by which all is
// judged, and each finding once more for every confirm.
func playAll(t *testing.T, target play.Target, p profile.Profile, confirm int) *report.Run {
	t.Helper()
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range p.Cases {
		own, err := corpus.Parse(file.Name, file.Text, ownRequirements(p)...)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, own...)
	}
	target.Profile = p.Over(profile.Full())
	r := play.Runner{Player: play.NewPlayer(target), Connections: 32, Confirm: confirm}
	tables := p.Tables()
	r.Player.Table = func(c corpus.Case) *model.Table { return tables.About(append([]string{c.Name}, c.About...)...) }
	r.Player.Budgets = p.Patience(r.Player.Budgets)
	run, err := r.Run(t.Context(), cases)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func ownRequirements(p profile.Profile) (all []model.Requirement) {
	for _, own := range p.Requirements {
		all = append(all, own.Requirement)
	}
	return all
}

// playInMemory plays the corpus in the time of a bubble on a server without a fault.
func playInMemory(t *testing.T) *report.Run {
	t.Helper()
	l := memnet.Listen(memnet.DefaultBuffer)
	s := newServer(faults.Fault{})
	go s.Serve(l)
	run := playAll(t, play.Target{
		Authority: "hangup.test",
		Dial:      func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
	}, faults.Profile(), 0)
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	return run
}

// mustBeClean fails for everything worse than a note.
func mustBeClean(t *testing.T, run *report.Run) {
	t.Helper()
	for _, r := range run.Results {
		if r.Verdict > model.Note {
			t.Errorf("%s: %s: %s", r.Case, r.Verdict, r.Reason)
		}
		for _, f := range r.Findings {
			if f.Verdict > model.Note {
				t.Errorf("%s: %s: %s: %s", r.Case, f.Verdict, f.Requirement.Address, f.Message)
			}
		}
	}
}

// TestFaultFreeServerHasNoFinding: not even an inconclusive one.
func TestFaultFreeServerHasNoFinding(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { mustBeClean(t, playInMemory(t)) })
	})
	if testing.Short() {
		return // what comes within its budget on real sockets does not under the race detector
	}
	for name, url := range map[string]string{
		"loopback":   "http://" + startFront(t, native.Goroutines).String(),
		"event loop": "http://" + startFront(t, native.EventLoop).String(),
		"TLS":        "https://" + startTLS(t).String(),

		"native":                    "http://" + startNative(t, native.Goroutines, false).String(),
		"native, inline":            "http://" + startNative(t, native.Goroutines, true).String(),
		"native, event loop":        "http://" + startNative(t, native.EventLoop, false).String(),
		"native, event loop inline": "http://" + startNative(t, native.EventLoop, true).String(),
	} {
		t.Run(name, func(t *testing.T) {
			target, err := play.ParseTarget(url, false)
			if err != nil {
				t.Fatal(err)
			}
			mustBeClean(t, playAll(t, target, unhurried(), 2))
		})
	}
}

// unhurried gives a server the time that a busy machine may take. Nothing waits for that
// where nothing is late.
func unhurried() profile.Profile {
	p := profile.Default()
	p.Budgets.Answer, p.Budgets.Interim, p.Budgets.Close = time.Minute, time.Minute, time.Minute
	return p
}

// TestBankIsJudged: of every eighth suspect, a fault is found by a requirement that it breaks, and no other one
// is blamed; an innocent is not accused, but for the warnings that it earns.
func TestBankIsJudged(t *testing.T) {
	every := 8 // go generate ./fuzz/kill judges all of them, and fails as this does
	if testing.Short() {
		every = sampled // the race detector has seen enough in a part of them
	}
	for i, suspect := range kill.Bank() {
		if i%every != 0 {
			continue
		}
		t.Run(suspect.Name, func(t *testing.T) {
			t.Parallel()
			m, err := kill.Run(t.Context(), kill.Options{Suspects: []kill.Suspect{suspect}})
			if err != nil || len(m.Rows) != 1 {
				t.Fatal("not judged", err)
			}
			row := m.Rows[0]
			if row.Err != nil {
				t.Error(row.Err)
			}
			for _, k := range row.Wrong {
				t.Errorf("%s: %s: %s: %s", k.Case, k.Verdict, k.Requirement, k.Message)
			}
			mustBeEarned(t, row)
		})
	}
}

const sampled = 16

// mustBeEarned fails where a fault is not found, or a SHOULD is disregarded unnoticed.
func mustBeEarned(t *testing.T, row kill.Row) {
	t.Helper()
	if !row.Innocent && len(row.Kills) == 0 {
		t.Error("not found")
	}
	for _, address := range row.Breaks {
		if row.Innocent && !slices.ContainsFunc(row.Kills, func(k kill.Kill) bool { return k.Requirement == address }) {
			t.Errorf("%s is disregarded, and nobody has noticed", address)
		}
	}
}
