package server_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hangup-http/hangup/internal/soak"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// TestNothingIsLeft: behind two thousand clients of each front, most of them bad ones, no
// goroutine is left.
func TestNothingIsLeft(t *testing.T) {
	running := goleak.IgnoreCurrent()
	var fronts sync.WaitGroup
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		fronts.Go(func() { soaked(t, front) })
	}
	fronts.Wait()
	for end := time.Now().Add(patience); ; {
		left := goleak.Find(running) // which looks for a moment only
		if left == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(left)
		}
	}
}

// soaked serves until all clients have been there.
func soaked(t *testing.T, front native.Front) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Error(err)
		return
	}
	s := &server.Server{Handler: soak.Handler(), Front: front, Timeouts: soak.Timeouts, ErrorLog: quiet()}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	var d net.Dialer
	report := soak.Run(t.Context(), soak.Config{
		Dial:        func(ctx context.Context) (net.Conn, error) { return d.DialContext(ctx, "tcp", l.Addr().String()) },
		Connections: 2000, Parallel: 64, Seed: 7,
	})
	for _, err := range report.Errors {
		t.Errorf("front %d: %v", front, err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	<-served
}
