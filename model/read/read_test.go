package read_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
)

// say lists events as words.
func say(events []model.Input) string {
	var words []string
	for _, in := range events {
		switch in.Event {
		case model.Has:
			words = append(words, in.Trait.String())
		case model.Interim, model.AnswerStarts:
			words = append(words, in.Event.String()+":"+in.Status.String())
		default:
			words = append(words, in.Event.String())
		}
	}
	return strings.Join(words, " ")
}

// TestRequests: what one request is read as. The clause that decides stands beside it.
func TestRequests(t *testing.T) {
	const host = "Host: a\r\n"
	for _, c := range []struct{ clause, octets, want string }{
		{"9112/3", "GET / HTTP/1.1\r\n" + host + "\r\n", "Begins HeadEnds"},
		{"9112/2.2", "\r\nGET / HTTP/1.1\r\n" + host + "\r\n", "EmptyLine Begins LeadingCRLF HeadEnds"},
		{"9112/2.2", "\r\n\r\nGET / HTTP/1.1\r\n" + host + "\r\n", "EmptyLine Begins Odd Odd HeadEnds"},
		{"9112/2.2", "\nGET / HTTP/1.1\r\n" + host + "\r\n", "Begins BareLF BareLF HeadEnds"},
		{"9112/2.2", "GET / HTTP/1.1\n" + host + "\r\n", "Begins BareLF HeadEnds"},
		{"9112/2.2", "GET / HTTP/1.1\r\n" + host + "X: a\rConnection: close\r\n\r\n", "Begins BareCR HeadEnds"},
		{"9112/2.2", "GET / HTTP/1.1\r\n Connection: close\r\n" + host + "\r\n", "Begins SpaceBeforeField HeadEnds"},
		{"9112/2.2", "\x16\x03\x01\x02\x00\r\n", "Begins NotHTTP Malformed"},
		{"9112/3", strings.Repeat("A", 18) + "\r\n", "Begins Odd Malformed"},
		{"9112/3", strings.Repeat("A", 18) + "\x00\r\n", "Begins Odd Malformed"},
		{"9112/3", strings.Repeat("A", 17) + "\r\n", "Begins NotHTTP Malformed"},
		{"9112/3", strings.Repeat("A", 18) + " / b HTTP/1.1\r\n\r\n", "Begins Odd Malformed"},
		{"9112/3.2", "GET  / HTTP/1.1\r\n" + host + "\r\n", "Begins Odd HeadEnds"},
		{"9112/3.2", "GET /a b HTTP/1.1\r\n" + host + "\r\n", "Begins BadRequestLine Malformed"},
		{"9112/3.2", "GET / HTTP/1.1\r\n\r\n", "Begins BadHost HeadEnds"},
		{"9112/3.2", "GET / HTTP/1.1\r\n" + host + host + "\r\n", "Begins BadHost HeadEnds"},
		{"9112/3.2.2", "GET http://a/ HTTP/1.1\r\n" + host + "\r\n", "Begins AbsoluteForm HeadEnds"},
		{"9112/5.1", "GET / HTTP/1.1\r\n" + host + "X : 1\r\n\r\n", "Begins SpaceBeforeColon HeadEnds"},
		{"9112/5.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "Begins HasBody Fold Chunked HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/6.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "Begins HasBothLengths HasBody BothLengths HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/6.1", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Begins IsHTTP10 HasCodingIn10 CodingIn10 HeadEnds"},
		{"9112/6.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: foo, chunked\r\n\r\n0\r\n\r\n", "Begins HasBody UnknownCoding HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/7", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: a b, chunked\r\n\r\n0\r\n\r\n", "Begins HasBody Odd HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, foo\r\n\r\n", "Begins CodingNotFinal Malformed"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello", "Begins BadLength Malformed"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "Begins BadLength Malformed"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n\r\nhello", "Begins HasBody Odd HeadEnds BodyBegins BodyEnds"},
		{"9110/5.6.1", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5,\r\n\r\nhello", "Begins HasBody Odd HeadEnds BodyBegins BodyEnds"},
		{"9110/5.6.1", "POST / HTTP/1.1\r\n" + host + "Content-Length:\r\nContent-Length: ,5\r\n\r\nhello", "Begins HasBody Odd HeadEnds BodyBegins BodyEnds"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Content-Length: ,\r\n\r\nhello", "Begins BadLength Malformed"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\nhello", "Begins BadLength Malformed"},
		{"9112/7", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip;q=1, chunked\r\n\r\n0\r\n\r\n", "Begins HasBody Odd HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/6.3", "POST / HTTP/1.1\r\n" + host + "\r\n", "Begins BarePOST HeadEnds"},
		{"9110/8.6", "POST / HTTP/1.1\r\n" + host + "Content-Length: 18446744073709551621\r\n\r\nhello", "Begins HasBody HugeLength HeadEnds BodyBegins"},
		{"9112/7.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n00A\r\n0123456789\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd OddChunks BodyEnds"},
		{"9112/7.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0x5\r\n", "Begins HasBody Chunked HeadEnds BodyBegins BadChunk Malformed"},
		{"9112/7.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX", "Begins HasBody Chunked HeadEnds BodyBegins BadChunk Malformed"},
		{"9112/7.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\n", "Begins HasBody Chunked HeadEnds BodyBegins HugeChunk"},
		{"9112/7.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", "Begins HasBody CodingParameters HeadEnds BodyBegins ChunksEnd BodyEnds"},
		{"9112/7.1.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1;a=\"b\\\"c\"\r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunkExtension ChunksEnd BodyEnds"},
		{"9112/7.1.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd Trailer BodyEnds"},
		{"9112/7.1.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins Odd ChunksEnd BodyEnds"},
		{"9112/7.1.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1;a \r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunkExtension Odd ChunksEnd BodyEnds"},
		{"9112/7.1.1", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1 ; a = b\r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunkExtension ChunksEnd BodyEnds"},
		{"9110/5.6.4", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\x01\"\r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunkExtension Odd ChunksEnd BodyEnds"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins BadChunk Malformed"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1;\ra\r\nx\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunkExtension BareCR ChunksEnd BodyEnds"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins BadChunk Malformed"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\r\n0\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins BadChunk Malformed"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: 1\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd Trailer BareLF BodyEnds"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r2\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd Trailer BareCR BodyEnds"},
		{"9112/2.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd BareLF BodyEnds"},
		{"9110/5.5", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: \x01\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd Trailer Odd BodyEnds"},
		{"9112/5.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r\n 2\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd Trailer Fold BodyEnds"},
		{"9112/5.2", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n 2\r\n\r\n", "Begins HasBody Chunked HeadEnds BodyBegins ChunksEnd BadChunk Malformed"},
		{"9112/9.6", "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "Begins SaysClose HeadEnds"},
		{"9110/7.6.1", "GET / HTTP/1.1\r\n" + host + "Connection: x, CLOSE\r\n\r\n", "Begins SaysCloseOddly HeadEnds"},
		{"9110/7.6.1", "GET / HTTP/1.1\r\n" + host + "Connection: x\r\nConnection: close\r\n\r\n", "Begins SaysCloseOddly HeadEnds"},
		{"9110/7.6.1", "GET / HTTP/1.1\r\n" + host + "Connection: closed\r\n\r\n", "Begins HeadEnds"},
		{"9112/9.3", "GET / HTTP/1.1\r\n" + host + "Connection: keep-alive, close\r\n\r\n", "Begins SaysCloseAndKeepAlive HeadEnds"},
		{"9110/6.2", "GET / HTTP/1.2\r\n" + host + "\r\n", "Begins LaterMinor HeadEnds"},
		{"9110/10.1.1", "POST / HTTP/1.1\r\n" + host + "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n", "Begins HasBody ExpectsOddly HeadEnds"},
		{"9110/10.1.1", "GET / HTTP/1.1\r\n" + host + "Expect: tea\r\n\r\n", "Begins OtherExpect HeadEnds"},
		{"9112/6", "POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n" + host + "\r\n", "Begins HasBody HeadEnds BodyBegins BodyEnds Begins HeadEnds"},
	} {
		var r read.Requests
		if got := say(r.Add([]byte(c.octets))); got != c.want {
			t.Errorf("%s: %q\n got %s\nwant %s", c.clause, c.octets, got, c.want)
		}
	}
}

// target is a request for a target, of any method.
func target(method, target string) string {
	return method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"
}

// TestTargets: a target that matches the grammar of some form is no invalid one, even
// where a server may refuse it. The clause that decides stands beside it.
func TestTargets(t *testing.T) {
	for _, c := range []struct{ clause, method, target, want string }{
		{"RFC 3986, 3.3", "GET", "/%41/;a=b,c/@:!$&'()*+?/?", ""},
		{"RFC 3986, 3.3", "GET", "//a/b", ""},
		{"RFC 3986, 2.1", "GET", "/%4", "Odd"},
		{"RFC 3986, 2.1", "GET", "/%4g", "Odd"},
		{"RFC 3986, 3.3", "GET", "/a[1]", "Odd"},
		{"RFC 3986, 3.5", "GET", "/a#b", "Odd"},
		{"9112/3.2.2", "GET", "http://a", "AbsoluteForm"},
		{"9112/3.2.2", "GET", "http://a?q", "AbsoluteForm"},
		{"9112/3.2.2", "GET", "hTTp://[::1]:80/", "AbsoluteForm"},
		{"9112/3.2.2", "OPTIONS", "http://a", "AbsoluteForm"},
		{"9112/3.2.2", "GET", "ftp://a/", "Odd"},
		{"9112/3.2.2", "GET", "urn:x", "Odd"},
		{"9112/3.2.2", "GET", "a+1-.:", "Odd"},
		{"9112/3.2.2", "GET", "+a:b", "BadRequestLine Malformed"},
		{"9112/3.2.2", "GET", "1a:b", "BadRequestLine Malformed"},
		{"9110/7.4", "GET", "https://a/", "Odd"},
		{"9110/4.2.1", "GET", "http:///", "Odd"},
		{"9110/4.2.1", "GET", "http:/a", "Odd"},
		{"9110/4.2.4", "GET", "http://u@a/", "Odd"},
		{"RFC 3986, 3.2.3", "GET", "http://a:/", "Odd"},
		{"RFC 3986, 3.2.3", "GET", "http://a:b/", "Odd"},
		{"RFC 3986, 3.2.2", "GET", "http://a,b/", "Odd"},
		{"RFC 3986, 2.1", "GET", "http://a/%", "Odd"},
		{"9112/3.2.4", "OPTIONS", "*", ""},
		{"9112/3.2.4", "GET", "*", "Odd"},
		{"9112/3.2.4", "GET", "*a", "BadRequestLine Malformed"},
		{"9112/3.2.3", "CONNECT", "a:80", "Connect"},
		{"9112/3.2.3", "CONNECT", "[::1]:80", "Connect"},
		{"9112/3.2.3", "CONNECT", "a,b:80", "Odd"},
		{"9112/3.2.3", "CONNECT", ":80", "Odd"},
		{"9112/3.2.3", "CONNECT", "/", "Odd"},
		{"9112/3.2.3", "CONNECT", "http://a:80", "Odd"},
		{"9112/3.2.3", "CONNECT", "a", "BadRequestLine Malformed"},
		{"9112/3.2.3", "CONNECT", "u@1:80", "BadRequestLine Malformed"},
		{"9112/3.2.3", "GET", "127.0.0.1:80", "Odd"},
		{"9112/3.2.3", "GET", "a:80", "Odd"},
		{"9110/9.3.6", "CONNECT", "a:", "BadPort"},
		{"9110/9.3.6", "CONNECT", "a:0", "BadPort"},
		{"9110/9.3.6", "CONNECT", "a:b", "BadPort"},
		{"9112/3.2", "GET", "", "BadRequestLine Malformed"},
		{"9112/3.2.1", "GET", "a", "BadRequestLine Malformed"},
	} {
		want := "Begins " + c.want
		if !strings.HasSuffix(c.want, "Malformed") {
			want = strings.TrimSpace(want) + " HeadEnds"
		}
		var r read.Requests
		if got := say(r.Add([]byte(target(c.method, c.target)))); got != want {
			t.Errorf("%s: %s %q\n got %s\nwant %s", c.clause, c.method, c.target, got, want)
		}
	}
}

// TestHosts: only what is no uri-host [ ":" port ] is invalid (RFC 9112, section 3.2; RFC
// 3986, section 3.2.2). What is valid and no name or address is Odd.
func TestHosts(t *testing.T) {
	for trait, hosts := range map[string][]string{
		"": {
			"a", "A-b_c.~", "a:80", "a:65535", "a:080", "1.2.3.4", "999.1.1.1.1", "[::]", "[::1]:80", "[1:2:3:4:5:6:7::]",
			"[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]",
		},
		"Odd ": {
			"", ":", ":80", "a:", "a:0", "a:65536", "a:99999999999999999999", "a,b", "a,b:80", "!$&'()*+,;=", "a%2c", "%41%5A",
			"[v1.a]", "[V1F.a:b,c]:80", "[fe80::1%25en0]", "[fe80::1%25%41]:80",
		},
		"BadHost ": {
			"a:b", "a:80:80", "a:-1", "a:+1", "a b", "a/b", "a?b", "a#b", "u@a", "a\\b", "<a>", "\"a\"", "{a}", "a|b", "a^b", "a`b",
			"a[", "a]", "[", "[]", "[::1", "[::1]a", "a[::1]", "[1.2.3.4]", "[a]", "[::1::]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8::]",
			"[12345::]", "[::1.2.3.04]", "[::1.2.3]", "[fe80::1%en0]", "[fe80::1%25]", "[fe80::1%25a,b]", "[v1.a%25b]",
			"[v.a]", "[v1.]", "[v1a]", "[vg.a]", "a%", "a%4", "a%4g", "\x80",
		},
	} {
		for _, host := range hosts {
			var r read.Requests
			got, want := say(r.Add([]byte("GET / HTTP/1.1\r\nHost: "+host+"\r\n\r\n"))), "Begins "+trait+"HeadEnds"
			if got != want {
				t.Errorf("Host: %s\n got %s\nwant %s", host, got, want)
			}
		}
	}
}

// TestResponses: what a server's octets are read as, by the method of the request.
func TestResponses(t *testing.T) {
	for _, c := range []struct{ method, octets, want string }{
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "AnswerStarts:S2xx AnswerHasLength AnswerHeadEnds AnswerEnds"},
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x, Close\r\n\r\no", "AnswerStarts:S2xx AnswerHasLength AnswerSaysClose AnswerHeadEnds"},
		{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "AnswerStarts:S2xx AnswerHasLength AnswerIsBodyless AnswerHeadEnds AnswerEnds Stray"},
		{"GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "AnswerStarts:S204 AnswerHasLength AnswerIsBodyless AnswerHeadEnds AnswerEnds"},
		{"GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nx", "Interim:S100 AnswerIs10 AnswerStarts:S2xx AnswerUndelimited AnswerHeadEnds"},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=5\r\n\r\n2\r\nok\r\n0\r\n\r\n", "AnswerStarts:S2xx AnswerHasCoding AnswerHasUnlisted AnswerHeadEnds AnswerEnds"},
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok", "AnswerStarts:S2xx AnswerHasLength AnswerHeadEnds AnswerEnds"},
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok", "AnswerStarts:S2xx AnswerHasLength Stray"},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: 1\n\r\n", "AnswerStarts:S2xx AnswerHasCoding AnswerHeadEnds Stray"},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r\n 2\r\n\r\n", "AnswerStarts:S2xx AnswerHasCoding AnswerHeadEnds Stray"},
		{"GET", "hello", "Stray"},
		{"GET", "\r\nHTTP/1.1 200 OK\r\n\r\n", "Stray"},
	} {
		r := read.Responses{Method: func(int) string { return c.method }}
		if got := say(r.Add([]byte(c.octets))); got != c.want {
			t.Errorf("%s: %q\n got %s\nwant %s", c.method, c.octets, got, c.want)
		}
	}
}

// FuzzSplit: the events do not depend on how the octets are cut into pieces.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0\r\nT: 1\r\n\r\nGET / HTTP/1.1\r\n\r\n"), uint8(3))
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, size uint8) {
		var whole, cut []model.Input
		var requests, pieces read.Requests
		whole = requests.Add(data)
		for _, p := range split(data, int(size)) {
			cut = append(cut, pieces.Add(p)...)
		}
		if a, b := say(whole), say(cut); a != b {
			t.Fatalf("requests\nwhole %s\ncut   %s", a, b)
		}
		method := func(int) string { return "GET" }
		one, many := read.Responses{Method: method}, read.Responses{Method: method}
		whole, cut = one.Add(data), nil
		for _, p := range split(data, int(size)) {
			cut = append(cut, many.Add(p)...)
		}
		if a, b := say(whole), say(cut); a != b {
			t.Fatalf("responses\nwhole %s\ncut   %s", a, b)
		}
	})
}

func split(data []byte, size int) (pieces [][]byte) {
	size++
	for len(data) > size {
		pieces, data = append(pieces, data[:size]), data[size:]
	}
	return append(pieces, data)
}

// A request is read as the events that the table speaks of.
func ExampleRequests() {
	var r read.Requests
	fmt.Println(say(r.Add([]byte("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"))))
	fmt.Println(say(r.Add([]byte("\r\n"))))
	// Output:
	// Begins
	// SaysClose HeadEnds
}
