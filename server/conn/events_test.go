package conn_test

import (
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// place is where a connection is when something happens.
type place struct {
	in    string       // what the client has sent
	begun *conn.Answer // how the handler has begun to answer, apart from "he"
}

var places = map[string]place{
	"idle":                  {in: ""},
	"idle again":            {in: get("/", "")},
	"reading a head":        {in: "GET / HT"},
	"reading a second head": {in: get("/", "") + "GET / HT"},
	"reading a body":        {in: post("/ignore", "Content-Length: 5\r\n", "he")}, // whose response is out
	"waiting":               {in: get("/wait", "")},
	"waiting, one held":     {in: get("/wait", "") + get("/", "")},
	"waiting, close":        {in: get("/wait", "Connection: close\r\n")},
	"waiting for content":   {in: post("/echo", "Content-Length: 5\r\n", "he")},
	"begun":                 {in: get("/wait", ""), begun: &conn.Answer{Status: 200, Length: 4}},
	"begun, one held":       {in: get("/wait", "") + get("/", ""), begun: &conn.Answer{Status: 200, Length: 4}},
	"begun, endless":        {in: "GET /wait HTTP/1.0\r\n\r\n", begun: &conn.Answer{Status: 200, Length: -1}},
	"draining":              {in: get("/", "Connection: close\r\n")},
}

var happenings = map[string]func(*conn.Conn){
	"half-close":  (*conn.Conn).HalfClose,
	"abort":       (*conn.Conn).Abort,
	"shutdown":    (*conn.Conn).Shutdown,
	"timer":       (*conn.Conn).TimerFires,
	"write timer": (*conn.Conn).ClientStalls,
}

const (
	timedOut  = "408 Request Timeout|length 33|close||no complete request came in time\n"
	stalled   = "503 Service Unavailable|length 30|close||no response was ready in time\n"
	begunOnly = "200 OK|length 4||he"
	bodyError = "400 Bad Request|length 0|close||"
)

// events: where the connection is, what happens, and what is sent from the beginning.
// FIN, RST and gone stand for the half-close, the reset and the release of the socket.
// Then comes the same for when the handler has ended, where it is at work.
var events = []struct{ at, event, sent, ended string }{
	{"idle", "half-close", " FIN gone", ""},
	{"idle", "abort", " gone", ""},
	{"idle", "shutdown", " FIN", ""},
	{"idle", "timer", " FIN", ""},
	{"idle", "write timer", " gone", ""},

	{"idle again", "half-close", ok + " FIN gone", ""},
	{"idle again", "abort", ok + " gone", ""},
	{"idle again", "shutdown", ok + " FIN", ""},
	{"idle again", "timer", ok + " FIN", ""},
	{"idle again", "write timer", ok + " gone", ""},

	{"reading a head", "half-close", " FIN gone", ""},
	{"reading a head", "abort", " gone", ""},
	{"reading a head", "shutdown", "", ""}, // it is the last one, and is answered: see TestShutdown
	{"reading a head", "timer", timedOut + " FIN", ""},
	{"reading a head", "write timer", " gone", ""},

	{"reading a second head", "half-close", ok + " FIN gone", ""},
	{"reading a second head", "abort", ok + " gone", ""},
	{"reading a second head", "shutdown", ok, ""},
	{"reading a second head", "timer", ok + timedOut + " FIN", ""},
	{"reading a second head", "write timer", ok + " gone", ""},

	{"reading a body", "half-close", ok + " FIN gone", ""},
	{"reading a body", "abort", ok + " gone", ""},
	{"reading a body", "shutdown", ok, ""},
	{"reading a body", "timer", ok + " FIN", ""},
	{"reading a body", "write timer", ok + " gone", ""},

	{"waiting", "half-close", "", ok + " FIN gone"},
	{"waiting", "abort", " gone", " gone"},
	{"waiting", "shutdown", "", okClose + " FIN"},
	{"waiting", "timer", stalled + " FIN", stalled + " FIN"},
	{"waiting", "write timer", " gone", " gone"},

	{"waiting, one held", "half-close", "", ok + ok + " FIN gone"},
	{"waiting, one held", "abort", " gone", " gone"},
	{"waiting, one held", "shutdown", "", okClose + " FIN"},
	{"waiting, one held", "timer", stalled + " FIN", stalled + " FIN"},
	{"waiting, one held", "write timer", " gone", " gone"},

	{"waiting, close", "half-close", "", okClose + " FIN gone"},
	{"waiting, close", "abort", " gone", " gone"},
	{"waiting, close", "shutdown", "", okClose + " FIN"},
	{"waiting, close", "timer", stalled + " FIN", stalled + " FIN"},
	{"waiting, close", "write timer", " gone", " gone"},

	{"waiting for content", "half-close", bodyError + " FIN gone", ""},
	{"waiting for content", "abort", " gone", ""},
	{"waiting for content", "shutdown", "", ""},
	{"waiting for content", "timer", timedOut + " FIN", ""},
	{"waiting for content", "write timer", " gone", ""},

	{"begun", "half-close", begunOnly, begunOnly + "ok FIN gone"},
	{"begun", "abort", begunOnly + " gone", begunOnly + " gone"},
	{"begun", "shutdown", begunOnly, begunOnly + "ok FIN"},
	{"begun", "timer", begunOnly + " gone", begunOnly + " gone"},
	{"begun", "write timer", begunOnly + " gone", begunOnly + " gone"},

	{"begun, one held", "half-close", begunOnly, begunOnly + "ok" + ok + " FIN gone"},
	{"begun, one held", "abort", begunOnly + " gone", begunOnly + " gone"},
	{"begun, one held", "shutdown", begunOnly, begunOnly + "ok FIN"},
	{"begun, one held", "timer", begunOnly + " gone", begunOnly + " gone"},
	{"begun, one held", "write timer", begunOnly + " gone", begunOnly + " gone"},

	{"begun, endless", "half-close", "200 OK|close||he", "200 OK|close||heok FIN gone"},
	{"begun, endless", "abort", "200 OK|close||he gone", "200 OK|close||he gone"},
	{"begun, endless", "shutdown", "200 OK|close||he", "200 OK|close||heok FIN"},
	{"begun, endless", "timer", "200 OK|close||he RST gone", "200 OK|close||he RST gone"},
	{"begun, endless", "write timer", "200 OK|close||he RST gone", "200 OK|close||he RST gone"},

	{"draining", "half-close", okClose + " FIN gone", ""},
	{"draining", "abort", okClose + " FIN gone", ""},
	{"draining", "shutdown", okClose + " FIN", ""},
	{"draining", "timer", okClose + " FIN gone", ""},
	{"draining", "write timer", okClose + " FIN gone", ""},
}

// TestEverythingEverywhere: half-close, abort, shutdown and timers in every state.
func TestEverythingEverywhere(t *testing.T) {
	for _, tt := range events {
		t.Run(tt.at+"/"+tt.event, func(t *testing.T) {
			p := reach(t, places[tt.at])
			happenings[tt.event](p.c)
			if got := p.settle().outcome(); got != tt.sent {
				t.Errorf("at once\n%q, want\n%q", got, tt.sent)
			}
			if tt.ended != "" {
				p.answer(places[tt.at].begun != nil)
				if got := p.settle().outcome(); got != tt.ended {
					t.Errorf("when the handler has ended\n%q, want\n%q", got, tt.ended)
				}
			}
			if err := p.c.Err(); err != nil {
				t.Error(err)
			}
		})
	}
	if want := len(places) * len(happenings); len(events) != want {
		t.Errorf("%d of %d combinations", len(events), want)
	}
}

// reach brings a connection there.
func reach(t *testing.T, where place) *peer {
	p := newPeer(conn.Config{Policy: model.DefaultPolicy}).receive(where.in)
	if where.begun != nil {
		if err := p.c.StartAnswer(where.begun); err != nil {
			t.Fatal(err)
		}
		p.c.WriteContent([]byte("he"))
	}
	return p.settle()
}

// answer lets the handler of /wait end, whatever has become of its connection.
func (p *peer) answer(begun bool) {
	p.busy = false
	if !begun && p.c.StartAnswer(&conn.Answer{Status: 200, Length: 2}) != nil {
		return
	}
	p.c.WriteContent([]byte("ok"))
	p.c.EndAnswer()
}

// outcome is what the client sees of the connection.
func (p *peer) outcome() string {
	s := brief(p.sent.String())
	for _, sign := range []struct {
		seen bool
		name string
	}{{p.fin, " FIN"}, {p.reset, " RST"}, {p.gone, " gone"}} {
		if sign.seen {
			s += sign.name
		}
	}
	return s
}
