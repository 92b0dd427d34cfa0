package faults_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

// fin is a step of a conversation: the client half-closes.
type fin struct{}

// converse has a conversation with the innocent of that name, or with the server as it
// is for "". A step is what the client sends, how long it waits, or its FIN. What comes
// is written with ~20ms~ where time passed, · for a millisecond, FIN or RST, and undated
// where no response has a Date.
func converse(t *testing.T, innocent string, steps ...any) (heard string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		s := &server.Server{Handler: capable.Handler(), ErrorLog: slog.New(slog.DiscardHandler)}
		if i, ok := faults.LookupInnocent(innocent); ok {
			i.Apply(s)
		} else if innocent != "" {
			t.Fatalf("there is no innocent %q", innocent)
		}
		go s.Serve(l)
		c, err := l.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ear := &listener{last: time.Now()}
		go ear.listen(c)
		for _, step := range steps {
			switch step := step.(type) {
			case string:
				if _, err := io.WriteString(c, step); err != nil {
					ear.hear(" RST")
				}
			case time.Duration:
				time.Sleep(step)
			case fin:
				c.CloseWrite()
			}
			synctest.Wait()
		}
		time.Sleep(20 * time.Second)
		ear.mu.Lock()
		raw := strings.ReplaceAll(ear.heard.String(), "~1ms~", "·")
		if heard = brief(raw); strings.Contains(raw, "HTTP/1.") && !dated.MatchString(raw) {
			heard += " undated"
		}
		ear.mu.Unlock()
		c.Close()
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return heard
}

var dated = regexp.MustCompile(`(?i)\ndate:`)

// listener writes down what comes, and when.
type listener struct {
	mu    sync.Mutex
	heard strings.Builder
	last  time.Time
}

func (l *listener) listen(c net.Conn) {
	buf := make([]byte, 64<<10)
	for {
		n, err := c.Read(buf)
		l.hear(string(buf[:n]))
		switch err {
		case nil:
			continue
		case io.EOF:
			l.hear(" FIN")
		}
		return // or the test has closed it
	}
}

func (l *listener) hear(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if d := time.Since(l.last); d >= time.Millisecond && what != "" {
		fmt.Fprintf(&l.heard, "~%v~", d.Round(time.Millisecond))
		l.last = time.Now()
	}
	l.heard.WriteString(what)
}

const (
	closing  = "Connection: close\r\n"
	in10     = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
	postHead = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
	chunked  = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
	waiting  = postHead + "Expect: 100-continue\r\n\r\n"
)

// oddities shows what is odd about each: what the client hears must differ from what
// the server says otherwise.
var oddities = []struct {
	innocent string
	steps    []any
	want     string
}{
	{"one-exchange", []any{get("/", "")}, "200 OK|length 3|close||ok\n FIN"},
	{"bun-http10-keepalive-refused", []any{in10}, "200 OK|length 3|close||ok\n FIN"},
	{"httpsys-http10-close", []any{in10}, "200 OK|length 3||ok\n FIN"},
	{"third-request-is-the-last", []any{get("/", ""), get("/", ""), get("/", ""), get("/", "")}, "200 OK|length 3||ok\n200 OK|length 3||ok\n200 OK|length 3|close||ok\n FIN"},
	{"close-behind-errors", []any{get("/nowhere", "")}, "404 Not Found|X-Content-Type-Options: nosniff|length 19|close||no such capability\n FIN"},
	{"close-behind-content", []any{postHead + "\r\nhello"}, "200 OK|length 5|close||hello FIN"},
	{"pipelining-refused", []any{get("/", "") + get("/", "")}, "200 OK|length 3|close||ok\n FIN"},
	{"keep-alive-in-every-response", []any{get("/", "")}, "200 OK|length 3|Keep-Alive|Keep-Alive: timeout=5, max=100||ok\n"},
	{"fin-five-seconds-late", []any{get("/", closing)}, "200 OK|length 3|close||ok\n~5s~ FIN"},
	{"nginx-pipeline-flag-sticky", []any{get("/", "") + get("/", closing), 7 * time.Second, "x", "x"}, "200 OK|length 3||ok\n200 OK|length 3|close||ok\n FIN"},
	{"linger-two-minutes", []any{get("/", closing), 60 * time.Second, "x", "x"}, "200 OK|length 3|close||ok\n FIN"},
	{"capnproto-drain-after-headers", []any{get("/stream", "")}, "200 OK|Transfer-Encoding: chunked||4|one\n|~30ms~4|two\n|~30ms~6|three\n|~30ms~0|| FIN"},
	{"close-in-a-list", []any{get("/", closing)}, "200 OK|length 3|, x-hop,close ,||ok\n FIN"},
	{"close-in-odd-case", []any{get("/", closing)}, "200 OK|length 3|CONNECTION:cLoSe||ok\n FIN"},
	{"close-on-the-second-line", []any{get("/", closing)}, "200 OK|length 3|x-hop|X-Hop: 1|close||ok\n FIN"},
	{"half-close-noticed-late", []any{get("/", ""), fin{}}, "200 OK|length 3||ok\n~500ms~ FIN"},
	{"idle-closed-soon", []any{get("/", "")}, "200 OK|length 3||ok\n~350ms~ FIN"},
	{"idle-408", []any{get("/", "")}, "200 OK|length 3||ok\n~200ms~408 Request Timeout|length 33|close||no complete request came in time\n FIN"},
	{"clickhouse-408-idle-discussion", []any{get("/", "")}, "200 OK|length 3||ok\n~200ms~408 Request Timeout|length 33|close||no complete request came in time\n FIN"},
	{"unused-400", []any{fin{}}, "400 Bad Request|length 33|close||no complete request came in time\n FIN"},
	{"half-sent-408", []any{"GET / HTTP/1.1\r\n"}, "~80ms~408 Request Timeout|length 33|close||no complete request came in time\n FIN"},
	{"half-sent-closed", []any{"GET / HTTP/1.1\r\n"}, "~80ms~ FIN"},
	{"cut-short-400", []any{"GET / HTTP/1.1\r\n", fin{}}, "400 Bad Request|length 33|close||no complete request came in time\n FIN"},
	{"golang-expect-zero-length", []any{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n"}, "200 OK|length 0||"},
	{"content-came-no-100", []any{waiting + "hello"}, "200 OK|length 5||hello"},
	{"expectation-refused", []any{waiting}, "417 Expectation Failed|X-Content-Type-Options: nosniff|length 19|close||Expectation Failed\n FIN"},
	{"other-expectation-refused", []any{get("/", "Expect: 200-ok\r\n")}, "417 Expectation Failed|X-Content-Type-Options: nosniff|length 19|close||Expectation Failed\n FIN"},
	{"several-100s", []any{get("/", "")}, "100 Continue||100 Continue||200 OK|length 3||ok\n"},
	{"interim-102-and-103", []any{get("/", "")}, "102 Processing||103 Early Hints|Link: </style.css>; rel=preload; as=style||200 OK|length 3||ok\n"},
	{"vertx-h2c-persistent", []any{get("/", "Connection: Upgrade\r\nUpgrade: h2c\r\n")}, "101 Switching Protocols|Upgrade: h2c|Upgrade|| FIN"},
	{"chunks-411", []any{chunked}, "411 Length Required|X-Content-Type-Options: nosniff|length 16|close||Length Required\n FIN"},
	{"bare-post-411", []any{"POST / HTTP/1.1\r\nHost: a\r\n\r\n"}, "411 Length Required|X-Content-Type-Options: nosniff|length 16|close||Length Required\n FIN"},
	{"content-413", []any{postHead + "\r\n"}, "413 Content Too Large|X-Content-Type-Options: nosniff|length 25|close||Request Entity Too Large\n FIN"},
	{"content-403-at-once", []any{postHead + "\r\n"}, "403 Forbidden|X-Content-Type-Options: nosniff|length 10|close||Forbidden\n FIN"},
	{"unknown-methods-501", []any{"BREW / HTTP/1.1\r\nHost: a\r\n\r\n"}, "501 Not Implemented|X-Content-Type-Options: nosniff|length 16|close||Not Implemented\n FIN"},
	{"codings-501", []any{get("/", "Transfer-Encoding: gzip\r\n")}, "501 Not Implemented|length 41|close||chunked is not the final transfer coding\n FIN"},
	{"400-for-all-that-is-odd", []any{"GET / HTTP/2.0\r\nHost: a\r\n\r\n"}, "400 Bad Request|length 28|close||major version not supported\n FIN"},
	{"https-targets-421", []any{get("https://a/", "")}, "421 Misdirected Request|X-Content-Type-Options: nosniff|length 20|close||Misdirected Request\n FIN"},
	{"upgrade-required", []any{postHead + "\r\nhello"}, "426 Upgrade Required|Upgrade: h2c|X-Content-Type-Options: nosniff|length 16|upgrade||ask over HTTP/2\n"},
	{"one-empty-line", []any{"\r\n\r\n" + get("/", "")}, "400 Bad Request|length 21|close||invalid request-line\n FIN"},
	{"small-limits", []any{get("/", strings.Repeat("X: y\r\n", 30))}, "431 Request Header Fields Too Large|length 21|close||too many field lines\n FIN"},
	{"bare-lf-accepted", []any{"GET / HTTP/1.1\nHost: a\n\n"}, "200 OK|length 3||ok\n"},
	{"bare-lf-refused-silently", []any{"GET / HTTP/1.1\nHost: a\n\n"}, " FIN"},
	{"obs-fold-read", []any{get("/", "X: a\r\n b\r\n")}, "200 OK|length 3||ok\n"},
	{"space-led-lines-dropped", []any{"GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n"}, "200 OK|length 3||ok\n"},
	{"bare-cr-as-space", []any{get("/", "X: a\rb\r\n")}, "200 OK|length 3||ok\n"},
	{"equal-lengths-read", []any{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello"}, "200 OK|length 5||hello"},
	{"both-lengths-400", []any{postHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}, "400 Bad Request|length 23|close||invalid Content-Length\n FIN"},
	{"coding-in-http10-400", []any{"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}, "400 Bad Request|length 23|close||invalid Content-Length\n FIN"},
	{"503-every-third-time", []any{get("/", ""), get("/", ""), get("/", "")}, "200 OK|length 3||ok\n200 OK|length 3||ok\n503 Service Unavailable|X-Content-Type-Options: nosniff|length 20|close||Service Unavailable\n FIN"},
	{"redirect-of-content", []any{postHead + "\r\nhello"}, "307 Temporary Redirect|Location: /elsewhere|length 0||"},
	{"early-final-kept", []any{waiting, "hello"}, "401 Unauthorized|Www-Authenticate: Basic|X-Content-Type-Options: nosniff|length 13||who are you?\n"},
	{"statuses-nobody-knows", []any{get("/no-content", "")}, "199 ||299 |length 0||"},
	{"http10-only", []any{get("/", "")}, "HTTP/1.0 200 OK|length 3||ok\n FIN"},
	{"reason-phrase-empty", []any{get("/", "")}, "200 |length 3||ok\n"},
	{"reason-phrase-odd", []any{get("/", "")}, "200 O\tK \xe9 500 close|length 3||ok\n"},
	{"length-with-zeros", []any{get("/", "")}, "200 OK|length 00000000000000000000003||ok\n"},
	{"fields-in-lower-case", []any{get("/", closing)}, "200 OK|content-type:text/plain|date:Sat, 01 Jan 2000 00:00:00 GMT|content-length:3|connection:close||ok\n FIN"},
	{"fields-with-space", []any{get("/", closing)}, "200 OK|length \t  3 \t|\t  close \t||ok\n FIN"},
	{"coding-in-odd-case", []any{get("/stream", "")}, "200 OK|Transfer-Encoding: , ChunKed||4|one\n|4|two\n|6|three\n|0||"},
	{"extra-fields", []any{get("/", "")}, "200 OK|Accept-Ranges: none|Alt-Svc: h3=\":443\"; ma=86400|Retry-After: 0|Server: innocent/1.0 (close)|Set-Cookie: connection=close; Max-Age=0|Set-Cookie: connection=close; Max-Age=0|Set-Cookie: connection=close; Max-Age=0|Strict-Transport-Security: max-age=0|Vary: *|Via: 1.0 hop, 1.1 hop|X-length 5|X-Empty: |X-Transfer-Encoding: chunked|length 3||ok\n"},
	{"undated", []any{get("/", "")}, "200 OK|length 3||ok\n undated"},
	{"chunked-everywhere", []any{get("/", "")}, "200 OK|Transfer-Encoding: chunked||3|ok\n|0||"},
	{"close-delimited-everywhere", []any{get("/", "")}, "200 OK|close||ok\n FIN"},
	{"close-delimited-errors", []any{get("/nowhere", "")}, "404 Not Found|X-Content-Type-Options: nosniff|close||no such capability\n FIN"},
	{"chunks-spelled-oddly", []any{get("/", "")}, "200 OK|Transfer-Encoding: chunked||0003;a ; b=c;d=\"0;\\\"5\"|ok\n|0||"},
	{"octets-in-chunks", []any{get("/", "")}, "200 OK|Transfer-Encoding: chunked||1|o|1|k|1|\n|0||"},
	{"trailers", []any{get("/", "")}, "200 OK|Transfer-Encoding: chunked||3|ok\n|0|X-close||"},
	{"head-without-length", []any{"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"}, "200 OK||"},
	{"head-with-coding", []any{"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"}, "200 OK|Transfer-Encoding: chunked||"},
	{"304-with-length", []any{get("/not-modified", "")}, "304 Not Modified|length 1000||"},
	{"octet-by-octet", []any{get("/no-content", "")}, "H·T·T·P·/·1·.·1· ·2·0·4· ·N·o· ·C·o·n·t·e·n·t·\r·\n·D·a·t·e·:· ·S·a·t·,· ·0·1· ·J·a·n· ·2·0·0·0· ·0·0·:·0·0·:·0·0· ·G·M·T·\r·\n·\r·\n"},
	{"head-and-content-apart", []any{get("/", "")}, "200 OK|length 3||~20ms~ok\n"},
	{"slow-in-everything", []any{get("/", "")}, "~900ms~200 OK|length 3||ok\n"},
	{"parallel-in-order", []any{get("/slow?ms=300", "") + get("/slow?ms=500", "")}, "~300ms~200 OK|length 5||slow\n~200ms~200 OK|length 5||slow\n"},
}

// TestInnocentsAreOdd: each of them says something that the server does not say otherwise.
func TestInnocentsAreOdd(t *testing.T) {
	shown := map[string]bool{}
	for _, o := range oddities {
		shown[o.innocent] = true
		t.Run(o.innocent, func(t *testing.T) {
			got := converse(t, o.innocent, o.steps...)
			if got != o.want {
				t.Errorf("heard\n%q, want\n%q", got, o.want)
			}
			if got == converse(t, "", o.steps...) && !ordinary[o.innocent] {
				t.Error("nothing about it is odd")
			}
		})
	}
	for _, i := range faults.Innocents() {
		if !shown[i.Name] {
			t.Errorf("%s is not shown", i.Name)
		}
	}
}

// ordinary are innocents that the server is one of anyway.
var ordinary = map[string]bool{"golang-expect-zero-length": true}
