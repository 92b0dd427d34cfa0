package wire_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server/wire"
)

const rest = "Host: a\r\n\r\n"

// describe says all that a Parse found.
func describe(n int, flaw wire.Flaw, p *wire.Parser) string {
	if n == 0 {
		return fmt.Sprintf("0 %v", flaw)
	}
	h := p.Head()
	s := fmt.Sprintf("%d %v %q %q %d.%d %+v", n, flaw, h.Method, h.Target, h.Major, h.Minor, h.Semantics)
	for _, f := range h.Fields {
		s += fmt.Sprintf("\n%q: %q", f.Name, f.Value)
	}
	return s
}

func parse(t *testing.T, o wire.Options, in string) (int, wire.Flaw, *wire.Head) {
	t.Helper()
	p := wire.NewParser(o)
	n, flaw := p.Parse([]byte(in))
	return n, flaw, p.Head()
}

// TestSyntaxFlaws: each flaw is found at the last octet given, not later, and
// never one octet earlier.
func TestSyntaxFlaws(t *testing.T) {
	get := "GET / HTTP/1.1\r\n"
	for _, c := range []struct {
		in   string
		want wire.Flaw
	}{
		// RFC 9112, section 2.2
		{"\x16", wire.NotHTTP},
		{"GET\x00", wire.NotHTTP},
		{"\xff", wire.NotHTTP},
		{"\r\n\r\n\r\n\r\n\r", wire.BadRequestLine},
		{"\n", wire.BareLF},
		{"\rG", wire.BareCR},
		{"GET / HTTP/1.1\n", wire.BareLF},
		{"GET / HTTP/1.1\rH", wire.BareCR},
		{get + "A: b\n", wire.BareLF},
		{get + "A: b\rC", wire.BareCR},
		{get + "A: b\r\r", wire.BareCR},
		{get + "\n", wire.BareLF},
		{get + "\rA", wire.BareCR},
		{get + " ", wire.SpaceBeforeFirstField},
		{get + "\t", wire.SpaceBeforeFirstField},
		// RFC 9112, section 3
		{" ", wire.BadRequestLine},
		{"GET  ", wire.BadRequestLine},
		{"GET\t", wire.BadRequestLine},
		{"GET\r", wire.BadRequestLine},
		{"GET /\r", wire.BadRequestLine}, // HTTP/0.9
		{"GET /a b", wire.BadRequestLine},
		{"GET / h", wire.BadRequestLine},
		{"GET / HTTP/1.x", wire.BadRequestLine},
		{"GET / HTTP/#", wire.BadRequestLine},
		{"GET / HTTP/d", wire.BadRequestLine},
		{"GET / HTTP/1.10", wire.BadRequestLine},
		{"GET / HTTP/1.1 ", wire.BadRequestLine},
		{"GET / HTTP/2.0\r\n", wire.BadVersion},
		{"GET / HTTP/0.9\r\n", wire.BadVersion},
		{strings.Repeat("A", 33), wire.LongMethod},
		{"GET /" + strings.Repeat("a", 16<<10-len("GET / HTTP/1.1")+1), wire.LongTarget},
		// RFC 9112, section 3.2
		{"GET x ", wire.BadRequestLine},
		{"GET * ", wire.BadRequestLine},
		{"OPTIONS ** ", wire.BadRequestLine},
		{"GET a:80 ", wire.BadRequestLine},
		{"GET urn:a:b ", wire.BadRequestLine},
		{"GET :// ", wire.BadRequestLine},
		{"GET ://a ", wire.BadRequestLine},
		{"GET /#", wire.BadRequestLine},
		{"GET /\x80", wire.BadRequestLine},
		{"GET /\x7f", wire.BadRequestLine},
		{"GET /% ", wire.BadRequestLine},
		{"GET /%4 ", wire.BadRequestLine},
		{"GET /%4g ", wire.BadRequestLine},
		{"GET /?a[] ", wire.BadRequestLine},
		{"GET http:/a ", wire.BadRequestLine},
		{"GET http:///a ", wire.BadRequestLine},
		{"GET http://u@a/ ", wire.BadRequestLine},
		{"GET 1http://a/ ", wire.BadRequestLine},
		{"GET http://[::1/ ", wire.BadRequestLine},
		{"CONNECT / ", wire.BadRequestLine},
		{"CONNECT a ", wire.BadRequestLine},
		{"CONNECT a: ", wire.BadRequestLine},
		{"CONNECT a:65536 ", wire.BadRequestLine},
		{"CONNECT :80 ", wire.BadRequestLine},
		// RFC 9112, section 5; RFC 9110, section 5.5
		{get + "A ", wire.SpaceBeforeColon},
		{get + "A\t", wire.SpaceBeforeColon},
		{get + ":", wire.BadFieldName},
		{get + "A\r", wire.BadFieldName},
		{get + "A\n", wire.BadFieldName},
		{get + "A(", wire.BadFieldName},
		{get + "A\x80", wire.BadFieldName},
		{get + "A: \x00", wire.BadFieldValue},
		{get + "A: 12345678\x7f", wire.BadFieldValue},
		{get + "A: \x1f", wire.BadFieldValue},
		{get + "A: b\r\n ", wire.ObsFold},
		{get + "A: b\r\n\t", wire.ObsFold},
		// RFC 6585, section 5
		{get + strings.Repeat("A: b\r\n", 100) + "A", wire.TooManyFields},
		{get + "A:" + strings.Repeat("b", 64<<10-len(get)-1), wire.HeadTooLarge},
	} {
		p := wire.NewParser(wire.Options{})
		if n, flaw := p.Parse([]byte(c.in[:len(c.in)-1])); n != 0 || flaw != wire.NoFlaw {
			t.Errorf("%.60q without its last octet: %d %v", c.in, n, flaw)
		}
		n, flaw := p.Parse([]byte(c.in))
		if n != 0 || flaw != c.want || !flaw.Fatal() {
			t.Errorf("%.60q: %d %v, want %v", c.in, n, flaw, c.want)
		}
		if n, again := p.Parse([]byte(get + rest)); n != 0 || again != c.want {
			t.Errorf("%.60q: the flaw is forgotten: %d %v", c.in, n, again)
		}
		p.Reset()
		if n, flaw := p.Parse([]byte(get + rest)); n == 0 || flaw != wire.NoFlaw {
			t.Errorf("%.60q: Reset does not help: %d %v", c.in, n, flaw)
		}
	}
}

func TestRequestLines(t *testing.T) {
	for _, c := range []struct {
		in, method, target, authority string
		form                          wire.Form
		minor                         int
	}{
		{"GET / HTTP/1.1", "GET", "/", "a", wire.OriginForm, 1},
		{"\r\nGET / HTTP/1.1", "GET", "/", "a", wire.OriginForm, 1}, // RFC 9112, section 2.2
		{"\r\n\r\n\r\n\r\nGET / HTTP/1.1", "GET", "/", "a", wire.OriginForm, 1},
		{"GET / HTTP/1.0", "GET", "/", "a", wire.OriginForm, 0},
		{"GET / HTTP/1.2", "GET", "/", "a", wire.OriginForm, 2}, // RFC 9110, section 6.2
		{"get //x//%7e?q=/?&a=%20 HTTP/1.1", "get", "//x//%7e?q=/?&a=%20", "a", wire.OriginForm, 1},
		{"GET http://B:80/x?y HTTP/1.1", "GET", "http://B:80/x?y", "B:80", wire.AbsoluteForm, 1}, // section 3.2.2
		{"GET HTTPS://b HTTP/1.1", "GET", "HTTPS://b", "b", wire.AbsoluteForm, 1},
		{"GET http://[::1]:8?x HTTP/1.1", "GET", "http://[::1]:8?x", "[::1]:8", wire.AbsoluteForm, 1},
		{"GET a+b-1.://c HTTP/1.1", "GET", "a+b-1.://c", "c", wire.AbsoluteForm, 1},
		{"CONNECT b:65535 HTTP/1.1", "CONNECT", "b:65535", "b:65535", wire.AuthorityForm, 1}, // section 3.2.3
		{"OPTIONS * HTTP/1.1", "OPTIONS", "*", "a", wire.AsteriskForm, 1},                    // section 3.2.4
		{strings.Repeat("A", 32) + " / HTTP/1.1", strings.Repeat("A", 32), "/", "a", wire.OriginForm, 1},
	} {
		n, flaw, h := parse(t, wire.Options{}, c.in+"\r\n"+rest+"GET")
		if n != len(c.in+"\r\n"+rest) || flaw != wire.NoFlaw {
			t.Errorf("%q: %d %v", c.in, n, flaw)
			continue
		}
		if string(h.Method) != c.method || string(h.Target) != c.target || h.Form != c.form ||
			string(h.Authority) != c.authority || h.Major != 1 || h.Minor != c.minor {
			t.Errorf("%q: %q %q %q %v %d.%d", c.in, h.Method, h.Target, h.Authority, h.Form, h.Major, h.Minor)
		}
	}
}

// TestRequestLineOf8000 shows RFC 9112, section 3, and the limits to the octet.
func TestRequestLineOf8000(t *testing.T) {
	line := func(length int) string {
		return "GET /" + strings.Repeat("a", length-len("GET / HTTP/1.1")) + " HTTP/1.1"
	}
	for _, length := range []int{8000, 16 << 10} {
		if n, flaw, _ := parse(t, wire.Options{}, line(length)+"\r\n"+rest); n == 0 || flaw != wire.NoFlaw {
			t.Errorf("request-line of %d: %d %v", length, n, flaw)
		}
	}
	for _, c := range []struct {
		opts wire.Options
		want wire.Flaw
	}{
		{wire.Options{RequestLine: 20}, wire.NoFlaw},
		{wire.Options{RequestLine: 19}, wire.LongTarget},
		{wire.Options{RequestLine: 1}, wire.LongTarget},
		{wire.Options{Method: 2}, wire.LongMethod},
		{wire.Options{Head: 33}, wire.NoFlaw},
		{wire.Options{Head: 32}, wire.HeadTooLarge},
		{wire.Options{Head: 1}, wire.HeadTooLarge},
		{wire.Options{Fields: 1}, wire.NoFlaw},
		{wire.Options{RequestLine: -1, Method: -1, Head: math.MaxInt, Fields: -1}, wire.NoFlaw},
	} {
		if _, flaw, _ := parse(t, c.opts, line(20)+"\r\n"+rest); flaw != c.want {
			t.Errorf("%+v: %v, want %v", c.opts, flaw, c.want)
		}
	}
}

func TestFields(t *testing.T) {
	const head = "GET / HTTP/1.1\r\nHost:a\r\nA: \t b c\xff\t \r\nEmpty:\r\nBlank:  \r\nA:d\r\n\r\n"
	n, flaw, h := parse(t, wire.Options{}, head)
	if n != len(head) || flaw != wire.NoFlaw {
		t.Fatal(n, flaw)
	}
	got := ""
	for _, f := range h.Fields {
		got += fmt.Sprintf("%s=%q ", f.Name, f.Value)
	}
	if want := `Host="a" A="b c\xff" Empty="" Blank="" A="d" `; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLeniencies(t *testing.T) {
	lf := "\nGET / HTTP/1.1\nHost: a\nConnection: close\n\nGET"
	n, flaw, h := parse(t, wire.Options{AcceptBareLF: true}, lf)
	if n != len(lf)-3 || flaw != wire.NoFlaw || !h.SaysClose {
		t.Errorf("bare LF: %d %v", n, flaw)
	}
	fold := "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nA: b\r\n\tc\r\n  \r\n d\r\n\r\n"
	n, flaw, h = parse(t, wire.Options{AcceptObsFold: true}, fold)
	if n != len(fold) || flaw != wire.NoFlaw || h.Framing != wire.BodyChunked {
		t.Fatalf("obs-fold: %d %v %+v", n, flaw, h.Semantics)
	}
	if got, want := string(h.Fields[2].Value), "b  \tc       d"; got != want {
		t.Errorf("obs-fold: %q, want %q", got, want)
	}
	for _, target := range []string{"/?a[]=1|2", "/{x}^`\\", "/%zz", "http://a/[b]"} {
		n, flaw, _ = parse(t, wire.Options{AcceptUnescapedTarget: true}, "GET "+target+" HTTP/1.1\r\n"+rest)
		if n == 0 || flaw != wire.NoFlaw {
			t.Errorf("%s: %d %v", target, n, flaw)
		}
	}
	if _, flaw, _ = parse(t, wire.Options{AcceptUnescapedTarget: true}, "GET /<"); flaw != wire.BadRequestLine {
		t.Errorf("unescaped <: %v", flaw)
	}
}

// TestTooManyWholeLines: the limit holds for lines that come at once, too.
func TestTooManyWholeLines(t *testing.T) {
	in := "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n"
	for fields, want := range map[int]wire.Flaw{2: wire.NoFlaw, 1: wire.TooManyFields} {
		if _, flaw, _ := parse(t, wire.Options{Fields: fields}, in); flaw != want {
			t.Errorf("at most %d: %v, want %v", fields, flaw, want)
		}
	}
}

// TestPipeline reads several heads with one Parser: none inherits from another.
func TestPipeline(t *testing.T) {
	first := "POST /1 HTTP/1.0\r\nHost: a\r\nConnection: close, upgrade\r\nContent-Length: 0\r\nExpect: x\r\n\r\n"
	second := "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n"
	p := wire.NewParser(wire.Options{})
	if n, flaw := p.Parse([]byte(first + second)); n != len(first) || flaw != wire.NoFlaw || p.Begun() {
		t.Fatal(n, flaw, p.Begun())
	}
	if n, flaw := p.Parse([]byte("\r\n")); n != 0 || flaw != wire.NoFlaw || p.Begun() {
		t.Fatal(n, flaw, p.Begun())
	}
	if n, _ := p.Parse([]byte("\r\nG")); n != 0 || !p.Begun() {
		t.Fatal(n, p.Begun())
	}
	n, flaw := p.Parse([]byte("\r\n" + second))
	fresh := wire.NewParser(wire.Options{})
	m, want := fresh.Parse([]byte("\r\n" + second))
	if got, want := describe(n, flaw, p), describe(m, want, fresh); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestOtherFlawsAreForgotten: what is not fatal says nothing of the next request.
func TestOtherFlawsAreForgotten(t *testing.T) {
	p := wire.NewParser(wire.Options{})
	if n, flaw := p.Parse([]byte("GET / HTTP/1.1\r\n\r\n")); n == 0 || flaw != wire.NoHost {
		t.Fatal(n, flaw)
	}
	if n, flaw := p.Parse([]byte("GET / HTTP/1.1\r\n" + rest)); n == 0 || flaw != wire.NoFlaw {
		t.Fatal(n, flaw)
	}
	bad := []byte("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
	if n, flaw := p.Parse(bad); n != len(bad) || flaw != wire.BadLength {
		t.Fatal(n, flaw)
	}
	if n, flaw := p.Parse([]byte("GET / HTTP/1.1\r\n" + rest)); n != 0 || flaw != wire.BadLength {
		t.Fatal(n, flaw)
	}
}
