package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/wire"
)

// facts writes what is set in a Semantics as words.
func facts(s wire.Semantics) string {
	var words []string
	add := func(set bool, word string) {
		if set {
			words = append(words, word)
		}
	}
	add(s.SaysClose, "close")
	add(s.SaysKeepAlive, "keep-alive")
	add(s.Upgrade, "upgrade")
	add(s.Framing == wire.BodyLength, fmt.Sprintf("length=%d", s.Length))
	add(s.Framing == wire.BodyChunked, "chunked")
	add(s.HasBothLengths, "both")
	add(s.CodingIn10, "coding-in-1.0")
	add(s.ExpectsContinue, "continue")
	add(s.UnknownExpectation, "expectation")
	add(s.Flaw != wire.NoFlaw, s.Flaw.String())
	return strings.Join(words, " ")
}

func TestSemantics(t *testing.T) {
	for _, c := range []struct{ fields, want string }{
		{"", ""}, // RFC 9112, section 6.3, item 7
		// RFC 9110, section 7.6.1
		{"Connection: close", "close"},
		{"connection: foo,\tCLOSE ,", "close"},
		{"Connection: keep-alive\r\nCONNECTION: close", "close keep-alive"},
		{"Connection: closed, \"close\", close=1, clos", ""},
		{"Connection: ,,Keep-Alive", "keep-alive"},
		{"Proxy-Connection: close", ""},
		// RFC 9110, section 7.8
		{"Connection: Upgrade\r\nUpgrade: websocket", "upgrade"},
		{"Upgrade: websocket", ""},
		{"Connection: upgrade", ""},
		{"Connection: upgrade\r\nUpgrade:", ""},
		// RFC 9110, section 8.6; RFC 9112, section 6.3, item 5
		{"Content-Length: 0", "length=0"},
		{"content-length:005", "length=5"},
		{"Content-Length: 9223372036854775807", "length=9223372036854775807"},
		{"Content-Length: 9223372036854775808", "length=0 bad-length"},
		{"Content-Length: 18446744073709551621", "length=0 bad-length"},
		{"Content-Length: +5", "length=0 bad-length"},
		{"Content-Length: -5", "length=0 bad-length"},
		{"Content-Length: 0x5", "length=0 bad-length"},
		{"Content-Length: 5 5", "length=0 bad-length"},
		{"Content-Length: 5, 5", "length=0 bad-length"},
		{"Content-Length:", "length=0 bad-length"},
		{"Content-Length: 5\r\nContent-Length: 5", "length=5 bad-length"},
		{"Content-Length: x\r\nContent-Length: 5", "length=5 bad-length"},
		// RFC 9112, sections 6.1, 6.3 item 4, and 7.1
		{"Transfer-Encoding: chunked", "chunked"},
		{"TRANSFER-ENCODING: , Chunked ,", "chunked"},
		{"Transfer-Encoding: gzip, chunked", "chunked unknown-coding"},
		{"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "chunked unknown-coding"},
		{"Transfer-Encoding: a;b=c, chunked", "chunked unknown-coding"},
		{"Transfer-Encoding: identity, chunked", "chunked unknown-coding"},
		{"Transfer-Encoding: gzip", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked, gzip", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked, chunked", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked, gzip, chunked", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "chunked coding-not-final"},
		{"Transfer-Encoding:", "chunked coding-not-final"},
		{"Transfer-Encoding: xchunked", "chunked coding-not-final"},
		{"Transfer-Encoding: chunked;q=1", "chunked coding-parameters"},
		{"Transfer-Encoding: chunked ;", "chunked coding-parameters"},
		{"Transfer-Encoding: chun ked", "chunked bad-coding"},
		{"Transfer-Encoding: a b, chunked", "chunked bad-coding"},
		{"Transfer-Encoding: ;, chunked", "chunked bad-coding"},
		{"Transfer-Encoding: a;b=\"x, chunked", "chunked bad-coding"},
		{"Transfer-Encoding: chunked\r\nContent-Length: 5", "chunked both"},
		{"Content-Length: 5\r\nTransfer-Encoding: chunked", "chunked both"},
		{"Content-Length: x\r\nTransfer-Encoding: chunked", "chunked both bad-length"},
		{"Content-Length: x\r\nTransfer-Encoding: gzip", "chunked both coding-not-final"},
		// RFC 9110, section 10.1.1
		{"Expect: 100-Continue", "continue"},
		{"Expect: foo, 100-continue", "continue expectation"},
		{"Expect: 200-ok", "expectation"},
		{"Expect: 100-continue;a=b", "expectation"},
		{"Expect:", ""},
	} {
		_, flaw, h := parse(t, wire.Options{}, "POST / HTTP/1.1\r\nHost: a\r\n"+strings.TrimPrefix(c.fields+"\r\n\r\n", "\r\n"))
		if got := facts(h.Semantics); got != c.want || flaw != h.Flaw {
			t.Errorf("%q: got %q (%v), want %q", c.fields, got, flaw, c.want)
		}
	}
}

func TestSemanticsIn10(t *testing.T) {
	for _, c := range []struct{ fields, want string }{
		{"", ""}, // no Host is needed
		{"Connection: keep-alive\r\n", "keep-alive"},
		{"Transfer-Encoding: chunked\r\n", "chunked coding-in-1.0"},                                                    // RFC 9112, section 6.1
		{"Expect: 100-continue, x\r\n", ""},                                                                            // RFC 9110, section 10.1.1
		{"Connection: upgrade\r\nUpgrade: a\r\n", ""},                                                                  // RFC 9110, section 7.8
		{"Host: a\r\nHost: a\r\n", "many-hosts"},                                                                       // RFC 9112, section 3.2
		{"Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: gzip\r\n", "chunked both coding-in-1.0 coding-not-final"}, // section 6.3
	} {
		_, _, h := parse(t, wire.Options{}, "POST / HTTP/1.0\r\n"+c.fields+"\r\n")
		if got := facts(h.Semantics); got != c.want {
			t.Errorf("%q: got %q, want %q", c.fields, got, c.want)
		}
	}
}

// TestHost: RFC 9112, section 3.2, and RFC 3986, section 3.2.2.
func TestHost(t *testing.T) {
	for host, valid := range map[string]bool{
		"": true, "a": true, "a:": true, "a:80": true, ":80": true, "a.b-c_d~!$&'()*+,;=": true, "%41": true,
		"127.0.0.1:8080": true, "999.1": true,
		"[::]": true, "[::1]:80": true, "[1:2:3:4:5:6:7:8]": true, "[1::8]": true, "[1:2:3:4:5:6:7::]": true,
		"[::ffff:1.2.3.4]": true, "[1:2:3:4:5:6:1.2.3.4]": true, "[v1.a:b]": true, "[fe80::ABCD]:": true,
		"a b": false, "a:b": false, "a:80:80": false, "a/": false, "a@b": false, "a?": false, "%4": false, "%zz": false,
		"a,b c": false, "\"a\"": false, "a\x80": false, "[": false, "]": false, "[]": false, "[::1": false, "[::1]x": false,
		"[::1]:x": false, "[1:2:3:4:5:6:7]": false, "[1:2:3:4:5:6:7:8:9]": false, "[1:2:3:4:5:6:7:8::]": false,
		"[1::2::3]": false, "[:1]": false, "[1:]": false, "[:::]": false, "[12345::]": false, "[g::]": false,
		"[::1.2.3]": false, "[::1.2.3.256]": false, "[::1.2.3.04]": false, "[::1.2.3.4.5]": false, "[::1.2.3.4:5]": false,
		"[1.2.3.4]": false, "[1:2:3:4:5:6:7:1.2.3.4]": false, "[v.a]": false, "[v1.]": false, "[v1]": false, "[vg.a]": false,
		"[v1.a/]": false, "[::1%25en0]": false,
	} {
		want := wire.NoFlaw
		if !valid {
			want = wire.BadHost
		}
		n, flaw, _ := parse(t, wire.Options{}, "GET / HTTP/1.1\r\nHost: "+host+"\r\n\r\n")
		if n == 0 || flaw != want {
			t.Errorf("%q: %d %v, want %v", host, n, flaw, want)
		}
	}
	for fields, want := range map[string]wire.Flaw{
		"": wire.NoHost, "Host: a\r\nHost: a\r\n": wire.ManyHosts, "Host: a\r\nhost:\r\n": wire.ManyHosts,
		"Content-Length: x\r\n":             wire.BadLength, // hides the end of the request, so it comes first
		"Transfer-Encoding: a, chunked\r\n": wire.NoHost,
	} {
		if _, flaw, _ := parse(t, wire.Options{}, "GET http://a/ HTTP/1.1\r\n"+fields+"\r\n"); flaw != want {
			t.Errorf("%q: %v, want %v", fields, flaw, want)
		}
	}
}

// TestFlaws: every flaw has a name, a text and a status that fits it.
func TestFlaws(t *testing.T) {
	seen := map[string]bool{}
	for f := wire.NotHTTP; f <= wire.TrailerTooLarge; f++ {
		switch f.Status() {
		case 400, 413, 414, 431, 501, 505:
		default:
			t.Errorf("%v: status %d", f, f.Status())
		}
		if f.String() == "" || f.Error() == "" || f.Err() == nil || seen[f.String()] {
			t.Errorf("%d: %q %q", f, f, f.Error())
		}
		seen[f.String()] = true
	}
	if wire.NoFlaw.Err() != nil || wire.NoFlaw.Fatal() || wire.NoFlaw.Status() != 0 {
		t.Error("NoFlaw is one")
	}
	for _, f := range []wire.Flaw{wire.NoHost, wire.ManyHosts, wire.BadHost, wire.UnknownCoding} {
		if f.Fatal() {
			t.Errorf("%v is fatal though the request's end is known", f)
		}
	}
}
