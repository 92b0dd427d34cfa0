package suspect

import (
	"time"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/faults"
)

// inCore puts a fault into the core of the server; false where that is not enough to show it.
func inCore(f faults.Fault) (core.Server, bool) {
	s, connection := given(f)
	if !connection {
		return core.Server{}, false
	}
	policy := model.DefaultPolicy
	if s.Policy != nil {
		policy = *s.Policy
	}
	t := s.Timeouts
	runs := map[conn.Timer]time.Duration{
		conn.IdleTimer:   orStandard(t.Idle, 60*time.Second),
		conn.HeadTimer:   orStandard(t.Head, 10*time.Second),
		conn.BodyTimer:   orStandard(t.Body, 30*time.Second),
		conn.LingerTimer: orStandard(t.Linger, 5*time.Second),
	}
	return core.Server{
		Config: conn.Config{
			Policy: policy, Wire: s.Limits.Wire, ReadAhead: s.Limits.ReadAhead, UnreadBody: s.Limits.UnreadBody,
			Linger: s.Limits.Linger, MaxRequests: s.MaxRequests, Seams: &s.Seams.Conn,
		},
		Patience: func(t conn.Timer) time.Duration { return runs[t] },
	}, true
}

// orStandard is what a timeout of package server means: 0 is as long as is usual, less is for ever.
func orStandard(d, standard time.Duration) time.Duration {
	if d == 0 {
		return standard
	}
	return max(d, 0)
}
