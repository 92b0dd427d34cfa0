package suspect

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// judgeWhole holds a conversation with the whole server, in a bubble of its own. One that does not
// end well has shown nothing.
func (s *Suspect) judgeWhole(c gen.Conversation) (report trace.Report) {
	made := c.Case("fuzz/asked")
	if len(made.Steps) == 0 {
		return report
	}
	s.Bubble(func(t *testing.T) { report = s.play(t.Context(), made) })
	return report
}

// patience is the fake time that connections have to end once their server was told to. Some
// faults are about those that never do.
const patience = time.Hour

// play plays a case on a server that is made for it.
func (s *Suspect) play(ctx context.Context, made corpus.Case) trace.Report {
	known, _ := bank()
	l := memnet.Listen(memnet.DefaultBuffer)
	suspect := &server.Server{Handler: capable.Handler(), Timeouts: faults.Timeouts, ErrorLog: slog.New(slog.DiscardHandler)}
	s.fault.Apply(suspect)
	go suspect.Serve(l)
	p := play.NewPlayer(play.Target{
		Authority: "hangup.test", Profile: known.Over(profile.Full()),
		Dial: func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) },
	})
	p.Table, p.Budgets = func(corpus.Case) *model.Table { return s.table }, s.budgets
	played, err := p.Play(ctx, made)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_ = suspect.Shutdown(ctx) // those that have not ended by then are cut
	if err != nil {
		return trace.Report{} // a server that does not accept is not judged
	}
	return played.Report
}
