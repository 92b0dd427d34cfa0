package faults_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/faults"
)

// talk sends, half-closes if asked to, and reads to the end. A reset is written as RST.
func talk(t *testing.T, addr net.Addr, in string, halfClose bool) string {
	t.Helper()
	c, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, in); err != nil {
		t.Fatal(err)
	}
	if halfClose {
		c.(*net.TCPConn).CloseWrite()
	}
	out, err := io.ReadAll(c)
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		out = append(out, " RST"...)
	case err != nil:
		t.Fatalf("after %q: %v", out, err)
	}
	return brief(string(out))
}

// brief leaves out what differs from run to run or says nothing here.
func brief(sent string) string {
	var kept []string
	for line := range strings.SplitSeq(sent, "\r\n") {
		if !strings.HasPrefix(line, "Date: ") && !strings.HasPrefix(line, "Content-Type: ") {
			kept = append(kept, strings.NewReplacer("HTTP/1.1 ", "", "Content-Length: ", "length ", "Connection: ", "").Replace(line))
		}
	}
	return strings.Join(kept, "|")
}

func get(target, fields string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"
}

const (
	ok       = "200 OK|length 3||ok\n"
	okClose  = "200 OK|length 3|close||ok\n"
	slow     = "200 OK|length 5|close||slow\n"
	badFrame = "400 Bad Request|length 23|close||invalid Content-Length\n"
)

// conversations shows faults in the words of their reports: the wrong octets and the right ones.
var conversations = []struct {
	fault        string
	in           string
	halfClose    bool
	wrong, right string
}{
	{"mongoose-answers-after-close", get("/", "Connection: close\r\n") + get("/", ""), false, okClose + okClose, okClose},
	{"mongoose-close-then-invalid", get("/", "Connection: close\r\n") + "Invalid\r\n\r\n", false, "", okClose},
	{"mongoose-drain-before-async", get("/slow?ms=500", "Connection: close\r\n"), false, "", slow},
	{"mongoose-file-then-drop", get("/", "") + get("/", ""), true, ok, ok + ok},
	{"hyper-http10-kept-alive", "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n", true, ok + ok, okClose},
	{"nhttp-silent-close", get("/", "Connection: Keep-Alive\r\n") + get("/", ""), true, ok, ok + ok},
	{"grizzly-close-header-ignored", get("/close", "") + get("/", ""), true, "200 OK|length 6|close||close\n" + ok, "200 OK|length 6|close||close\n"},
	{"kestrel-rst-close-unread", "POST /ignore HTTP/1.0\r\nContent-Length: 1000000\r\n\r\n", false, okClose + " RST", okClose},
	{"raven-connection-list-ignored", get("/", "Connection: upgrade, close\r\n") + get("/", ""), true, ok + ok, okClose},
	{"uvicorn-connection-case", get("/", "Connection: Close\r\n") + get("/", ""), true, ok + ok, okClose},
	{"ureq-proto-repeated-connection-lines", get("/", "Connection: x\r\nConnection: Close\r\n") + get("/", ""), true, ok + ok, okClose},
	{"calibre-close-vs-keepalive-precedence", get("/", "Connection: close, keep-alive\r\n") + get("/", ""), true, ok + ok, okClose},
	{
		"webserv-expect-ignored", "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", true,
		"200 OK|length 5||hello", "100 Continue||200 OK|length 5||hello",
	},
	{
		"mongrel2-100-to-http10", "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", false,
		"100 Continue||200 OK|length 5|close||hello", "200 OK|length 5|close||hello",
	},
	{"hyper-unread-body", "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 27\r\n\r\n" + get("/", ""), true, ok + ok, ok},
	{
		"bandit-double-drain", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get("/", ""), true,
		"200 OK|length 5||hello400 Bad Request|length 21|close||invalid request-line\n", "200 OK|length 5||hello" + ok,
	},
	{
		"restbed-body-from-previous",
		"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\naaaaPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbbbb", true,
		"200 OK|length 4||aaaa200 OK|length 8||aaaabbbb", "200 OK|length 4||aaaa200 OK|length 4||bbbb",
	},
	{
		"continuum-refusal-keeps-open", get("/", "Content-Length: -5\r\n") + get("/", ""), true,
		strings.Replace(badFrame, "|close", "", 1) + ok, badFrame,
	},
	{
		"aspnetcore-clte-keepalive",
		"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/", ""), true,
		"200 OK|length 0||" + ok, "200 OK|length 0|close||",
	},
	{"wsgidav-head-body", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/", ""), true, ok + ok, "200 OK|length 3||" + ok},
	{"amphp-204-chunked", get("/no-content", "") + get("/", ""), true, "204 No Content|Transfer-Encoding: chunked||0||" + ok, "204 No Content||" + ok},
	{
		"vibed-http10-chunked", "GET /stream HTTP/1.0\r\n\r\n", false,
		"200 OK|Transfer-Encoding: chunked|close||4|one\n|4|two\n|6|three\n|0||", "200 OK|close||one\ntwo\nthree\n",
	},
	{"vanilla-halfclose-drop", get("/slow?ms=500", ""), true, "", strings.Replace(slow, "|close", "", 1)},
	{
		"czhttpd-400-then-404", "GET / HTTP/1.1\r\n\r\n", true,
		"400 Bad Request|length 16|close||Host is missing\n" + okClose, "400 Bad Request|length 16|close||Host is missing\n",
	},
}

// TestConversations has each conversation with the faulty server and with a good one.
func TestConversations(t *testing.T) {
	for _, tt := range conversations {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			fault, found := faults.Lookup(tt.fault)
			if !found {
				t.Fatal("not in the bank")
			}
			if got := talk(t, start(t, fault), tt.in, tt.halfClose); got != tt.wrong {
				t.Errorf("with the fault: %q, want %q", got, tt.wrong)
			}
			if got := talk(t, start(t, faults.Fault{}), tt.in, tt.halfClose); got != tt.right {
				t.Errorf("without: %q, want %q", got, tt.right)
			}
		})
	}
}

// TestBank: names are unique, and what a fault refers to is there.
func TestBank(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range faults.All() {
		if seen[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		seen[f.Name] = true
		if f.Summary == "" || f.Mechanism == "" || !strings.HasPrefix(f.URL, "https://") || len(f.Breaks) == 0 {
			t.Errorf("%s is incomplete", f.Name)
		}
		for _, address := range f.Breaks {
			if _, known := faults.Profile().Lookup(address); !known {
				t.Errorf("%s breaks %s, which is no requirement", f.Name, address)
			}
		}
		if _, known := faults.Lookup(f.Opposite); !known && f.Opposite != "" {
			t.Errorf("%s has the opposite %s, which is not in the bank", f.Name, f.Opposite)
		}
	}
	if _, known := faults.Lookup("no-such-fault"); known {
		t.Error("an unknown fault is found")
	}
}
