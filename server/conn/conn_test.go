package conn_test

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// peer drives a connection with a handler that the target names: /echo reads the
// body and answers with it, /ignore never reads, /stream has no length, /close says
// close, /none answers 204, /wait leaves the answer to the test, anything else
// answers "ok". It keeps what a client would see.
type peer struct {
	c       *conn.Conn
	sent    strings.Builder
	runs    []string
	target  string
	content []byte
	busy    bool // an echo waits for content, or the test answers
	begun   bool // it has
	fin     bool
	reset   bool
	gone    bool
}

func newPeer(cfg conn.Config) *peer { return &peer{c: conn.New(cfg)} }

func (p *peer) receive(s string) *peer {
	p.c.Receive([]byte(s))
	return p.settle()
}

func (p *peer) halfClose() *peer {
	p.c.HalfClose()
	return p.settle()
}

// settle does all that is to be done.
func (p *peer) settle() *peer {
	for !p.gone {
		switch p.c.Todo() {
		case conn.Write:
			p.sent.Write(p.c.Output(nil))
		case conn.FinishFIN:
			p.fin = true
			p.c.FINSent()
		case conn.Reset:
			p.reset = true
			p.c.Abort()
		case conn.Run:
			h := p.c.Request()
			p.target, p.content, p.busy = string(h.Target), nil, true
			p.begun = false
			p.runs = append(p.runs, string(h.Method)+" "+p.target)
		case conn.Release:
			p.gone = true
		case conn.Nothing:
			if !p.busy || !p.handle() {
				return p
			}
		}
	}
	return p
}

// handle tells whether the handler made progress.
func (p *peer) handle() bool {
	a := &conn.Answer{Status: 200, Length: 2}
	content := []byte("ok")
	switch p.target {
	case "/wait":
		return false
	case "/echo":
		var buf [7]byte
		n, err := p.c.ReadBody(buf[:])
		p.content = append(p.content, buf[:n]...)
		switch {
		case errors.Is(err, conn.ErrWait):
			return false
		case err == nil:
			return true
		case !errors.Is(err, io.EOF):
			a.Status, p.content = 400, nil
		}
		a.Length, content = int64(len(p.content)), p.content
	case "/stream":
		a.Length = -1
	case "/close":
		a.Close = true
	case "/none":
		a.Status, a.Length, content = 204, -1, nil
	}
	p.busy = false
	if p.c.StartAnswer(a) != nil {
		return true
	}
	p.c.WriteContent(content)
	p.c.EndAnswer()
	return true
}

// brief keeps of each response what these tests are about.
func brief(sent string) string {
	sent = strings.NewReplacer("HTTP/1.1 ", "", "Content-Type: text/plain\r\n", "", "Content-Length: ", "length ",
		"Transfer-Encoding: chunked", "chunked", "Connection: ", "").Replace(sent)
	return strings.ReplaceAll(sent, "\r\n", "|")
}

const host = "Host: a\r\n"

func get(target, fields string) string {
	return "GET " + target + " HTTP/1.1\r\n" + host + fields + "\r\n"
}

func post(target, fields, content string) string {
	return "POST " + target + " HTTP/1.1\r\n" + host + fields + "\r\n" + content
}

const (
	ok      = "200 OK|length 2||ok"
	okClose = "200 OK|length 2|close||ok"
)

var conversations = []struct {
	name string
	in   string
	want string
	open bool // the connection stays open
	fin  bool // the client half-closes at the end
}{
	{"persists", get("/", "") + get("/", ""), ok + ok, true, false},
	{"close is the end", get("/", "Connection: close\r\n") + get("/", ""), okClose, false, false},
	{"close in a list, in another case", get("/", "Connection: a\r\nConnection: b, Close\r\n") + get("/", ""), okClose, false, false},
	{"close beats keep-alive", get("/", "Connection: keep-alive, close\r\n"), okClose, false, false},
	{"garbage behind close", get("/", "Connection: close\r\n") + "Invalid\r\n\r\n", okClose, false, false},
	{"garbage behind a good request", get("/", "") + "Invalid\r\n\r\n", ok + "400 Bad Request|length 21|close||invalid request-line\n", false, false},
	{"1.0", "GET / HTTP/1.0\r\n\r\n", okClose, false, false},
	{"1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200 OK|length 2|keep-alive||ok", true, false},
	{"1.0 stream", "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200 OK|close||ok", false, false},
	{"stream", get("/stream", ""), "200 OK|chunked||2|ok|0||", true, false},
	{"handler says close", get("/close", "") + get("/", ""), okClose, false, false},
	{"HEAD", "HEAD / HTTP/1.1\r\n" + host + "\r\n" + get("/", ""), "200 OK|length 2||" + ok, true, false},
	{"HEAD of a stream", "HEAD /stream HTTP/1.1\r\n" + host + "\r\n", "200 OK||", true, false},
	{"204", get("/none", "") + get("/", ""), "204 No Content||" + ok, true, false},
	{"echo", post("/echo", "Content-Length: 11\r\n", "hello world") + get("/", ""), "200 OK|length 11||hello world" + ok, true, false},
	{
		"chunked echo", post("/echo", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nA;x=y\r\n, chunked!\r\n0\r\nConnection: close\r\n\r\n") + get("/", ""),
		"200 OK|length 15||hello, chunked!" + ok, true, false,
	},
	{"unread body", post("/ignore", "Content-Length: 5\r\n", "hello") + get("/", ""), ok + ok, true, false},
	{"unread body, still to come", post("/ignore", "Content-Length: 500\r\n", "hello"), ok, true, false},
	{"long unread body", post("/ignore", "Content-Length: 999999\r\n", "hello"), okClose, false, false},
	{"unread chunks", post("/ignore", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n") + get("/", ""), okClose, false, false},
	{"two lengths", post("/echo", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + get("/", ""), "200 OK|length 0|close||", false, false},
	{"bad length", post("/echo", "Content-Length: -1\r\n", "") + get("/", ""), "400 Bad Request|length 23|close||invalid Content-Length\n", false, false},
	{"bad host keeps to its own", "GET / HTTP/1.1\r\n\r\n" + get("/", ""), "400 Bad Request|length 16|close||Host is missing\n", false, false},
	{"bad chunk", post("/echo", "Transfer-Encoding: chunked\r\n", "x\r\n"), "400 Bad Request|length 19|close||invalid chunk size\n", false, false},
	{"bad chunk nobody reads", post("/ignore", "Transfer-Encoding: chunked\r\n", "x\r\n"), okClose, false, false},
	{
		"expectation", post("/echo", "Content-Length: 5\r\nExpect: 100-continue\r\n", "hello") + get("/", ""),
		"100 Continue||200 OK|length 5||hello" + ok, true, false,
	},
	{"expectation nobody meets", post("/ignore", "Content-Length: 5\r\nExpect: 100-Continue\r\n", ""), okClose, false, false},
	{"expectation in 1.0", "POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello", "200 OK|length 5|close||hello", false, false},
	{"half-close", get("/", "") + get("/", ""), ok + ok, false, true},
	{"half-close in a head", get("/", "") + "GET / HT", ok, false, true},
	{"half-close in a body", post("/echo", "Content-Length: 5\r\n", "hel"), "400 Bad Request|length 0|close||", false, true},
	{"half-close in an unread body", post("/ignore", "Content-Length: 5\r\n", "hel"), ok, false, true},
	{"half-close behind an unread body", post("/ignore", "Content-Length: 5\r\n", "hello") + get("/", ""), ok + ok, false, true},
	{"half-close at once", "", "", false, true},
	{"CONNECT has no content", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n" + get("/", ""), "200 OK|close||", false, false},
	{"CONNECT to no port", "CONNECT a: HTTP/1.1\r\nHost: a:\r\n\r\n" + get("/", ""), "400 Bad Request|length 21|close||invalid request-line\n", false, false},
	{"empty lines", "\r\n" + get("/", "") + "\r\n\r\n" + get("/", "") + "\r\n", ok + ok, true, false},
	{"a flaw in a HEAD has no content", "HEAD / HTTP/1.1\r\nHost : a\r\n\r\n", "400 Bad Request|length 40|close||", false, false},
}

// TestConversations plays each conversation whole and octet by octet: segments must not matter.
func TestConversations(t *testing.T) {
	for _, tt := range conversations {
		for _, size := range []int{len(tt.in) + 1, 1, 3} {
			t.Run(tt.name+"/"+strconv.Itoa(size), func(t *testing.T) {
				p := newPeer(conn.Config{Policy: model.DefaultPolicy})
				for i := 0; i < len(tt.in); i += size {
					p.receive(tt.in[i:min(i+size, len(tt.in))])
				}
				if tt.fin {
					p.halfClose()
				}
				if got := brief(p.sent.String()); got != tt.want {
					t.Errorf("sent\n%q, want\n%q", got, tt.want)
				}
				if p.fin == tt.open {
					t.Errorf("FIN sent: %t", p.fin)
				}
				if err := p.c.Err(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestPolicies: the same request, and what each choice makes of it.
func TestPolicies(t *testing.T) {
	for _, tt := range []struct {
		policy model.Policy
		in     string
		want   string
	}{
		{0, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", okClose},
		{model.OneExchange, get("/", "") + get("/", ""), okClose},
		{0, "GET / HTTP/1.1\r\n\r\n" + get("/", ""), "400 Bad Request|length 16||Host is missing\n" + ok},
		{0, post("/ignore", "Content-Length: 5\r\nExpect: 100-continue\r\n", "hello") + get("/", ""), ok + ok},
	} {
		if got := brief(newPeer(conn.Config{Policy: tt.policy}).receive(tt.in).sent.String()); got != tt.want {
			t.Errorf("policy %d, %q:\n%q, want\n%q", tt.policy, tt.in, got, tt.want)
		}
	}
}

func TestDate(t *testing.T) {
	p := newPeer(conn.Config{})
	p.c.SetDate([]byte("today"))
	p.receive(get("/", ""))
	if !strings.Contains(p.sent.String(), "\r\nDate: today\r\n") {
		t.Errorf("no Date in %q", p.sent.String())
	}
}

// TestTimers: which timer runs, and what the end of each means.
func TestTimers(t *testing.T) {
	const late = "408 Request Timeout|length 35|close||no complete request came in time\n"
	for _, tt := range []struct {
		name string
		in   string
		kind conn.Timer
		want string
	}{
		{"nothing yet", "", conn.IdleTimer, ""},
		{"empty line", "\r\n", conn.IdleTimer, ""},
		{"between requests", get("/", ""), conn.IdleTimer, ok},
		{"in a head", "GET", conn.HeadTimer, strings.Replace(late, "35", "33", 1)},
		{"in the head of a HEAD", "HEAD / HTTP/1.1\r\n", conn.HeadTimer, "408 Request Timeout|length 33|close||"},
		{"in a body", post("/echo", "Content-Length: 5\r\n", "he"), conn.BodyTimer, strings.Replace(late, "35", "33", 1)},
		{"in a body that is thrown away", post("/ignore", "Content-Length: 5\r\n", "he"), conn.BodyTimer, ok},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPeer(conn.Config{Policy: model.DefaultPolicy}).receive(tt.in)
			if kind, _ := p.c.Timer(); kind != tt.kind {
				t.Fatalf("timer %d, want %d", kind, tt.kind)
			}
			p.c.TimerFires()
			p.settle()
			if got := brief(p.sent.String()); got != tt.want || !p.fin {
				t.Errorf("sent %q, want %q; FIN: %t", got, tt.want, p.fin)
			}
			if kind, _ := p.c.Timer(); kind != conn.LingerTimer || p.gone {
				t.Fatalf("timer %d after FIN, released: %t", kind, p.gone)
			}
			p.c.TimerFires()
			if p.settle(); !p.gone {
				t.Error("not released when the linger timer fires")
			}
		})
	}
}

// TestLingerIsBounded: a client that never stops sending does not keep the connection.
func TestLingerIsBounded(t *testing.T) {
	p := newPeer(conn.Config{Policy: model.DefaultPolicy, Linger: 1000}).receive(get("/", "Connection: close\r\n"))
	for range 10 {
		if p.gone {
			t.Fatal("released too early")
		}
		p.receive(strings.Repeat("x", 100))
	}
	if p.receive("x"); !p.gone {
		t.Error("not released past the bound")
	}
}

// TestReadAheadIsBounded: while a request is answered, the client is made to wait.
func TestReadAheadIsBounded(t *testing.T) {
	c := conn.New(conn.Config{Policy: model.DefaultPolicy, ReadAhead: 100})
	c.Receive([]byte(get("/", "")))
	if c.Todo() != conn.Run {
		t.Fatal("nothing to run")
	}
	c.Request()
	for n := 0; c.WantsInput(); n++ {
		if n == 5 {
			t.Fatal("reads on past the bound")
		}
		c.Receive([]byte(get("/", "")))
		c.Todo()
	}
	if c.State() != model.Responding {
		t.Errorf("state %s", c.State())
	}
}

// TestShutdown: idle connections close at once, busy ones with their response.
func TestShutdown(t *testing.T) {
	p := newPeer(conn.Config{Policy: model.DefaultPolicy})
	p.c.Shutdown()
	if p.settle(); !p.fin {
		t.Error("an idle connection stays open")
	}
	p = newPeer(conn.Config{Policy: model.DefaultPolicy}).receive("GET / HTTP/1.1\r\n")
	p.c.Shutdown()
	if p.receive("Host: a\r\n\r\n"); brief(p.sent.String()) != okClose || !p.fin {
		t.Errorf("a busy connection: %q", p.sent.String())
	}
}

// TestMaxRequests: the response to the last request that is permitted says close, a
// refused one counts, and what is behind it is not looked at.
func TestMaxRequests(t *testing.T) {
	bad := "GET / HTTP/1.1\r\n\r\n"
	refused := "400 Bad Request|length 16||Host is missing\n"
	for in, want := range map[string]string{
		get("/", "") + get("/", ""):                                    ok + ok,
		get("/", "") + get("/", "") + get("/", ""):                     ok + ok + okClose,
		strings.Repeat(get("/", ""), 9):                                ok + ok + okClose,
		bad + bad + get("/", "") + get("/", ""):                        refused + refused + okClose,
		strings.Repeat(post("/echo", "Content-Length: 1\r\n", "x"), 4): strings.Repeat("200 OK|length 1||x", 2) + "200 OK|length 1|close||x",
	} {
		p := newPeer(conn.Config{MaxRequests: 3}).receive(in)
		if got := brief(p.sent.String()); got != want || p.fin != strings.Contains(want, "close") {
			t.Errorf("%q: %q, want %q; FIN: %t", in, got, want, p.fin)
		}
	}
}

// TestFollowed: every step is told, with the state that it starts from.
func TestFollowed(t *testing.T) {
	var steps []string
	newPeer(conn.Config{MaxRequests: 1, Followed: func(from model.State, in model.Input, r *model.Rule) {
		if r.Mark == model.Conforms {
			steps = append(steps, from.String()+" "+in.Event.String())
		}
	}}).receive(get("/none", ""))
	want := "idle Begins, reading Limits, reading HeadEnds, responding AnswerStarts, responding AnswerSaysClose, " +
		"responding AnswerIsBodyless, responding AnswerHeadEnds, responding AnswerEnds, draining Closes"
	if got := strings.Join(steps, ", "); got != want {
		t.Errorf("steps\n%s, want\n%s", got, want)
	}
}

// TestHandlerBreaksItsWord: less content than announced cannot be mended, more is cut.
func TestHandlerBreaksItsWord(t *testing.T) {
	start := func() *conn.Conn {
		c := conn.New(conn.Config{Policy: model.DefaultPolicy})
		c.Receive([]byte(get("/", "")))
		if c.Todo() != conn.Run {
			t.Fatal("nothing to run")
		}
		c.Request()
		if err := c.StartAnswer(&conn.Answer{Status: 200, Length: 5}); err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := start()
	if err := c.EndAnswer(); !errors.Is(err, conn.ErrLength) || c.Todo() != conn.Release {
		t.Errorf("too little: %v", err)
	}
	c = start()
	if n, err := c.WriteContent([]byte("too much")); n != 5 || !errors.Is(err, conn.ErrLength) {
		t.Errorf("too much: %d, %v", n, err)
	}
	if err := c.EndAnswer(); err != nil || c.State() != model.Idle {
		t.Errorf("then: %v, %s", err, c.State())
	}
	if err := c.EndAnswer(); !errors.Is(err, conn.ErrGone) {
		t.Errorf("a second end: %v", err)
	}
}

// TestDefectIsFound: an owner that closes in the middle of an answer to a request with close is told off.
func TestDefectIsFound(t *testing.T) {
	c := conn.New(conn.Config{Policy: model.DefaultPolicy})
	c.Receive([]byte(get("/", "Connection: close\r\n")))
	if c.Todo() != conn.Run {
		t.Fatal("nothing to run")
	}
	c.Request()
	if err := c.StartAnswer(&conn.Answer{Status: 200, Length: 5}); err != nil {
		t.Fatal(err)
	}
	c.FINSent()
	var defect *conn.Defect
	if !errors.As(c.Err(), &defect) || defect.Rule.Cites != "9112/9.6/answer-before-close" || c.Todo() != conn.Release {
		t.Errorf("defect %v", c.Err())
	}
}

// TestInterim: HTTP/1.0 clients get no interim response, and nobody gets one behind the final one.
func TestInterim(t *testing.T) {
	for in, want := range map[string]string{
		"GET / HTTP/1.0\r\n\r\n": "",
		get("/", ""):             "103 Early Hints|Link: </a>||",
	} {
		c := conn.New(conn.Config{Policy: model.DefaultPolicy})
		c.Receive([]byte(in))
		if c.Todo() != conn.Run {
			t.Fatal("nothing to run")
		}
		c.Request()
		fields := []wire.Field{{Name: []byte("Link"), Value: []byte("</a>")}}
		if err := c.Interim(103, fields); err != nil {
			t.Error(err)
		}
		if got := brief(string(c.Output(nil))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if err := c.StartAnswer(&conn.Answer{Status: 200}); err != nil {
			t.Fatal(err)
		}
		if err := c.Interim(103, fields); !errors.Is(err, conn.ErrGone) {
			t.Errorf("behind the final response: %v", err)
		}
	}
}

// TestUpgradeIsListed: a connection-specific field is listed in Connection.
func TestUpgradeIsListed(t *testing.T) {
	c := conn.New(conn.Config{Policy: model.DefaultPolicy})
	c.Receive([]byte(get("/", "")))
	if c.Todo() != conn.Run {
		t.Fatal("nothing to run")
	}
	c.Request()
	fields := []wire.Field{{Name: []byte("Upgrade"), Value: []byte("HTTP/2")}}
	if err := c.StartAnswer(&conn.Answer{Status: 426, Fields: fields}); err != nil {
		t.Fatal(err)
	}
	if out := string(c.Output(nil)); !strings.Contains(out, "Connection: upgrade\r\n") {
		t.Error(out)
	}
}

// TestReadAheadNeverStarves: a handler that waits for a line longer than the bound gets it.
func TestReadAheadNeverStarves(t *testing.T) {
	p := newPeer(conn.Config{Policy: model.DefaultPolicy, ReadAhead: 10})
	p.receive(post("/echo", "Transfer-Encoding: chunked\r\n", "0\r\nA-Trailer-Field: with a long value"))
	if !p.c.WantsInput() {
		t.Fatal("does not read the rest of the trailer section")
	}
	if p.receive("\r\n\r\n"); brief(p.sent.String()) != "200 OK|length 0||" {
		t.Errorf("sent %q", p.sent.String())
	}
}
