package native

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// Change is one change of a connection's state: which rule made it, and why.
type Change struct {
	Connection uint64 // its number on the server, from 1
	RemoteAddr net.Addr
	From, To   model.State
	Event      model.Event
	Rule       *model.Rule  // never nil; Cites is the clause, Why the reason in words
	Last       model.Reason // why the exchange is the last one, or NotLast
}

// String is one line, such as "3: responding to draining on AnswerEnds (RequestClose):
// 9112/9.6/response-says-close: …".
func (c Change) String() string {
	last := ""
	if c.Last != model.NotLast {
		last = " (" + c.Last.String() + ")"
	}
	return fmt.Sprintf("%d: %s to %s on %s%s: %s: %s", c.Connection, c.From, c.To, c.Event, last, c.Rule.Cites, c.Rule.Why)
}

// LogChanges returns a function for Server.Changed that logs each change: the end of a
// connection on this level, everything else on slog.LevelDebug.
func LogChanges(to *slog.Logger, ends slog.Level) func(Change) {
	return func(c Change) {
		level := slog.LevelDebug
		if c.To == model.Closed {
			level = ends
		}
		if ctx := context.Background(); to.Enabled(ctx, level) {
			to.LogAttrs(ctx, level, c.From.String()+" to "+c.To.String(), slog.Uint64("connection", c.Connection),
				slog.Any("client", c.RemoteAddr), slog.String("on", c.Event.String()), slog.String("last", c.Last.String()),
				slog.String("clause", c.Rule.Cites), slog.Int("rule", c.Rule.ID), slog.String("why", c.Rule.Why))
		}
	}
}

// follow returns what tells Server.Changed.
func (c *connection) follow() conn.Follower {
	return func(from model.State, in model.Input, r *model.Rule) {
		if r == nil || r.Mark == model.Violation || r.To == model.Stay || r.To == from {
			return
		}
		c.srv.Changed(Change{Connection: c.id, RemoteAddr: c.link.remoteAddr(), From: from, To: r.To, Event: in.Event, Rule: r, Last: c.core.Last()})
	}
}

// Info is what a connection is doing.
type Info struct {
	Connection uint64
	RemoteAddr net.Addr
	State      model.State
	Requests   uint64       // answered
	Last       model.Reason // why this exchange is the last one, or NotLast
	Request    string       // method and target of the one that is being answered, else empty
	Unsent     int          // octets that the client has not taken
}

func (c *connection) info() Info {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := Info{Connection: c.id, RemoteAddr: c.link.remoteAddr()}
	if c.active == nil {
		i.State, i.Requests = model.Idle, c.parked.Requests()
		return i
	}
	i.State, i.Requests, i.Last = c.core.State(), c.core.Requests(), c.core.Last()
	i.Unsent = c.core.Unsent() + len(c.unsent)
	if i.State == model.Responding && c.x.head != nil && c.x.err == nil {
		i.Request = fmt.Sprintf("%s %s", c.x.head.Method, c.x.head.Target)
	}
	return i
}

// Connections tells what each connection is doing, in the order of their numbers.
func (s *Server) Connections() []Info {
	s.mu.Lock()
	conns := s.remaining()
	s.mu.Unlock()
	infos := make([]Info, len(conns))
	for i, c := range conns {
		infos[i] = c.info()
	}
	slices.SortFunc(infos, func(a, b Info) int { return int(a.Connection) - int(b.Connection) })
	return infos
}

// CutError tells which connections Shutdown has cut.
type CutError struct {
	Why         error // of the context
	Connections []Info
}

// Error counts them, and names the first few.
func (e *CutError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cut %d connections: %v", len(e.Connections), e.Why)
	for _, i := range e.Connections[:min(len(e.Connections), 3)] {
		fmt.Fprintf(&b, "; %v %s %s", i.RemoteAddr, i.State, i.Request)
	}
	return b.String()
}

// Unwrap returns the error of the context.
func (e *CutError) Unwrap() error { return e.Why }
