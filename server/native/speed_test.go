package native_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// speaker is a client that allocates nothing.
type speaker struct {
	c         client
	requests  []byte
	responses []byte
}

var greeting = []byte("Hello, World!")

var plainText = []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}

func greet(x *native.Exchange) { x.Answer(200, plainText, greeting) }

// speak connects and returns a client that sends so many requests at once.
func speak(t testing.TB, m mode, depth int) *speaker {
	addr := m.start(t, &native.Server{Handler: native.HandlerFunc(greet), Log: slog.New(slog.DiscardHandler)})
	c := dial(t, addr)
	io.WriteString(c, get("/"))
	first := make([]byte, 1<<10)
	n, err := c.Read(first)
	if err != nil || !bytes.HasSuffix(first[:n], greeting) {
		t.Fatalf("%q, %v", first[:n], err)
	}
	const request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: speaker/1\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n"
	return &speaker{c, bytes.Repeat([]byte(request), depth), make([]byte, n*depth)}
}

// exchange sends the requests and reads the responses, which are all of one length.
func (s *speaker) exchange(t testing.TB) {
	if _, err := s.c.Write(s.requests); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(s.c, s.responses); err != nil {
		t.Fatal(err)
	}
}

// TestNoAllocations: an exchange in the steady state allocates nothing where handlers are inline.
func TestNoAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, with which -short goes, takes from pools at random")
	}
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		for _, depth := range []int{1, 16} {
			m := mode{front, true, "tcp"}
			t.Run(fmt.Sprintf("%v, %d at once", m, depth), func(t *testing.T) {
				s := speak(t, m, depth)
				for range 100 { // until buffers are as large as they get
					s.exchange(t)
				}
				if n := testing.AllocsPerRun(500, func() { s.exchange(t) }); n != 0 {
					t.Errorf("%v allocations", n)
				}
			})
		}
	}
}

// BenchmarkExchange is the time of exchanges over loopback, client included.
func BenchmarkExchange(b *testing.B) {
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		for _, inline := range []bool{false, true} {
			for _, depth := range []int{1, 16} {
				m := mode{front, inline, "tcp"}
				b.Run(fmt.Sprintf("%v/%d at once", m, depth), func(b *testing.B) {
					s := speak(b, m, depth)
					s.exchange(b)
					b.ReportAllocs()
					for b.Loop() {
						s.exchange(b)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*depth), "ns/request")
				})
			}
		}
	}
}

// TestConnectedBeforeServe: responses do not wait for acknowledgements, of which the
// client sends one every 40 ms, also where it has connected before Serve was called.
func TestConnectedBeforeServe(t *testing.T) {
	const rounds, depth = 25, 8
	for _, front := range []native.Front{native.Goroutines, native.EventLoop} {
		m := mode{front, false, "tcp"} // each response is sent by itself
		l := m.listen(t)
		c := dial(t, l.Addr())
		serve(t, &native.Server{Handler: standard, Front: front}, l)
		br := bufio.NewReader(c)
		var took []time.Duration
		for range rounds {
			begin := time.Now()
			io.WriteString(c, strings.Repeat(get("/"), depth))
			for range depth {
				resp, err := http.ReadResponse(br, nil)
				if err != nil {
					t.Fatal(err)
				}
				io.Copy(io.Discard, resp.Body)
			}
			took = append(took, time.Since(begin))
		}
		// The first is acknowledged at once, and so are all of a server that does not wait; of
		// one that does, none is. That a busy machine is slow most of the time tells nothing.
		slices.Sort(took[1:])
		if took[3] > 30*time.Millisecond {
			t.Errorf("%v: %v", m, took)
		}
	}
}
