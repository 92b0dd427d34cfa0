package gen

import (
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
)

// What operations choose from. The plainest comes first.

var methods = [...]string{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW", "CONNECT"}

// target is what a request asks for.
type target struct {
	handler model.Handler
	arg     int
	text    string // where there is no handler
}

var targets = [...]target{
	{handler: model.Answer},
	{handler: model.Echo},
	{handler: model.Ignore},
	{handler: model.Slow, arg: 300},
	{handler: model.Read},
	{handler: model.Stream},
	{handler: model.Closing},
	{handler: model.NoContent},
	{handler: model.NotModified},
	{handler: model.Size, arg: 1000},
	{handler: model.Count},
	{handler: model.Slow, arg: 20},
	{handler: model.Size, arg: 100_000},
	{text: "/hangup-no-such-thing"},
	{text: "*"},
	{handler: model.Size, arg: 350_000},
	{text: "127.0.0.1:1"}, // for CONNECT
	{text: "127.0.0.1:0"},
	{text: "127.0.0.1:65536"},
	{text: "127.0.0.1:"},
}

// garbled are lines where a request line should be.
var garbled = [...]string{
	"Invalid", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET / HTTP/1.10", "GET / http/1.1", "GET / HTTP/2.0",
	"G(T / HTTP/1.1", "GET /\x00 HTTP/1.1", "GET /\t HTTP/1.1", "GET / HTTP/1.1\r", "GET / / HTTP/1.1", "\x16\x03\x01\x02\x00", "GET http:// HTTP/1.1",
}

// names of fields, with what they can say.
type field struct {
	name   string
	values []string
}

var fields = [...]field{
	{"Connection", []string{
		"close", "keep-alive", "Close", "CLOSE", "x, close", "close, x", "keep-alive, close", "close, keep-alive", ",close", "close,", "x ,\tclose , y",
		"closed", "\"close\"", "close;q=1", "clos", "Keep-Alive", "", "x", "upgrade", "upgrade, close", "TE, close", "close, close", "not-close",
	}},
	{"Content-Length", []string{
		"5", "0", "1", "17", "300", "005", "5000", "+5", "-5", "5x", "0x5", "", "5, 5", "5, 6", "18446744073709551616", "4294967297", "5 5", "5,",
	}},
	{"Transfer-Encoding", []string{
		"chunked", "Chunked", "CHUNKED", "gzip, chunked", ",chunked", "identity", "xchunked", "chunked;a=b", "chunked, gzip", "chunked, chunked", "", "\x0bchunked", "identity, chunked",
	}},
	{"Expect", []string{"100-continue", "100-Continue", "100-continue, x", "x", "", "200-ok"}},
	{"Upgrade", []string{"websocket", "h2c", "TLS/1.2", ""}},
	{"Host", []string{"", "other", "a b", "a, b"}},
	{"X-Unknown", []string{"1", "close", "", "Connection: close", "\x80\xff", "a b\tc", strings.Repeat("x", 3000), strings.Repeat("x", 7000)}},
	{"Keep-Alive", []string{"timeout=5", "timeout=0, max=0"}},
	{"TE", []string{"trailers", "chunked"}},
	{"Trailer", []string{"X-T", "Connection", "Content-Length"}},
	{"Proxy-Connection", []string{"close", "keep-alive"}},
	{"HTTP2-Settings", []string{"AAMAAABkAAQAoAAAAAIAAAAA"}},
	{"Transfer-Encodin", []string{"chunked"}},
}

// spellings of a field line that mean the same (RFC 9110, section 5.1; RFC 9112, section 5).
var spellings = [...]struct{ before, after string }{{": ", ""}, {":", ""}, {":\t", ""}, {":  ", " "}, {": ", "\t "}}

const letterCases = 3 // of a field name: as written, lower, upper

// flaws are lines that are no field lines, or odd ones.
var flaws = [...]string{
	"X : 1\r\n", " X: 1\r\n", "X\r\n", ": 1\r\n", "X: a\rb\r\n", "X: a\x00b\r\n", "X: 1\n", "X@: 1\r\n", "X: a\r\n b\r\n", "\r X: 1\r\n",
	"Connection : close\r\n", "Connection: x,\r\n close\r\n", "Connection\r\n", "Content-Length : 5\r\n", "Transfer-Encoding : chunked\r\n",
	"Transfer-Encoding:\r\n chunked\r\n", "Connection: close\n", "Content-Length: \x0b5\r\n", strings.Repeat("X: 1\r\n", 40),
}

// blanks are empty lines, and what is nearly one.
var blanks = [...]string{"\r\n", "\n", "\r\n\r\n", "\r", "\r\r\n", " \r\n"}

// How content is sent. What does not fit the framing of its request counts as Whole.
const (
	whole    = iota // all that is missing; in chunks of B
	part            // a part: one chunk, or B octets and not all
	last            // the last chunk; C: its trailer section
	badChunk        // B: a chunk that is none
	more            // C + 1 octets more than were announced
	numContents
)

var chunkSizes = [...]int{5, 1, 3, 16, 100, 1000}

// extensions stand behind a chunk-size (RFC 9112, section 7.1.1).
var extensions = [...]string{"", ";a", ";a=b", ";a=\"b\"", " ; a = b", ";a=\"\\\"\"", ";" + strings.Repeat("e", 20_000)}

var trailers = [...]string{"", "X-T: 1\r\n", "Connection: close\r\n", "Content-Length: 5\r\n", "X-T\r\n", "X : 1\r\n"}

var badChunks = [...]string{
	"x\r\n", "-5\r\nhello\r\n", "0x5\r\nhello\r\n", "5x\r\nhello\r\n", "5\r\nhelloXX\r\n", "5\r\nhello", "+5\r\nhello\r\n", "5\nhello\r\n", "5;a\nb\r\nhello\r\n",
	"\r\n", "10000000000000000\r\n", "5 \r\nhello\r\n", "5;\"\r\nhello\r\n", "00000000000000000005\r\nhello\r\n", "5\rhello\r\n",
}

var pauses = [...]time.Duration{
	time.Millisecond, 60 * time.Millisecond, 10 * time.Millisecond, 300 * time.Millisecond, 1200 * time.Millisecond, 3 * time.Second, 6 * time.Second, 11 * time.Second,
}

// Pauses is how many pauses there are; those up to the fourth take less than a second.
const Pauses = len(pauses)
