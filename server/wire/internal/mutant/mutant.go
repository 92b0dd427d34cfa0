// Package mutant makes requests that are nearly right: samples of the grammar, and
// changes of a few octets to them. The fuzz targets of server/wire share it.
package mutant

import (
	"math/rand/v2"
	"slices"
)

// Heads are requests without content, some with an octet behind them, some with a flaw.
var Heads = []string{
	"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	"\r\nPOST http://b:80/x?y HTTP/1.0\r\nhost: a\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nA: b\r\n\tc\r\n\r\n",
	"GET / HTTP/2.0\r\n\r\n",
	"\nOPTIONS * HTTP/1.1\nHost: [::1]\nExpect: 100-continue\n\n",
	"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
	"GET ftp://a%41:21/ HTTP/1.1\r\nHost: a,b:\r\n\r\n",
	"GET urn:x HTTP/1.1\r\nHost:\r\n\r\n",
	"CONNECT [v1.a]:80 HTTP/1.1\r\nHost: [fe80::1%25en0]\r\n\r\n",
}

// Bodies are chunked bodies, some with a flaw.
var Bodies = []string{
	"5\r\nhello\r\n0\r\n\r\n",
	"1;a=b\r\nx\r\n00A ; c = \"\\\"\"\r\n0123456789\r\n0\r\nA: b\r\n c\r\n\r\n",
	"5\nhello\r\n0\r\n\r\n",
	"8000000000000000\r\n",
}

const typical = "GET /plaintext/of/some/length?q=1 HTTP/1.1\r\nHost: localhost:8080\r\n" +
	"User-Agent: hangup-benchmark/1 (linux)\r\nAccept: text/plain\r\nConnection: keep-alive\r\n\r\n"

// Conversations are seeds for fuzzers: a few requests on one connection each.
var Conversations = func() (all []string) {
	const chunkedHead = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, h := range Heads {
		all = append(all, h, h+Heads[0])
	}
	for _, b := range Bodies {
		all = append(all, chunkedHead+b, chunkedHead+b+Heads[0])
	}
	return append(all, typical+typical,
		"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nConnection: Close, foo\r\nUpgrade: b\r\n\r\n",
		"PUT /%41?x=[] HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
		"GET http://u@h/ HTTP/1.9\r\nHOST: 1.2.3.4\r\nConnection: keep-alive, close\r\nExpect: 100-Continue\r\n\r\n",
		"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 9223372036854775808\r\n\r\n0\r\n\r\n",
	)
}()

// Variant changes a few octets, or puts a piece of the grammar somewhere.
func Variant(in []byte, random *rand.Rand) []byte {
	out := slices.Clone(in)
	for range 1 + random.IntN(3) {
		at := random.IntN(len(out) + 1)
		end := min(len(out), at+random.IntN(3))
		switch random.IntN(3) {
		case 0:
			out = slices.Insert(out, at, []byte(pieces[random.IntN(len(pieces))])...)
		case 1:
			out = slices.Replace(out, at, end, pieces[random.IntN(len(pieces))]...)
		default:
			out = slices.Replace(out, at, end, byte(random.Uint32()))
		}
	}
	return out
}

var pieces = func() (all [][]byte) {
	for _, p := range []string{
		"", "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", ":", ";", ",", "\"", "\\", "%", "0", "5", "a", "\x00", "\x7f", "\x80",
		"Host: a\r\n", "Content-Length: 5\r\n", "Content-Length:", "Transfer-Encoding: chunked\r\n", "chunked", "gzip, ",
		"Connection: close\r\n", "keep-alive", "Expect: 100-continue\r\n", "HTTP/1.0", "HTTP/1.1", "GET / ", "http://a", "ftp://a", "[::1]", "[v1.",
		"hello", "0\r\n\r\n", "5\r\nhello\r\n", ";a=b", ";a=\"b\"", "A: b\r\n", " \r\n",
	} {
		all = append(all, []byte(p))
	}
	return all
}()
