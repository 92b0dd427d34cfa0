package rivals_test

import (
	"bufio"
	"bytes"
	"cmp"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/hangup-http/hangup/server/wire"
)

// head152 is a head of 152 octets with four fields.
var head152 = []byte("GET /plaintext/of/some/length?q=1 HTTP/1.1\r\nHost: localhost:8080\r\n" +
	"User-Agent: hangup-benchmark/1 (linux)\r\nAccept: text/plain\r\nConnection: keep-alive\r\n\r\n")

// browser is what a browser sends: long values, most fields without a meaning here.
var browser = []byte("GET /wiki/Hypertext_Transfer_Protocol?action=raw&section=3 HTTP/1.1\r\n" +
	"Host: en.wikipedia.example\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n" +
	"Accept-Language: en-GB,en;q=0.7,de;q=0.3\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Referer: https://en.wikipedia.example/wiki/Main_Page\r\nConnection: keep-alive\r\n" +
	"Cookie: session=2c7a8f90b1d34e56; theme=dark; seen=20261123; geo=DE:BE:Berlin:52.52:13.40\r\n" +
	"Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n" +
	"Sec-Fetch-Site: same-origin\r\nSec-Fetch-User: ?1\r\nPriority: u=0, i\r\n\r\n")

// reader parses one head as often as it is called.
type reader struct {
	name string
	read func(head []byte)
}

func readers(tb testing.TB) []reader {
	p := wire.NewParser(wire.Options{})
	var h fasthttp.RequestHeader
	in := bytes.NewReader(nil)
	buffered := bufio.NewReader(in)
	return []reader{
		{"wire", func(head []byte) {
			if n, flaw := p.Parse(head); n != len(head) || flaw != wire.NoFlaw {
				tb.Fatal(n, flaw)
			}
		}},
		{"fasthttp", func(head []byte) {
			in.Reset(head)
			buffered.Reset(in)
			if err := h.Read(buffered); err != nil {
				tb.Fatal(err)
			}
		}},
		{"nethttp", func(head []byte) {
			in.Reset(head)
			buffered.Reset(in)
			if _, err := http.ReadRequest(buffered); err != nil {
				tb.Fatal(err)
			}
		}},
		{"scan", func(head []byte) { scan(tb, head) }},
	}
}

// scan finds the end of each line and nothing else: what no reader can undercut
// without instructions that Go does not give.
func scan(tb testing.TB, head []byte) {
	for len(head) > 0 {
		i := bytes.IndexByte(head, '\n')
		if i < 0 {
			tb.Fatal("no line end")
		}
		head = head[i+1:]
	}
}

func BenchmarkHead(b *testing.B) {
	for _, r := range readers(b) {
		b.Run(r.name, func(b *testing.B) {
			b.SetBytes(int64(len(head152)))
			b.ReportAllocs()
			for b.Loop() {
				r.read(head152)
			}
		})
	}
}

// BenchmarkRace reports the time of each reader for one head, in ns, and how many
// times longer than wire each takes.
func BenchmarkRace(b *testing.B) {
	for _, in := range []struct {
		name string
		head []byte
	}{{"head152", head152}, {"browser", browser}} {
		b.Run(in.name, func(b *testing.B) {
			all := readers(b)
			best := make([]float64, len(all))
			for i := range best {
				best[i] = math.Inf(1)
			}
			for b.Loop() {
				for i, r := range all {
					best[i] = min(best[i], slice(r, in.head))
				}
			}
			for i, r := range all {
				b.ReportMetric(best[i], "ns-"+r.name)
				b.ReportMetric(best[i]/best[0], "x-"+r.name)
			}
		})
	}
}

// slice runs a reader for some microseconds and returns the time for one head.
func slice(r reader, head []byte) float64 {
	const heads = 64
	times := make([]float64, 3)
	for i := range times {
		began := time.Now()
		for range heads {
			r.read(head)
		}
		times[i] = float64(time.Since(began).Nanoseconds()) / heads
	}
	return slices.MinFunc(times, cmp.Compare)
}
