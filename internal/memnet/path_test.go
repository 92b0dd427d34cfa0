package memnet_test

import (
	"io"
	"net"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/internal/memnet"
)

// TestLatency: octets and FIN are under way for as long as their direction takes.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(16,
			memnet.ToServer(memnet.Path{Latency: time.Second}), memnet.ToClient(memnet.Path{Latency: time.Minute}))
		start := time.Now()
		write(t, client, "question")
		_ = client.CloseWrite()
		if waited := time.Since(start); waited != 0 {
			t.Errorf("the writer waited %v", waited)
		}
		if got := read(t, server, 8); got != "question" || time.Since(start) != time.Second {
			t.Errorf("read %q after %v", got, time.Since(start))
		}
		fails(t, "read behind FIN", readError(server), io.EOF)
		write(t, server, "answer")
		if got := read(t, client, 6); got != "answer" || time.Since(start) != time.Minute+time.Second {
			t.Errorf("read %q after %v", got, time.Since(start))
		}
	})
}

// TestResetTakesItsTime: until it arrives the peer can read what came before, and a write
// to a closed peer is answered by a reset a round trip later.
func TestResetTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const way = time.Second
		client, server := memnet.Pipe(16, memnet.ToServer(memnet.Path{Latency: way}), memnet.ToClient(memnet.Path{Latency: way}))
		write(t, server, "answer")
		time.Sleep(way / 2)
		_ = server.Close()
		if got := read(t, client, 6); got != "answer" {
			t.Errorf("read %q", got)
		}
		fails(t, "read behind FIN", readError(client), io.EOF)
		write(t, client, "more")
		time.Sleep(2*way - 1)
		write(t, client, "nothing has come back")
		time.Sleep(2 * time.Nanosecond)
		fails(t, "write after a round trip", writeError(client), syscall.ECONNRESET)
	})
}

// TestSegments: a write arrives in pieces, with time between them, and a read returns one.
func TestSegments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(64, memnet.ToServer(memnet.Path{Segment: 3, Apart: time.Second}))
		write(t, client, "abcdefgh")
		_ = client.CloseWrite()
		var pieces []string
		var times []time.Duration
		start := time.Now()
		buf := make([]byte, 64)
		for {
			n, err := server.Read(buf)
			if err == io.EOF {
				break
			}
			pieces, times = append(pieces, string(buf[:n])), append(times, time.Since(start))
		}
		if want := []string{"abc", "def", "gh"}; !slices.Equal(pieces, want) {
			t.Errorf("read %q", pieces)
		}
		if want := []time.Duration{0, time.Second, 2 * time.Second}; !slices.Equal(times, want) {
			t.Errorf("at %v", times)
		}
	})
}

// TestUnderWayCountsForTheBuffer: a writer blocks on what is under way, and its wait is durable.
func TestUnderWayCountsForTheBuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(4, memnet.ToServer(memnet.Path{Latency: time.Hour}))
		start := time.Now()
		go func() { _, _ = io.Copy(io.Discard, server) }()
		write(t, client, "0123456789")
		if waited := time.Since(start); waited != 2*time.Hour {
			t.Errorf("ten octets left a buffer of four after %v", waited)
		}
		_ = client.Close()
		time.Sleep(time.Hour + 1)
	})
}

// TestAnyPathKeepsTheOrder: whatever the path, what was sent is read, and then FIN.
func TestAnyPathKeepsTheOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := memnet.Path{
			Latency: time.Duration(rapid.IntRange(0, 3).Draw(rt, "latency")) * time.Second,
			Segment: rapid.IntRange(0, 5).Draw(rt, "segment"),
			Apart:   time.Duration(rapid.IntRange(0, 3).Draw(rt, "apart")) * time.Second,
		}
		parts := rapid.SliceOf(rapid.StringN(0, 20, 40)).Draw(rt, "parts")
		synctest.Test(t, func(t *testing.T) {
			l := memnet.Listen(8, memnet.ToServer(path))
			client, err := l.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			server, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			for _, p := range parts {
				want += p
			}
			go func() {
				for _, p := range parts {
					_, _ = io.WriteString(client, p)
				}
				_ = client.CloseWrite()
			}()
			if got, err := io.ReadAll(net.Conn(server)); string(got) != want || err != nil {
				t.Errorf("read %q, %v; want %q", got, err, want)
			}
		})
	})
}
