package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/live"
	"github.com/hangup-http/hangup/server/metrics"
	"github.com/hangup-http/hangup/server/native"
)

// observe lets people see what the server does, as far as the flags ask for it. The
// function that it returns ends that.
func (c *serveCommand) observe(s *surroundings, observed *server.Server) (end func(), err error) {
	var hooks []func(server.Change)
	if c.LogChanges {
		logger := slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
		hooks = append(hooks, native.LogChanges(logger, slog.LevelInfo))
	}
	end = func() {}
	if c.DebugListen != "" {
		l, err := net.Listen("tcp", c.DebugListen)
		if err != nil {
			return nil, usage("choose another --debug-listen address", "listening: %w", err)
		}
		counted := metrics.New()
		counted.Watch(observed)
		hooks = append(hooks, counted.Changed)
		debug := &server.Server{Handler: debugHandler(observed, counted)}
		fmt.Fprintf(s.stdout, "hangup: connections, metrics and profiles on http://%s/debug/connections\n", l.Addr())
		go debug.Serve(l) // until end closes it
		end = func() { debug.Close() }
	}
	if len(hooks) > 0 {
		observed.Changed = func(change server.Change) {
			for _, hook := range hooks {
				hook(change)
			}
		}
	}
	return end, nil
}

func debugHandler(observed live.Source, counted prometheus.Collector) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(counted)
	mux := http.NewServeMux()
	mux.Handle("/debug/connections", live.Handler(observed))
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	return mux
}
