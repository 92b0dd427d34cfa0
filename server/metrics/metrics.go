// Package metrics counts, for Prometheus, what the connections of a server do. It is
// apart from package server so that this needs no Prometheus.
//
//	m := metrics.New()
//	s := &server.Server{Handler: handler, Changed: m.Changed}
//	m.Watch(s)
//	prometheus.MustRegister(m)
//
// OpenTelemetry takes it over with its bridge for Prometheus.
package metrics

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/native"
)

// Source is a server.
type Source interface{ Connections() []native.Info }

// Metrics is a prometheus.Collector. All methods are safe for concurrent use.
type Metrics struct {
	changes *prometheus.CounterVec
	ends    *prometheus.CounterVec
	open    *prometheus.Desc

	mu      sync.Mutex
	sources []Source
}

// New returns metrics of no server yet.
func New() *Metrics {
	return &Metrics{
		changes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hangup_state_changes_total", Help: "Changes of the state of connections.",
		}, []string{"from", "to"}),
		ends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hangup_connections_ended_total",
			Help: "Connections that have ended: on what event, by which clause, and why their last exchange was the last one.",
		}, []string{"event", "clause", "last"}),
		open: prometheus.NewDesc("hangup_connections", "Connections that are open, by state.", []string{"state"}, nil),
	}
}

// Changed is for Server.Changed.
func (m *Metrics) Changed(c native.Change) {
	m.changes.WithLabelValues(c.From.String(), c.To.String()).Inc()
	if c.To == model.Closed {
		m.ends.WithLabelValues(c.Event.String(), c.Rule.Cites, c.Last.String()).Inc()
	}
}

// Watch has the open connections of a server counted whenever they are asked for.
func (m *Metrics) Watch(s Source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources = append(m.sources, s)
}

// Describe is for prometheus.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) {
	m.changes.Describe(to)
	m.ends.Describe(to)
	to <- m.open
}

// Collect is for prometheus.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	m.changes.Collect(to)
	m.ends.Collect(to)
	m.mu.Lock()
	sources := m.sources
	m.mu.Unlock()
	count := make(map[model.State]int)
	for _, s := range sources {
		for _, i := range s.Connections() {
			count[i.State]++
		}
	}
	for _, state := range model.AllStates() {
		if state != model.Closed {
			to <- prometheus.MustNewConstMetric(m.open, prometheus.GaugeValue, float64(count[state]), state.String())
		}
	}
}
