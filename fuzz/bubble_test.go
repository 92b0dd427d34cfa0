package fuzz_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// bubbled are conversations of three requests, in segments.
var bubbled = [][]string{
	{"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
	{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHo", "st: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.0\r\nHost: a\r\n\r\n"},
}

const perBubble = 20 // how often each is held

// stopper is a server on a network in memory.
type stopper interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

var inBubbles = []struct {
	name string
	make func() stopper
}{
	{"net/http", func() stopper { return &http.Server{Handler: http.HandlerFunc(sayOK)} }},
	{"server", func() stopper { return &server.Server{Handler: http.HandlerFunc(sayOK)} }},
	{"server/native", func() stopper { return &native.Server{Inline: true, Handler: native.HandlerFunc(answerOK)} }},
}

func sayOK(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") }

func answerOK(x *native.Exchange) {
	x.Answer(200, []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}, []byte("ok\n"))
}

// inBubble holds the conversations with a server of its own, each on a connection of its own.
func inBubble(t *testing.T, s stopper) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(memnet.DefaultBuffer)
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		for i := range perBubble * len(bubbled) {
			segments := bubbled[i%len(bubbled)]
			c, err := l.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, segment := range segments {
				io.WriteString(c, segment)
				synctest.Wait()
			}
			out, err := io.ReadAll(c)
			if n := bytes.Count(out, []byte(" 200 OK\r\n")); n != 3 || err != nil {
				t.Errorf("%d answers, %v\n%s", n, err, out)
			}
			c.Close()
		}
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		<-served
	})
}

// TestBubbles answers the same conversations with net/http and with ours, and logs what each costs. The times
// are those of the processor, and no reason to fail.
func TestBubbles(t *testing.T) {
	const rounds, each = 9, 3
	spent := make([][]time.Duration, len(inBubbles))
	for range rounds {
		for i, s := range inBubbles {
			before := processor()
			for range each {
				inBubble(t, s.make())
			}
			spent[i] = append(spent[i], (processor()-before)/time.Duration(each*perBubble*len(bubbled)))
		}
	}
	first := time.Duration(0)
	for i, s := range inBubbles {
		slices.Sort(spent[i])
		median := spent[i][rounds/2]
		if i == 0 {
			first = median
		}
		t.Logf("%-14s %8v a conversation, %.2f", s.name, median, float64(first)/float64(median))
	}
}

func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
