package native_test

import (
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// conversations are what a client sends before its FIN, and what it gets until the server's.
var conversations = []struct{ name, in, want string }{
	{"keep-alive and half-close", get("/") + get("/"), ok + ok},
	{"half-close at once", "", ""},
	{"half-close in a head", get("/") + "GET / HT", ok},
	{"close and more", "GET / HTTP/1.1\r\n" + last + get("/"), okClose},
	{"close and garbage", "GET / HTTP/1.1\r\n" + last + "Invalid\r\n\r\n", okClose},
	{"garbage", "Invalid\r\n\r\n", "400 Bad Request|length 21|close||invalid request-line\n"},
	{"garbage behind a request", get("/") + "Invalid\r\n\r\n", ok + "400 Bad Request|length 21|close||invalid request-line\n"},
	{"1.0", "GET / HTTP/1.0\r\n\r\n", okClose},
	{"1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n", "200 OK|length 2|keep-alive||ok" + okClose},
	{"the handler closes", get("/close") + get("/"), okClose},
	{"HEAD", "HEAD / HTTP/1.1\r\n" + host + "\r\n" + get("/"), "200 OK|length 2||" + ok},
	{"204", get("/none") + get("/"), "204 No Content||" + ok},
	{"304", get("/unchanged") + get("/"), "304 Not Modified||" + ok},
	{"103", get("/hints"), "103 Early Hints|Link: </a>||" + ok},
	{"stream", get("/stream") + get("/"), "200 OK|chunked|Trailer: Sum||3|one|3|two|0|Sum: 6||" + ok},
	{"1.0 stream", "GET /stream HTTP/1.0\r\n\r\n", "200 OK|close||onetwo"},
	{"echo", post("/echo", "Content-Length: 5\r\n", "hello") + get("/"), "200 OK|length 5||hello" + ok},
	{
		"chunks and a trailer", post("/echo", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nSum: 5\r\n\r\n") + get("/"),
		"200 OK|length 12||hello Sum 5." + ok,
	},
	{"bad chunk", post("/echo", "Transfer-Encoding: chunked\r\n", "x\r\n"), "400 Bad Request|length 19|close||invalid chunk size\n"},
	{"unread body", post("/", "Content-Length: 5\r\n", "hello") + get("/"), ok + ok},
	{"long unread body", post("/", "Content-Length: 1000000\r\n", strings.Repeat("x", 1000000)), okClose},
	{"half-close in a body", post("/echo", "Content-Length: 9\r\n", "hello"), "400 Bad Request|length 14|close||unexpected EOF"},
	{"expectation", post("/echo", "Content-Length: 5\r\nExpect: 100-continue\r\n", "hello") + get("/"), "100 Continue||200 OK|length 5||hello" + ok},
	{"expectation nobody meets", post("/", "Content-Length: 5\r\nExpect: 100-continue\r\n", ""), okClose},
	{"no response", get("/silent") + get("/"), "500 Internal Server Error|length 0|close||"},
	{"Fail", get("/fail") + get("/"), "500 Internal Server Error|length 0|close||"},
	{"panic", get("/panic") + get("/"), "500 Internal Server Error|length 0|close||"},
}

// TestConversations: raw octets, up to the server's FIN, and no reset.
func TestConversations(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		addr := m.start(t, &native.Server{Handler: standard})
		for _, tt := range conversations {
			c := dial(t, addr)
			go func() {
				io.WriteString(c, tt.in)
				c.CloseWrite()
			}()
			out, err := io.ReadAll(c)
			if got := brief(string(out)); err != nil || got != tt.want {
				t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
			}
			c.Close()
		}
	})
}

// TestBrokenResponses: what a client gets of a response that breaks off ends before its
// length does. Nothing is sent of one that breaks off before it was on its way.
func TestBrokenResponses(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		addr := m.start(t, &native.Server{Handler: standard})
		for target, want := range map[string]string{
			"/missing": "", "/late-panic": "200 OK|length 9||begun", "/abort": "",
		} {
			c := dial(t, addr)
			io.WriteString(c, get(target))
			out, _ := io.ReadAll(c) // up to FIN or a reset
			if got := brief(string(out)); got != want {
				t.Errorf("%s: %q, want %q", target, got, want)
			}
		}
	})
}

// TestPanicsAreLogged, apart from ErrAbort, and cost one connection.
func TestPanicsAreLogged(t *testing.T) {
	everyFront(t, "tcp", func(t *testing.T, m mode) {
		var log record
		handled := make(chan struct{}, 9) // Changed must not wait
		s := &native.Server{Handler: standard, Log: slog.New(slog.NewTextHandler(&log, nil))}
		s.Changed = func(c native.Change) {
			if c.To.String() == "closed" {
				handled <- struct{}{}
			}
		}
		addr := m.start(t, s)
		other := dial(t, addr)
		for _, target := range []string{"/abort", "/panic"} {
			c := dial(t, addr)
			io.WriteString(c, get(target))
			io.ReadAll(c)
			c.Close()
			await(t, handled, "the end of a connection")
			if said := strings.Contains(log.String(), "of the handler"); said != (target == "/panic") {
				t.Errorf("%s: the log says %q", target, log.String())
			}
		}
		go func() {
			io.WriteString(other, "GET / HTTP/1.1\r\n"+last)
		}()
		if out, err := io.ReadAll(other); err != nil || brief(string(out)) != okClose {
			t.Errorf("another connection: %q, %v", out, err)
		}
		other.Close()
		await(t, handled, "the end of a connection")
	})
}

// TestOrderOfCalls: what a handler does out of order is an error, and nothing on the wire.
func TestOrderOfCalls(t *testing.T) {
	everyFront(t, "tcp", func(t *testing.T, m mode) {
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			check := func(what string, err error, want bool) {
				if (err != nil) != want {
					t.Errorf("%s: %v", what, err)
				}
			}
			_, err := io.WriteString(x, "before the head")
			check("Write before Start", err, true)
			check("End before Start", x.End(), true)
			check("Start", x.Start(&conn.Answer{Status: 200, Length: 2}), false)
			check("Start again", x.Start(&conn.Answer{Status: 200, Length: 2}), true)
			check("Answer behind Start", x.Answer(200, nil, nil), true)
			check("Interim behind Start", x.Interim(103, nil), true)
			n, err := io.WriteString(x, "okay")
			check("Write past the length", err, true)
			if n != 2 {
				t.Errorf("Write past the length took %d octets", n)
			}
			check("End", x.End(), false)
			check("End again", x.End(), true)
			_, err = io.WriteString(x, "more")
			check("Write behind End", err, true)
			_, err = x.Read(make([]byte, 1))
			check("Read behind End", err, true)
			check("Flush behind End", x.Flush(), true)
			check("Answer behind End", x.Answer(200, nil, nil), true)
		})})
		c := dial(t, addr)
		io.WriteString(c, get("/")+get("/"))
		c.CloseWrite()
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != ok+ok {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// TestGoexit of a handler costs one connection, as a panic does.
func TestGoexit(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		if m.inline && m.front == native.EventLoop {
			t.Skip("ends the program, and says why")
		}
		mustEnd(t, patience)
		s := &native.Server{Handler: routes{
			"/exit": func(*native.Exchange) { runtime.Goexit() },
			"/late": func(x *native.Exchange) {
				x.Start(&conn.Answer{Status: 200, Length: 9})
				runtime.Goexit()
			},
		}}
		addr := m.start(t, s)
		for range 3 {
			if got := brief(talk(t, addr, get("/exit"))); got != "500 Internal Server Error|length 0|close||" {
				t.Errorf("%q", got)
			}
			if got := brief(talk(t, addr, get("/late"))); got != "" {
				t.Errorf("%q", got)
			}
			if got := brief(talk(t, addr, "GET / HTTP/1.1\r\n"+last)); got != okClose {
				t.Errorf("another connection: %q", got)
			}
		}
	})
}
