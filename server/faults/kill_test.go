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
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// newServer has a fault or, for the zero Fault, none.
func newServer(fault faults.Fault) *server.Server {
	s := &server.Server{Handler: capable.Handler(), ErrorLog: slog.New(slog.DiscardHandler)}
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
	serve(t, newServer(faults.Fault{}), tls.NewListener(l, &tls.Config{Certificates: lender.TLS.Certificates}))
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

// playAll plays the whole corpus on a target, and each finding once more for every confirm.
func playAll(t *testing.T, target play.Target, confirm int) *report.Run {
	t.Helper()
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	target.Profile = profile.Full()
	r := play.Runner{Player: play.NewPlayer(target), Connections: 32, Confirm: confirm}
	run, err := r.Run(t.Context(), cases)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// playInMemory plays the corpus in the time of a bubble, where a budget ends only
// when nothing can happen any more: a busy machine makes no server late.
func playInMemory(t *testing.T, fault faults.Fault) *report.Run {
	t.Helper()
	l := memnet.Listen(memnet.DefaultBuffer)
	s := newServer(fault)
	go s.Serve(l)
	run := playAll(t, play.Target{
		Authority: "hangup.test",
		Dial:      func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
	}, 0)
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
	for name, url := range map[string]string{
		"loopback": "http://" + start(t, faults.Fault{}).String(),
		"TLS":      "https://" + startTLS(t).String(),
	} {
		t.Run(name, func(t *testing.T) {
			target, err := play.ParseTarget(url, false)
			if err != nil {
				t.Fatal(err)
			}
			mustBeClean(t, playAll(t, target, 2)) // a busy machine makes a server late, but not three times
		})
	}
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { mustBeClean(t, playInMemory(t, faults.Fault{})) })
	})
}

// TestEveryFaultIsFound: by a requirement that it breaks, and no other one is blamed.
func TestEveryFaultIsFound(t *testing.T) {
	for _, fault := range faults.All() {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { mustBeFound(t, fault, playInMemory(t, fault)) })
		})
	}
}

func mustBeFound(t *testing.T, fault faults.Fault, run *report.Run) {
	t.Helper()
	found := 0
	for _, r := range run.Results {
		for _, f := range r.Findings {
			if f.Verdict < model.Warning {
				continue
			}
			found++
			if !slices.Contains(fault.Breaks, f.Requirement.Address) {
				t.Errorf("%s: %s: %s: %s (expected %s, observed %s)",
					r.Case, f.Verdict, f.Requirement.Address, f.Message, f.Expected, f.Observed)
			}
		}
	}
	if found == 0 {
		t.Error("not found")
	}
}
