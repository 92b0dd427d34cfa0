package metrics_test

import (
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/metrics"
	"github.com/hangup-http/hangup/server/native"
)

// TestCounts: what a connection does is counted, with both fronts.
func TestCounts(t *testing.T) {
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		m := metrics.New()
		s := &server.Server{Handler: http.NotFoundHandler(), Front: front, Changed: m.Changed}
		m.Watch(s)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan error)
		go func() { served <- s.Serve(l) }()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		if _, err := io.ReadAll(c); err != nil {
			t.Fatal(err)
		}
		c.Close()
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		<-served
		registry := prometheus.NewPedanticRegistry()
		if err := registry.Register(m); err != nil {
			t.Fatal(err)
		}
		for name, lines := range map[string]int{"hangup_connections": 4, "hangup_connections_ended_total": 1} {
			if got, err := testutil.GatherAndCount(registry, name); err != nil || got != lines {
				t.Errorf("%d of %s, %v; want %d", got, name, err, lines)
			}
		}
	}
}

// TestOptional: the server itself does not need Prometheus.
func TestOptional(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "github.com/hangup-http/hangup/server").Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "prometheus") {
		t.Error("package server links Prometheus")
	}
}
